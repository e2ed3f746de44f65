"""compare_tools.py DIR: what this Python's tools (onnxruntime, keras, torch) make of the models of RandomLayerTests, kept in DIR/NAME-TOOL.npy.

Where another tool has been before, its outputs must be the same to 1e-5. So it is run once with each tool's Python."""

import importlib.util
import sys
from pathlib import Path

import numpy as np

from check_scripts import answers, load


def ofONNX(folder, name):
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
    return lambda x: session.run(None, {"input": x})[0]


def ofScript(folder, name, tool):
    model = load(folder / f"{name}-{tool}.py").load_model()
    return lambda x: answers(model, x)


def main():
    folder = Path(sys.argv[1])
    found = [tool for tool, module in [("onnx", "onnxruntime"), ("keras", "keras"), ("torch", "torch")]
             if importlib.util.find_spec(module)]
    wrong = 0
    names = sorted(path.stem for path in folder.glob("*.safetensors"))
    for name in names:
        shape = [(9,), (12, 5), (10, 11, 4), (3, 2, 4, 5)][int(name.split("-")[-1])]
        x = np.random.default_rng(1).standard_normal((3, *shape)).astype(np.float32)
        if name.startswith("embedding"):
            x = np.zeros_like(x)
        for tool in found:
            if tool == "torch" and not (folder / f"{name}-torch.py").exists():
                continue
            try:
                y = (ofONNX(folder, name) if tool == "onnx" else ofScript(folder, name, tool))(x)
            except Exception as problem:
                print(f"{name}: {tool}: {type(problem).__name__}: {str(problem)[:300]}", flush=True)
                wrong += 1
                continue
            np.save(folder / f"{name}-{tool}.npy", y)
            for other in folder.glob(f"{name}-*.npy"):
                # Drawn numbers may be so large that there is no answer.
                if not np.allclose(np.load(other), y, rtol=0, atol=1e-5, equal_nan=True):
                    print(f"{other.stem}: {tool} is off by {np.abs(np.load(other) - y).max()}", flush=True)
                    wrong += 1
    print(f"{len(names)} models by {', '.join(found)}: {wrong} problems")
    return 1 if wrong else 0


sys.exit(main())
