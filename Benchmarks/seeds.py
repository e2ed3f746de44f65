#!/usr/bin/env python3
"""Trains both experiments from several seeds and compares their test accuracies with Keras's.

    swift build -c release && python3 Benchmarks/seeds.py             about 2 minutes: dense seeds 1-10, conv seeds 1-5

No single seed says whether two engines learn equally well; the means over seeds do. Keras has random streams of its own,
so nothing can be compared seed by seed.

Keras's first values for dense come from a program that calls `keras.utils.set_random_seed` to be repeatable. `fit` then
takes the images in the same shuffled order in every epoch (Keras 3.15; print the batches to see it), and learns a little
less. With a new order in each epoch, as in runner and in Keras without a seed, the mean is higher. conv's values are of
the first kind.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

REPOSITORY = Path(__file__).resolve().parent.parent

REPEATED_ORDER = {
    "dense": [0.9790, 0.9733, 0.9775, 0.9786, 0.9797, 0.9735, 0.9800, 0.9736, 0.9775, 0.9765],
    "conv": [0.9845, 0.9910, 0.9918, 0.9918, 0.9856],
}
NEW_ORDERS = {"dense": [0.9783, 0.9781, 0.9780, 0.9805, 0.9767, 0.9770, 0.9786, 0.9774]}


def main():
    options = parse_arguments()
    print("| | runner | Keras, seeded: one order | Keras, an order each epoch |")
    print("| --- | --- | --- | --- |")
    for experiment in options.experiments:
        seeds = range(1, len(REPEATED_ORDER[experiment]) + 1)
        ours = [test_accuracy(options.runner, experiment, seed) for seed in seeds]
        keras = [compared(ours, values.get(experiment)) for values in (REPEATED_ORDER, NEW_ORDERS)]
        print("| " + " | ".join([f"{experiment}, seeds 1–{len(ours)}", summary(ours), *keras]) + " |", flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiments", nargs="*", default=list(REPEATED_ORDER), metavar="dense|conv")
    parser.add_argument("--runner", default=str(REPOSITORY / ".build/release/runner"), help="the binary to run")
    options = parser.parse_args()
    if unknown := set(options.experiments) - set(REPEATED_ORDER):
        parser.error(f"no numbers of Keras's for {' '.join(unknown)}")
    if not os.access(options.runner, os.X_OK):
        sys.exit(f"seeds: {options.runner} is missing: build it with `swift build -c release`")
    return options


def test_accuracy(runner, experiment, seed):
    with tempfile.TemporaryDirectory() as results:
        command = [runner, "run", REPOSITORY / f"experiments/{experiment}.yaml", "--set", f"seed={seed}"]
        subprocess.run([*command, "--results", results, "--quiet"], check=True)
        accuracy = json.loads(Path(results, f"{experiment}.json").read_text())["test"]["accuracy"]
    print(f"{experiment}, seed {seed}: {accuracy:.4f}", file=sys.stderr, flush=True)
    return accuracy


def summary(values):
    return f"{mean(values):.4f} ± {stdev(values):.4f}"


def compared(ours, keras):
    """Keras's mean and deviation, and by how many standard errors runner's mean is above it."""
    if keras is None:
        return ""
    error = sqrt(stdev(ours) ** 2 / len(ours) + stdev(keras) ** 2 / len(keras))
    return f"{summary(keras)} (runner {(mean(ours) - mean(keras)) / error:+.1f} standard errors)"


if __name__ == "__main__":
    main()
