"""The samples of a run's test set as the network sees them, and what runner says about them."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[3]


def mnist(count):
    with gzip.open(REPOSITORY / "Sources/Data/Datasets/mnist/t10k-images-idx3-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28, 1)[:count].astype(np.float32) / 255


def table(path):
    """A part of a table, as `runner data --output` has written it: the last column is the target."""
    with open(path) as file:
        return np.array([row[:-1] for row in list(csv.reader(file))[1:]], np.float32)


def archive(path):
    with np.load(path) as arrays:
        return arrays["x_test"]


def pictures(folder, rows):
    """Those of a folder with a folder for each class, by their places in the order of paths, from 1."""
    from PIL import Image

    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return np.stack([np.asarray(Image.open(paths[row - 1]).convert("RGB")) for row in rows]).astype(np.float32) / 255


def inputs(name, folder):
    """The test set of results/NAME in the folder. A copy of experiments/ may be there, with its data."""
    part = folder / f"{name}-test.csv"
    if part.exists():
        return table(part)
    summary = json.loads((folder / "results" / f"{name}.json").read_text())
    dataset, data = summary["spec"]["dataset"], folder / "experiments" / "data"
    if "npz" in dataset:
        return archive(data / Path(dataset["npz"]).name)
    if "images" in dataset:
        with open(folder / "results" / name / "predictions.csv") as file:
            return pictures(data / Path(dataset["images"]).name, [int(row["row"]) for row in csv.DictReader(file)])
    return mnist(summary["data"]["test_images"])


def predictions(path):
    """Outputs [samples, outputs] and classes, as in predictions.csv; no classes where numbers are predicted.

    One output of two classes is that of class 1."""
    with open(path) as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    columns = names[names.index("predicted") + 1:]
    if not columns:
        return np.array([[row["predicted"]] for row in rows], np.float32), None
    classes = [column.removeprefix("p_").removeprefix("p") for column in columns]
    if len(classes) == 1:
        classes = [row["predicted"] for row in rows if row["predicted"] != classes[0]][:1] + classes
    outputs = np.array([[row[column] for column in columns] for row in rows], np.float32)
    return outputs, np.array([classes.index(row["predicted"]) for row in rows])


def compare(name, found, folder):
    """Ends the program if an output is off by more than 1e-5, or a class is another."""
    outputs, classes = predictions(folder / "results" / name / "predictions.csv")
    assert found.dtype == np.float32 and found.shape == outputs.shape, f"{name}: {found.dtype} {found.shape}"
    largest = np.abs(found - outputs).max()
    assert largest <= 1e-5 * max(1, np.abs(outputs).max()), f"{name}: an output is off by {largest}"
    other = 0
    if classes is not None:
        both = found if found.shape[1] > 1 else np.hstack([1 - found, found])
        other = int((both.argmax(1) != classes).sum())
        chosen = np.take_along_axis(both, classes[:, None], 1)[:, 0]
        assert (chosen >= both.max(1) - 1e-6).all(), f"{name}: {other} classes are others"
    print(f"{name}: {len(outputs)} samples, largest difference {largest:.1e}, {other} other classes", flush=True)
    return other
