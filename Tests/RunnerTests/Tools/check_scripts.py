"""check_scripts.py FOLDER SUFFIX NAME…: whether the model of NAME-SUFFIX.py in the folder says what runner has said in results/NAME.

Each script has `load_model`; what it gives is a Keras model, or a PyTorch module."""

import importlib.util
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np

import samples


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(model, x):
    if hasattr(model, "predict_on_batch"):
        return np.asarray(model.predict_on_batch(x))
    import torch

    model.eval()
    with torch.no_grad():
        return model(torch.from_numpy(x)).numpy()


def main():
    folder, suffix = Path(sys.argv[1]), sys.argv[2]
    for name in sys.argv[3:]:
        module = load(folder / f"{name}-{suffix}.py")
        prepared = json.loads((folder / "results" / name / "preprocessing.json").read_text())
        [names] = prepared["target"].values()
        assert getattr(module, "CLASSES" if "classes" in prepared["target"] else "TARGETS") == names
        x = samples.inputs(name, folder)
        model = module.load_model()
        samples.compare(name, answers(model, x), folder)
        # The way back: the same numbers under the same names.
        module.save_weights(model, folder / f"{name}-back.safetensors")
        before, after = (
            module.read_safetensors(folder / path) for path in (f"results/{name}/weights.safetensors", f"{name}-back.safetensors")
        )
        assert before.keys() == after.keys(), name
        for key, array in before.items():
            assert array.shape == after[key].shape and array.tobytes() == after[key].tobytes(), f"{name}: {key}"


if __name__ == "__main__":
    main()
