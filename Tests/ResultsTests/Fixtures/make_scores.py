"""Writes scores.json: what scikit-learn and SciPy make of random answers with ties.

    pip install scikit-learn==1.9.1 && python3 make_scores.py > scores.json
"""

import json

import numpy as np
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score, average_precision_score, f1_score, mean_absolute_error, mean_squared_error, precision_score, r2_score,
    recall_score, roc_auc_score)

random = np.random.default_rng(20261126)


def binary(count, digits, shift):
    labels = random.integers(0, 2, count)
    scores = np.clip(random.normal(0.5 + shift * (labels - 0.5), 0.25), 0, 1).round(digits).astype(np.float32)
    fractions, means = calibration_curve(labels, scores, n_bins=10)
    thresholds = []
    for tenth in range(1, 10):
        predicted = scores > np.float32(tenth) / np.float32(10)
        measures = [f(labels, predicted, zero_division=0) for f in (precision_score, recall_score, f1_score)]
        thresholds.append(measures + [accuracy_score(labels, predicted)])
    return {
        "labels": labels.tolist(),
        "scores": [str(score) for score in scores],
        "roc_auc": roc_auc_score(labels, scores),
        "average_precision": average_precision_score(labels, scores),
        "thresholds": thresholds,
        "calibration_fractions": fractions.tolist(),
        "calibration_means": means.tolist(),
    }


def regression(count, outputs):
    targets = random.normal(20, 8, (count, outputs)).round(1).astype(np.float32)
    predicted = (targets + random.normal(0.5, 3, (count, outputs))).astype(np.float32)
    exact = [a.astype(np.float64) for a in (targets, predicted)]
    squares = mean_squared_error(*exact, multioutput="raw_values")
    return {
        "targets": [str(value) for value in targets.ravel()],
        "predicted": [str(value) for value in predicted.ravel()],
        "outputs": outputs,
        "mae": mean_absolute_error(*exact, multioutput="raw_values").tolist(),
        "rmse": np.sqrt(squares).tolist(),
        "r2": r2_score(*exact, multioutput="raw_values").tolist(),
    }


splits = [(61, 41), (40, 60), (0, 7), (5, 5), (1, 0), (300, 371)]
print(json.dumps({
    "binary": [binary(60, 1, 0.3), binary(97, 2, 0.6), binary(40, 6, 0.0)],
    "regression": [regression(51, 1), regression(30, 3)],
    "sign_tests": [{"a": a, "b": b, "p": binomtest(a, a + b).pvalue} for a, b in splits],
}))
