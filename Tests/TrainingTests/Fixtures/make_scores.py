#!/usr/bin/env python3
"""Makes scores.json: losses with their gradients, and metrics, of random outputs, as Keras 3 and scikit-learn compute them.

    python3 make_scores.py        needs Keras 3 with TensorFlow, scikit-learn and PyYAML

Each case of "losses": the loss as a spec has it, the activation before it, the activation's arguments, the targets, and for each
sample its loss and the loss's derivative by those arguments. Each case of "metrics": outputs, targets (labels for classes), and the
values of metrics as specs have them, with what scikit-learn says where it means the same.
"""

import json
import os
from pathlib import Path

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
import keras
import numpy as np
import sklearn.metrics as sk
import tensorflow as tf

import keras_model

random = np.random.default_rng(15)
SAMPLES = 24


def normals(width, scale=2.0):
    """Few digits keep the file small; the first row is extreme."""
    values = np.round(random.standard_normal((SAMPLES, width)) * scale, 2)
    values[0] = np.linspace(-30, 30, width) if width > 1 else 30
    return values.astype(np.float32)


def positives(width):
    return np.round(random.uniform(0.02, 5, (SAMPLES, width)), 2).astype(np.float32)


def one_hot(width):
    if width == 1:
        return random.integers(0, 2, (SAMPLES, 1)).astype(np.float32)
    return np.eye(width, dtype=np.float32)[random.integers(0, width, SAMPLES)]


def loss_case(entry, activation, z, y):
    function = keras_model.loss(entry)
    function.reduction = None
    z = tf.Variable(z)
    with tf.GradientTape() as tape:
        losses = function(y, keras.activations.get(activation)(z))
    gradient = tape.gradient(losses, z)
    return {
        "loss": entry, "activation": activation, "arguments": rows(z.numpy()), "targets": rows(y),
        "losses": rows(losses.numpy()), "gradient": rows(gradient.numpy()),
    }


def rows(array):
    """Shortest decimals of the floats."""
    return [rows(part) for part in array] if array.ndim > 0 else float(str(array))


def loss_cases():
    for smoothing in ({}, {"label_smoothing": 0.1}):
        for entry in ({"binary_crossentropy": smoothing}, {"binary_focal_crossentropy": smoothing}):
            for width in (1, 3):
                yield loss_case(entry, "sigmoid", normals(width), one_hot(width))
        for entry in ({"categorical_crossentropy": smoothing}, {"categorical_focal_crossentropy": smoothing}):
            yield loss_case(entry, "softmax", normals(4), one_hot(4))
    yield loss_case({"binary_crossentropy": {"from_logits": True}}, "linear", normals(1), one_hot(1))
    yield loss_case({"categorical_crossentropy": {"from_logits": True}}, "linear", normals(3), one_hot(3))
    yield loss_case({"categorical_focal_crossentropy": {"from_logits": True}}, "linear", normals(3, 1), one_hot(3))
    balanced = {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5, "from_logits": True}
    yield loss_case({"binary_focal_crossentropy": balanced}, "linear", normals(1), one_hot(1))
    for name in ("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "huber", "log_cosh"):
        yield loss_case(name, "linear", normals(1), normals(1))
        yield loss_case(name, "linear", normals(3), normals(3))
    yield loss_case({"huber": {"delta": 0.4}}, "linear", normals(2, 1), normals(2, 1))
    yield loss_case("mean_squared_error", "sigmoid", normals(1), one_hot(1))
    yield loss_case("mean_squared_logarithmic_error", "linear", normals(2), positives(2))
    yield loss_case("poisson", "linear", positives(2), np.round(positives(2)))
    for name in ("hinge", "squared_hinge"):
        yield loss_case(name, "linear", normals(1, 1), one_hot(1))
        yield loss_case(name, "tanh", normals(3, 1), one_hot(3))
    yield loss_case("categorical_hinge", "linear", normals(3, 1), one_hot(3))
    yield loss_case("cosine_similarity", "linear", normals(3), normals(3))
    yield loss_case("kl_divergence", "softmax", normals(3, 1), one_hot(3))
    distributions = positives(3)
    yield loss_case("kl_divergence", "softmax", normals(3, 1), distributions / distributions.sum(axis=1, keepdims=True))


def metric_value(entry, p, y):
    metric = keras_model.table_metric(entry, y.shape[1])
    for start in range(0, len(y), 64):
        metric.update_state(y[start : start + 64], p[start : start + 64])
    return float(metric.result())


def metric_case(p, y, labels, entries, other=None):
    p = p.astype(np.float32)
    values = [{"metric": entry, "value": metric_value(entry, p, y)} for entry in entries]
    other = [{"metric": entry, "value": float(value)} for entry, value in (other or [])]
    return {"outputs": rows(p), "targets": labels if labels is not None else rows(y), "keras": values, "scikit_learn": other}


COUNTS = ["true_positives", "false_positives", "true_negatives", "false_negatives"]
ERRORS = ["mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error"]


def binary_case():
    y = random.integers(0, 2, (150, 1))
    # Quarters of tenths: many ties, many at thresholds.
    p = np.clip(np.round(random.normal(0.35 + 0.3 * y, 0.3) * 40) / 40, 0, 1)
    auc = [{"auc": options} for options in ({}, {"curve": "PR"}, {"num_thresholds": 11}, {"num_thresholds": 7, "curve": "PR"})]
    entries = ["accuracy", {"binary_accuracy": {"threshold": 0.3}}, "precision", {"precision": {"thresholds": 0.25}}, "recall",
               {"recall": {"thresholds": 0.9}}, "binary_crossentropy", {"binary_crossentropy": {"label_smoothing": 0.2}},
               {"f1_score": {"threshold": 0.5}}, {"fbeta_score": {"beta": 2.0, "threshold": 0.4}}] + COUNTS + auc
    q = p > 0.5
    other = [("accuracy", sk.accuracy_score(y, q)), ("precision", sk.precision_score(y, q)), ("recall", sk.recall_score(y, q)),
             ("f1_score", sk.f1_score(y, q)), ({"fbeta_score": {"beta": 0.5}}, sk.fbeta_score(y, q, beta=0.5)),
             # Thresholds at every distance of 1/40 but 0: the exact area.
             ({"auc": {"num_thresholds": 81}}, sk.roc_auc_score(y, np.maximum(p, 0.001)))]
    return metric_case(p, y.astype(np.float32), [int(label) for label in y[:, 0]], entries, other)


def classes_case():
    labels = random.choice(4, 150, p=[0.6, 0.25, 0.1, 0.05])
    y = np.eye(4, dtype=np.float32)[labels]
    p = np.round((random.dirichlet([0.7] * 4, 150) * 0.6 + 0.4 * y * random.random((150, 1))) * 8) / 8
    averages = [{name: {"average": average}} for name in ("f1_score", "fbeta_score") for average in ("macro", "micro", "weighted")]
    entries = ["accuracy", "categorical_accuracy", "binary_accuracy", {"f1_score": {"threshold": 0.25}}, "precision", "recall",
               {"fbeta_score": {"beta": 0.5, "average": "weighted"}}, "auc", "mean_squared_error", "kl_divergence",
               "cosine_similarity"] + averages + COUNTS
    q = np.argmax(p, axis=1)
    return metric_case(p, y, [int(label) for label in labels], entries, [("accuracy", sk.accuracy_score(labels, q))])


def distinct_case():
    """Without ties, where scikit-learn means the same."""
    labels = random.choice(3, 90)
    y = np.eye(3, dtype=np.float32)[labels]
    p = random.dirichlet([1] * 3, 90) * 0.7 + 0.3 * y
    p = (np.round(p * 1000) / 1000 + np.array([0, 1e-4, 2e-4])).astype(np.float32)
    q = np.argmax(p, axis=1)
    other = [({"f1_score": {"average": average}}, sk.f1_score(labels, q, average=average)) for average in ("macro", "micro", "weighted")]
    other += [({"fbeta_score": {"beta": 2.0, "average": average}}, sk.fbeta_score(labels, q, beta=2, average=average)) for average in ("macro", "weighted")]
    other += [({"top_k_categorical_accuracy": {"k": 2}}, sk.top_k_accuracy_score(labels, p / p.sum(axis=1, keepdims=True), k=2))]
    entries = [{"top_k_categorical_accuracy": {"k": 2}}, "categorical_crossentropy",
               {"categorical_crossentropy": {"label_smoothing": 0.1}}]
    return metric_case(p, y, [int(label) for label in labels], entries, other)


def values_case():
    y = np.round(random.gamma(2, 3, (150, 2)) + 0.1, 2).astype(np.float32)
    p = np.round(np.abs(y + random.normal(0, 1, (150, 2))), 2).astype(np.float32)
    entries = ERRORS + ["root_mean_squared_error", "r2_score", "log_cosh", "poisson", "cosine_similarity"]
    double, exact = p.astype(np.float64), y.astype(np.float64)
    other = [("mse", sk.mean_squared_error(exact, double)), ("mae", sk.mean_absolute_error(exact, double)),
             ("msle", sk.mean_squared_log_error(exact, double)), ("mape", 100 * sk.mean_absolute_percentage_error(exact, double)),
             ("rmse", np.sqrt(sk.mean_squared_error(exact, double))), ("r2_score", sk.r2_score(exact, double))]
    return metric_case(p, y, None, entries, other)


if __name__ == "__main__":
    cases = {"losses": list(loss_cases()), "metrics": [binary_case(), classes_case(), distinct_case(), values_case()]}
    parts = [f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in found) + "\n]" for name, found in cases.items()]
    (Path(__file__).resolve().parent / "scores.json").write_text("{" + ",\n".join(parts) + "}\n")
    for case in cases["metrics"]:
        print([(value["metric"], round(value["value"], 4)) for value in case["keras"] + case["scikit_learn"]])
