#!/usr/bin/env python3
"""Makes the numbers with which our engine is compared: what Keras 3 computes from the same initial weights.

    python3 make_fixtures.py [STACK...]        all folders with a spec.yaml, or those named

needs Keras 3 with TensorFlow, safetensors and PyYAML:

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu safetensors pyyaml

For each folder it writes, from spec.yaml,

    initial.safetensors   seeded initial weights
    steps.csv             step,epoch,loss,<metrics> of every training step, each batch alone, in file order
    test.csv              images,loss,<metrics> of the test set after the last step
    untrained.safetensors the weights that the optimizer does not change, after the last step, if there are any
    averages.safetensors  the weights' moving averages after the last step, with which the test set is scored, if there are any

and prints, for README.md, by how much Keras's own numbers change on one thread with XLA, from weights changed in their
last bits, and in double precision: our engine's differences are judged against that.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent

# name: precision, threads, Keras's `jit_compile`, the relative size of random changes to the initial weights, runs.
VARIANTS = {
    "recorded": ("float32", 2, "auto", 0, 1),
    "one thread, XLA": ("float32", 1, True, 0, 1),
    "nudged": ("float32", 2, "auto", 1e-7, 10),
    "float64": ("float64", 2, "auto", 0, 1),
}

# These start from numerically stable weights, found by trying --seed: README.md says why.
SEEDS = {"dense": 17, "conv": 8, "residual-sgd": 2}


def main():
    arguments = parse_arguments()
    if arguments.variant:
        run_variant(FIXTURES / arguments.stacks[0], arguments.variant, arguments.seed)
        return
    print("| stack | first loss | last loss | one thread, XLA | weights nudged by 1e-7 | float64 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for stack in arguments.stacks or sorted(path.parent.name for path in FIXTURES.glob("*/spec.yaml")):
        results = {name: spawn_variant(stack, name, arguments.seed) for name in VARIANTS}
        if arguments.seed is None:
            write_fixture(FIXTURES / stack, results["recorded"])
        print_row(stack, results)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stacks", nargs="*", metavar="STACK")
    parser.add_argument("--seed", type=int, help="try other initial weights: print the table's row, write nothing")
    parser.add_argument("--variant", choices=VARIANTS, help=argparse.SUPPRESS)
    return parser.parse_args()


def write_fixture(folder, recorded):
    metrics = recorded["metrics"]
    write_csv(folder / "steps.csv", ["step", "epoch", "loss"] + metrics, recorded["steps"])
    write_csv(folder / "test.csv", ["images", "loss"] + metrics, [[recorded["test_images"]] + recorded["test"]])


def print_row(stack, results):
    """The largest relative deviation of any step's loss, in any run of each variant."""
    recorded = results["recorded"]["losses"][0]
    deviations = [
        max(abs(a - b) / abs(a) for losses in result["losses"] for a, b in zip(recorded, losses, strict=True))
        for name, result in results.items()
        if name != "recorded"
    ]
    cells = [stack, f"{recorded[0]:.4f}", f"{recorded[-1]:.4f}"] + [f"{deviation:.1e}" for deviation in deviations]
    print("| " + " | ".join(cells) + " |", flush=True)


def write_csv(path, header, rows):
    # `repr` of a float is its shortest decimal that reads back the same.
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header] + rows)


def spawn_variant(stack, variant, seed):
    """Trains one variant in a process of its own, since precision and threads can be set only once in each."""
    command = [sys.executable, __file__, stack, "--variant", variant]
    command += [] if seed is None else ["--seed", str(seed)]
    child = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if child.returncode != 0:
        sys.exit(child.stderr)
    return json.loads(child.stdout)


def run_variant(folder, variant, seed):
    precision, threads, jit_compile, nudge, runs = VARIANTS[variant]
    os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    import keras
    import tensorflow

    import keras_model

    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    keras.config.set_floatx(precision)
    spec = keras_model.load_spec(folder / "spec.yaml")
    result = {"metrics": keras_model.metric_names(spec), "losses": []}
    for run in range(runs):
        model = keras_model.build(spec, jit_compile)
        set_initial_weights(folder, keras_model.weight_variables(model), seed, nudge, run)
        steps = keras_model.train(spec, model)
        result["losses"].append([row[2] for row in steps])
    if variant == "recorded":
        save_averages(folder, model, seed)
        test = keras_model.evaluate(spec, model)
        result |= {"steps": steps, "test": test, "test_images": spec["dataset"]["test_limit"]}
        if seed is None:
            save_untrained(folder, keras_model.weight_variables(model))
    json.dump(result, sys.stdout)


def save_untrained(folder, variables):
    from safetensors.numpy import save_file

    weights = {name: variable.numpy() for name, variable in variables.items() if not variable.trainable}
    if weights:
        save_file(weights, folder / "untrained.safetensors")


def save_averages(folder, model, seed):
    """Writes them unless `seed` is given, and puts them in the weights' place."""
    import keras_model
    from safetensors.numpy import save_file

    averages = {name: average.numpy() for name, average in keras_model.averages(model).items()}
    if averages and seed is None:
        save_file(averages, folder / "averages.safetensors")
    variables = keras_model.weight_variables(model)
    for name, average in averages.items():
        variables[name].assign(average)


def set_initial_weights(folder, variables, seed, nudge, run):
    """Makes the weights, and writes them unless `seed` is given; nudges them when asked to."""
    import numpy as np
    from safetensors.numpy import save_file

    weights = initial_weights(folder.name, variables, seed)
    if seed is None:
        save_file(weights, folder / "initial.safetensors")
    random = np.random.default_rng(run)
    for name, variable in variables.items():
        variable.assign(weights[name] * (1 + nudge * random.standard_normal(weights[name].shape)))


def initial_weights(stack, variables, seed=None):
    """Glorot uniform kernels. Biases are zero in the project's own experiments, as in Keras; elsewhere they are small
    random numbers, so that a mistake with them shows from the first step. Factors and variances are near 1."""
    import numpy as np

    random = np.random.default_rng(SEEDS.get(stack, 1) if seed is None else seed)
    weights = {}
    for name, variable in variables.items():
        shape = variable.shape
        if name.endswith("kernel"):
            window = int(np.prod(shape[:-2]))
            limit = np.sqrt(6 / (window * (shape[-2] + shape[-1])))
        else:
            limit = 0 if stack in ("dense", "conv") else 0.05
        centre = 1 if name.endswith(("gamma", "moving_variance")) else 0
        weights[name] = (centre + random.uniform(-limit, limit, shape)).astype(np.float32)
    return weights


if __name__ == "__main__":
    main()
