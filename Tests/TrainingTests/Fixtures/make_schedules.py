#!/usr/bin/env python3
"""Makes schedules.json: the learning rates of Keras's schedules at 200 steps each, in double precision.

    python3 make_schedules.py        needs Keras 3 with TensorFlow, and PyYAML
"""

import json
import os
from pathlib import Path

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
import numpy as np

import keras_model

STEPS, EPOCHS = 20, 10
SPECS = [
    {"exponential_decay": {"initial_learning_rate": 0.1, "decay_steps": 70, "decay_rate": 0.3}},
    {"exponential_decay": {"initial_learning_rate": 0.001, "decay_epochs": 1, "decay_rate": 0.95, "staircase": True}},
    {"exponential_decay": {"initial_learning_rate": 0.001, "decay_steps": 7, "decay_rate": 1.25}},
    {"inverse_time_decay": {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.7}},
    {"inverse_time_decay": {"initial_learning_rate": 0.1, "decay_epochs": 0.5, "decay_rate": 0.7, "staircase": True}},
    {"piecewise_constant_decay": {"boundaries": [3, 50, 120], "values": [0.1, 0.05, 0.2, 0.001]}},
    {"piecewise_constant_decay": {"boundary_epochs": [1, 4.5, 8], "values": [0.1, 0.01, 0.001, 0.0005]}},
    {"polynomial_decay": {"initial_learning_rate": 0.1, "decay_steps": 150}},
    {"polynomial_decay": {"initial_learning_rate": 0.1, "decay_epochs": 9, "end_learning_rate": 0.01, "power": 2.5}},
    {"polynomial_decay": {"initial_learning_rate": 0.1, "decay_steps": 40, "power": 0.5, "cycle": True}},
    {"polynomial_decay": {"initial_learning_rate": 0.1, "end_learning_rate": 0}},
    {"cosine_decay": {"initial_learning_rate": 0.1, "decay_steps": 170, "alpha": 0.05}},
    {"cosine_decay": {"initial_learning_rate": 0.01, "decay_steps": 130, "warmup_target": 0.2, "warmup_steps": 25}},
    {"cosine_decay": {"initial_learning_rate": 0, "warmup_target": 0.2, "warmup_epochs": 1.5, "alpha": 0.1}},
    {"cosine_decay": {"initial_learning_rate": 0.1}},
    {"cosine_decay_restarts": {"initial_learning_rate": 0.1, "first_decay_steps": 13, "m_mul": 0.8, "alpha": 0.02}},
    {"cosine_decay_restarts": {"initial_learning_rate": 0.1, "first_decay_steps": 30, "t_mul": 1, "m_mul": 0.9}},
    {"cosine_decay_restarts": {"initial_learning_rate": 0.1, "first_decay_epochs": 0.55, "t_mul": 1.5}},
]


def rates(spec):
    [(word, options)] = spec.items()
    # Keras computes in the precision of these.
    double = {"initial_learning_rate": np.float64, "values": lambda values: [np.float64(value) for value in values]}
    options = {key: double.get(key, lambda value: value)(value) for key, value in options.items()}
    schedule = keras_model.schedule({word: options}, STEPS, EPOCHS)
    return [float(f"{float(schedule(step)):.9g}") for step in range(200)]


if __name__ == "__main__":
    lines = [json.dumps({"learning_rate": spec, "rates": rates(spec)}) for spec in SPECS]
    (Path(__file__).resolve().parent / "schedules.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
