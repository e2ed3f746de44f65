"""check_keras_weights.py FOLDER NAME…: whether NAME.weights.h5 gives NAME-keras.py's model the weights of load_model().

And whether h5py finds in it what Keras itself writes: the same groups, shapes, types and numbers, bit for bit."""

import sys
from pathlib import Path

import h5py
import numpy as np

from check_scripts import load


def arrays(path):
    """Those of an HDF5 file by path. `visititems` goes through lists of names; each array is then found by its own."""
    found = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None)
        return {name: file[name][()] for name in found}


def compare(expected, found, what):
    assert expected.keys() == found.keys(), f"{what}: {sorted(expected.keys() ^ found.keys())}"
    for key, array in expected.items():
        other = found[key]
        assert array.shape == other.shape, f"{what}: {key}: {array.shape}, {other.shape}"
        # Keras's whole numbers have as many bits as its backend likes.
        same = array.dtype.kind == "i" or array.dtype == other.dtype
        assert same and array.dtype.kind == other.dtype.kind, f"{what}: {key}: {array.dtype}, {other.dtype}"
        assert array.astype(other.dtype).tobytes() == other.tobytes(), f"{what}: {key}: other numbers"


def weights(model, name_in_file):
    return {name_in_file(weight): np.asarray(weight) for weight in model.weights}


def main():
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        module = load(folder / f"{name}-keras.py")
        expected, model, file = module.load_model(), module.build_model(), folder / f"{name}.weights.h5"
        # No weight starts with what it should become.
        for weight in model.weights:
            weight.assign(np.full(weight.shape, 7))
        model.load_weights(file)
        compare(weights(expected, module.name_in_file), weights(model, module.name_in_file), name)
        own = folder / f"{name}-own.weights.h5"
        expected.save_weights(own)
        compare(arrays(own), arrays(file), file.name)
        print(f"{name}: {len(model.weights)} arrays, largest difference 0", flush=True)


if __name__ == "__main__":
    main()
