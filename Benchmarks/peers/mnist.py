"""What the three peers share: their arguments, MNIST, the words they print, the files they leave."""

import argparse
import csv
import gzip
import time
from pathlib import Path

import numpy as np

BUNDLED_DATA = Path(__file__).resolve().parents[2] / "Sources/Datasets/mnist"
EXPERIMENTS = {"dense": {"batch_size": 500, "epochs": 10}, "conv": {"batch_size": 64, "epochs": 5}}


def arguments():
    parser = argparse.ArgumentParser(description="Trains experiments/dense.yaml or conv.yaml in another framework.")
    parser.add_argument("experiment", choices=EXPERIMENTS)
    parser.add_argument("--epochs", type=int, help="the experiment's own unless given")
    parser.add_argument("--images", type=int, default=60_000, help="training images")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--results", type=Path, required=True, help="the folder to write to")
    options = parser.parse_args()
    options.batch_size = EXPERIMENTS[options.experiment]["batch_size"]
    options.epochs = options.epochs or EXPERIMENTS[options.experiment]["epochs"]
    return options


def load(part, limit=None):
    """`train` or `t10k`: images [count, 28, 28, 1] in 0…1 and their labels."""

    def read(kind, header):
        with gzip.open(BUNDLED_DATA / f"{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    images = read("images-idx3", 16).reshape(-1, 28, 28, 1)[:limit]
    return images.astype(np.float32) / 255, read("labels-idx1", 8)[:limit]


class Progress:
    """Prints `first step` and `epoch N seconds` for the benchmark, and keeps the history."""

    def __init__(self):
        self.history = []
        self.has_stepped = False

    def begin_epoch(self):
        self.start = time.perf_counter()

    def end_step(self):
        """To be called after each step, when its result is there."""
        if not self.has_stepped:
            self.has_stepped = True
            print("first step", flush=True)

    def end_epoch(self, loss, accuracy):
        seconds = time.perf_counter() - self.start
        self.history.append((len(self.history) + 1, float(loss), float(accuracy)))
        print(f"epoch {len(self.history)} {seconds:.4f}", flush=True)

    def finish(self, folder, loss, accuracy, weights):
        """Writes history and weights, as runner does, and prints the test's result."""
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "history.csv", "w", newline="") as file:
            csv.writer(file).writerows([("epoch", "loss", "accuracy"), *self.history])
        np.savez(folder / "weights.npz", *weights)
        print(f"test loss {float(loss):.4f} accuracy {float(accuracy):.4f}")
