"""Writes small arrays in every form that NumPy has for them, and what NumPy makes of the same files, beside this file.

python3 -m venv venv && venv/bin/pip install numpy && venv/bin/python arrays.py
"""

import hashlib
import json
import pathlib

import numpy

here = pathlib.Path(__file__).parent
cases = []


def tensors(parts):
    """One hash over the inputs of training, validation and test samples as float32, then their targets."""
    hash = hashlib.sha256()
    for x, _ in parts:
        hash.update(numpy.ascontiguousarray(x, dtype="<f4").tobytes())
    for _, y in parts:
        hash.update(numpy.ascontiguousarray(y, dtype="<f4" if y.dtype.kind == "f" else "<i4").tobytes())
    return hash.hexdigest()


def seen(x, images=True):
    """What the network sees: images of unsigned whole numbers are divided by the greatest of them."""
    greatest = {"uint8": 255, "uint16": 65535}.get(x.dtype.name) if images else None
    return x.astype("f4") / numpy.float32(greatest) if greatest else x.astype("f4")


def numbers(dtype, shape, seed):
    random = numpy.random.default_rng(seed)
    dtype = numpy.dtype(dtype)
    if dtype.kind == "f":
        return (random.normal(size=shape) * 10.0 ** random.integers(-20, 20, shape)).astype(dtype)
    if dtype.kind == "b":
        return random.integers(0, 2, shape).astype(dtype)
    least, most = numpy.iinfo(dtype).min, numpy.iinfo(dtype).max
    x = random.integers(least, most, shape, dtype=dtype.newbyteorder("="), endpoint=True)
    x.flat[:2] = least, most
    return x.astype(dtype)


def save(name, array, version=(1, 0)):
    with open(here / name, "wb") as file:
        numpy.lib.format.write_array(file, array, version)


def divided(name, x, y, **options):
    """The last two samples test."""
    x, labels = numpy.load(here / x), numpy.load(here / y)
    x = options.pop("convert", seen)(x)
    cases.append({"name": name, "sha256": tensors([(x[:-2], labels[:-2]), (x[-2:], labels[-2:])]), **options})


labels = numpy.array([0, 1, 2, 0, 1, 2, 1], "i8")
save("labels.npy", labels)
for code in ["?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f4", "f8"]:
    for order in "<>" if numpy.dtype(code).itemsize > 1 else "<":
        name = f"{numpy.dtype(code).name}{'-big' if order == '>' else ''}.npy"
        save(name, numbers(numpy.dtype(code).newbyteorder(order), (7, 3, 2), len(cases)))
        divided(name, name, "labels.npy")
for code in ["u1", ">i2", "f8"]:
    name = f"columns-{numpy.dtype(code).name}.npy"
    save(name, numpy.asfortranarray(numbers(code, (7, 3, 2, 3), 40)))
    divided(name, name, "labels.npy")
for version in [2, 3]:
    save(f"version-{version}.npy", numbers("f4", (7, 4), 50), (version, 0))
    divided(f"version-{version}.npy", f"version-{version}.npy", "labels.npy")
save("rows.npy", numbers("u1", (7, 4), 60))
divided("rows.npy", "rows.npy", "labels.npy", convert=lambda x: seen(x, images=False))
divided("rows.npy", "rows.npy", "labels.npy", shape=[2, 2, 1])
divided("rows.npy", "rows.npy", "labels.npy", rescale=0.5, convert=lambda x: x.astype("f4") * numpy.float32(0.5))
divided("uint8.npy", "uint8.npy", "labels.npy", transpose=True, convert=lambda x: seen(x).transpose(0, 2, 1))

random = numpy.random.default_rng(3)
parts = {
    "train": (random.integers(0, 256, (9, 4, 3, 3), dtype="u1"), numpy.array([[3], [1], [2]] * 3, "u1")),
    "val": (random.integers(0, 256, (2, 4, 3, 3), dtype="u1"), numpy.array([[2], [2]], "u1")),
    "test": (random.integers(0, 256, (3, 4, 3, 3), dtype="u1"), numpy.array([[1], [3], [2]], "u1")),
}
named = {f"{letter}_{part}": pair[index] for part, pair in parts.items() for index, letter in enumerate("xy")}
numpy.savez(here / "stored.npz", **named)
numpy.savez_compressed(here / "deflated.npz", **named, names=numpy.array(["a", "b", "c"]))
hash = tensors([(seen(x), y[:, 0].astype("i4") - 1) for x, y in parts.values()])
for name in ["stored.npz", "deflated.npz"]:
    cases.append({"name": name, "sha256": hash, "labels": [str(label) for label in [1, 2, 3]]})

x, y = random.normal(size=(8, 5)), random.normal(size=(8, 2)).astype("f4")
numpy.savez(here / "values.npz", x=x, y=y)
cases.append({"name": "values.npz", "sha256": tensors([(x[:-2], y[:-2]), (x[-2:], y[-2:])]), "values": ["y0", "y1"]})
hot = numpy.eye(4, dtype="f4")[[0, 2, 1, 3, 3, 1, 0, 2]]
numpy.savez(here / "one-hot.npz", x=x, y=hot)
places = hot.argmax(1).astype("i4")
cases.append(
    {
        "name": "one-hot.npz",
        "sha256": tensors([(x[:-2], places[:-2]), (x[-2:], places[-2:])]),
        "labels": [str(label) for label in range(4)],
    }
)


def save_idx(name, array):
    """0, 0, the type, the number of axes, each of them, then the numbers, all big-endian."""
    codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    code = codes[array.dtype.str[1:]]
    sizes = numpy.array(array.shape, ">u4").tobytes()
    (here / name).write_bytes(bytes([0, 0, code, array.ndim]) + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes())


def idx_case(dtype, shape, **options):
    files = {part: f"{part}.{numpy.dtype(dtype).name}-{len(shape)}.idx" for part in ["train_images", "test_images"]}
    arrays = [numbers(dtype, (count, *shape), 70 + count) for count in [7, 3]]
    for name, array in zip(files.values(), arrays):
        save_idx(name, array)
    images = [seen(x, images=len(shape) > 1) for x in arrays]
    if options.get("transpose"):
        images = [x.swapaxes(1, 2) for x in images]
    cases.append(
        {
            "name": f"IDX {numpy.dtype(dtype).name} {list(shape)}",
            "sha256": tensors(list(zip(images, idx_places))),
            "files": files | {part: f"{part}.idx" for part in ["train_labels", "test_labels"]},
            "labels": ["-3", "5", "1000"],
            **options,
        }
    )


idx_labels = [numpy.array([5, -3, 1000, 5, -3, -3, 5], "i4"), numpy.array([1000, -3, 5], "i2")]
idx_places = [numpy.searchsorted([-3, 5, 1000], y).astype("i4") for y in idx_labels]
for part, y in zip(["train_labels", "test_labels"], idx_labels):
    save_idx(f"{part}.idx", y)
for dtype, shape in [("u1", (3, 2)), ("u1", (3, 2, 3)), ("i1", (4,)), ("i2", (3, 2)), ("i4", (2, 2)), ("f4", (2, 3, 2)), ("f8", (3,))]:
    idx_case(dtype, shape)
idx_case("u1", (3, 2), transpose=True)


def cifar(label_bytes, label, batch, records):
    """The same bytes as CIFARTests writes."""
    i = numpy.arange(3072)
    planes = numpy.array([(i * 7 + r * 31 + batch * 13) % 256 for r in range(records)], "u1")
    labels = numpy.array([(batch + r + label) % 10 for r in range(records)], "i4")
    return seen(planes.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)), labels


batches = [cifar(1, 0, batch, 5 if batch < 6 else 3) for batch in range(1, 7)]
train = tuple(numpy.concatenate(parts) for parts in zip(*batches[:5]))
cases.append({"name": "CIFAR-10", "sha256": tensors([train, batches[5]])})
for name, label in [("coarse", 0), ("fine", 1)]:
    cases.append({"name": f"CIFAR-100 {name}", "sha256": tensors([cifar(2, label, 1, 12), cifar(2, label, 2, 3)])})

(here / "expected.json").write_text(json.dumps(cases, indent=1) + "\n")
