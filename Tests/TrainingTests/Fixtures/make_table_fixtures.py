#!/usr/bin/env python3
"""Makes tables/steps.json: the losses and metrics of 50 training steps on small tables, and of a test afterwards, as Keras 3 computes
them. tables/NAME.yaml are the specs. The tables and the initial weights are made of whole numbers, here and in TableFidelityTests.swift.

    python3 make_table_fixtures.py        needs Keras 3 with TensorFlow, and PyYAML
"""

import json
import os
from pathlib import Path

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
import keras
import numpy as np

import keras_model

TABLES = Path(__file__).resolve().parent / "tables"
ROWS, TEST_ROWS, FEATURES = 800, 100, 13
CLASSES = {"binary": ["no", "yes"], "embedding": ["a", "b", "c", "d"], "imbalanced": ["a", "b", "c", "d"]}
WORDS = 50


def whole_numbers(count, salt):
    """From 0 to 1,008, without an order that one could see."""
    k = np.arange(count, dtype=np.int64)
    return (k * k * 31 + k * 7919 + salt * 104_729) % 1009


def numbers(shape, salt):
    """From −1 to 1."""
    values = whole_numbers(int(np.prod(shape)), salt).astype(np.float32) / np.float32(504.5) - np.float32(1)
    return values.reshape(shape)


def features(name, rows, salt):
    if name == "embedding":
        return (whole_numbers(rows * FEATURES, salt) % WORDS).reshape(rows, FEATURES).astype(np.float32)
    if name == "sigmoid-autoencoder":
        return whole_numbers(rows * FEATURES, salt).reshape(rows, FEATURES).astype(np.float32) / np.float32(1008)
    return numbers((rows, FEATURES), salt)


def scores(rows, salt, output):
    """A whole number for each row, which depends on its features."""
    centred = whole_numbers(rows * FEATURES, salt).reshape(rows, FEATURES) - 504
    return (centred * ((np.arange(FEATURES) + output) % 3 - 1)).sum(axis=1)


def targets(name, rows, salt):
    if name.endswith("autoencoder"):
        return features(name, rows, salt)
    if name == "binary":
        return (scores(rows, salt, 0) > 900).astype(np.float32)[:, None]
    if name in ("embedding", "imbalanced"):
        classes = np.digitize(scores(rows, salt, 0), [400, 1000, 1600])
        return np.eye(4, dtype=np.float32)[classes]
    outputs = {"huber": 3, "weighted": 2, "constrained": 3, "wide-deep": 1}[name]
    return np.stack([scores(rows, salt, output) for output in range(outputs)], axis=1).astype(np.float32) / np.float32(1024)


def class_weights(spec, y):
    weights = spec.get("class_weight")
    if weights == "balanced":
        counts = y.sum(axis=0)
        return {index: len(y) / (len(counts) * count) for index, count in enumerate(counts)}
    return weights and {CLASSES[spec["name"]].index(name): weight for name, weight in weights.items()} | {0: 1.0}


def train(path):
    spec = keras_model.load_spec(path)
    name = spec["name"]
    x, y, x_test, y_test = features(name, ROWS, 1), targets(name, ROWS, 1), features(name, TEST_ROWS, 2), targets(name, TEST_ROWS, 2)
    weights, test_weights = None, None
    if name == "weighted":
        weights, test_weights = numbers((ROWS,), 3) + 1, numbers((TEST_ROWS,), 4) + 1
    model = keras_model.Network(spec, (FEATURES,), [f"x{index}" for index in range(FEATURES)]).model
    metrics = [keras_model.table_metric(entry, y.shape[1]) for entry in spec["metrics"]]
    model.compile(optimizer=keras_model.optimizer(spec["optimizer"], ROWS // spec["batch_size"], 2), loss=keras_model.loss(spec["loss"]), metrics=metrics)
    for index, variable in enumerate(keras_model.weight_variables(model).values()):
        variable.assign(numbers(variable.shape, 10 + index) * np.float32(0.5))
    names = ["loss"] + keras_model.metric_names(spec)
    steps = []
    batch_size = spec["batch_size"]
    for start in list(range(0, ROWS, batch_size)) * 2:
        if len(steps) == 50:
            break
        batch = slice(start, start + batch_size)
        model.reset_metrics()
        values = model.train_on_batch(
            x[batch], y[batch], sample_weight=None if weights is None else weights[batch],
            class_weight=class_weights(spec, y), return_dict=True)
        steps.append([float(values[name]) for name in names])
    values = model.evaluate(x_test, y_test, sample_weight=test_weights, verbose=0, return_dict=True)
    print(name, steps[0], steps[-1])
    return {"steps": steps, "test": [float(values[name]) for name in names]}


if __name__ == "__main__":
    results = {path.stem: train(path) for path in sorted(TABLES.glob("*.yaml"))}
    lines = [f'"{name}": {json.dumps(result)}' for name, result in results.items()]
    (TABLES / "steps.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
