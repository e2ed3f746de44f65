"""What the three peers share: their arguments, MNIST and made data, what they print, the files they write.

A peer is a class of five methods:

    Trainer(stack, images, labels, options)            images [count, 28, 28, 1] in 0…1, labels [count] as int32;
                                                       made ones for a stack of another input shape
    train(count, batch_size, epochs, progress)         on the first `count` images, each epoch in a new order
    evaluate(images, labels) -> loss, accuracy
    predict(images) -> the ten probabilities of each, in batches of 1,000
    weights() -> arrays
"""

import argparse
import csv
import gzip
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
from stacks import MADE_SAMPLES, MADE_SHAPES, STACKS

BUNDLED_DATA = Path(__file__).resolve().parents[2] / "Sources/Data/Datasets/mnist"
EXPERIMENTS = {"dense": {"batch_size": 500, "epochs": 10}, "conv": {"batch_size": 64, "epochs": 5}}
OTHERS = {"batch_size": 128, "epochs": 1}


def main(trainer_type):
    options = arguments()
    images, labels = data(options)
    trainer = trainer_type(STACKS[options.stack], images, labels, options)
    if options.predict:
        predict(trainer, images, options.results)
    elif options.serve:
        serve(trainer)
    else:
        run(trainer, options)


def arguments():
    parser = argparse.ArgumentParser(description="Trains a stack of stacks.py on MNIST in another framework.")
    parser.add_argument("stack", choices=STACKS)
    parser.add_argument("--epochs", type=int, help="the experiment's own unless given")
    parser.add_argument("--batch-size", type=int, help="likewise")
    parser.add_argument("--images", type=int, default=60_000, help="training images")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--results", type=Path, help="the folder to write to")
    parser.add_argument("--serve", action="store_true", help="measure what stdin asks for: `train BATCH STEPS`")
    parser.add_argument("--predict", action="store_true", help="only answer for the test images, with initial weights")
    options = parser.parse_args()
    if not (options.serve or options.results):
        parser.error("--results is required")
    defaults = EXPERIMENTS.get(options.stack, OTHERS)
    options.batch_size = options.batch_size or defaults["batch_size"]
    options.epochs = options.epochs or defaults["epochs"]
    return options


def data(options):
    if options.stack in MADE_SHAPES:
        return made(MADE_SHAPES[options.stack])
    return load("t10k") if options.predict else load("train", options.images)


def made(shape):
    random = np.random.default_rng(1)
    return random.random((MADE_SAMPLES, *shape), np.float32), random.integers(0, 10, MADE_SAMPLES).astype(np.int32)


def load(part, limit=None):
    """`train` or `t10k`: images and their labels."""

    def read(kind, header):
        with gzip.open(BUNDLED_DATA / f"{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    images = read("images-idx3", 16).reshape(-1, 28, 28, 1)[:limit]
    return images.astype(np.float32) / 255, read("labels-idx1", 8)[:limit].astype(np.int32)


def serve(trainer):
    """Answers each `train BATCH STEPS` with `seconds S`: one epoch of so many steps."""
    print(f"parameters {sum(value.size for value in trainer.weights())}", flush=True)
    for line in sys.stdin:
        batch_size, steps = map(int, line.split()[1:])
        progress = Progress()
        trainer.train(batch_size * steps, batch_size, 1, progress)
        print(f"seconds {progress.seconds[-1]:.6f}", flush=True)


def run(trainer, options):
    """Trains, tests and writes files, as runner does."""
    progress = PrintedProgress()
    trainer.train(options.images, options.batch_size, options.epochs, progress)
    loss, accuracy = trainer.evaluate(*load("t10k"))
    write_results(options.results, progress.history, trainer.weights())
    print(f"test loss {float(loss):.4f} accuracy {float(accuracy):.4f}")


def predict(trainer, images, folder):
    """Writes predictions.csv, prints `predicted`, and writes the time of further predictions in seconds.txt."""
    outputs = trainer.predict(images)
    with open(folder / "predictions.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["index", "predicted", *(f"p{digit}" for digit in range(10))])
        writer.writerows((index, row.argmax(), *row) for index, row in enumerate(outputs))
    print("predicted", flush=True)
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        trainer.predict(images)
        seconds.append(time.perf_counter() - start)
    (folder / "seconds.txt").write_text(str(median(seconds)))


class Progress:
    """Measures the epochs' times."""

    def __init__(self):
        self.seconds = []

    def begin_epoch(self):
        self.start = time.perf_counter()

    def end_step(self):
        """To be called after each step, once its result is available."""

    def end_epoch(self, loss, accuracy):
        self.seconds.append(time.perf_counter() - self.start)


class PrintedProgress(Progress):
    """Prints `first step` and `epoch N seconds` too, and keeps the history."""

    def __init__(self):
        super().__init__()
        self.history = []
        self.has_stepped = False

    def end_step(self):
        if not self.has_stepped:
            self.has_stepped = True
            print("first step", flush=True)

    def end_epoch(self, loss, accuracy):
        super().end_epoch(loss, accuracy)
        self.history.append((len(self.seconds), float(loss), float(accuracy)))
        print(f"epoch {len(self.seconds)} {self.seconds[-1]:.4f}", flush=True)


def write_results(folder, history, weights):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "history.csv", "w", newline="") as file:
        csv.writer(file).writerows([("epoch", "loss", "accuracy"), *history])
    np.savez(folder / "weights.npz", *weights)
