"""check_onnx.py FOLDER NAME…: whether onnxruntime says of NAME.onnx in the folder what runner has said in results/NAME."""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

import samples


def main():
    folder = Path(sys.argv[1])
    onnxruntime.set_default_logger_severity(3)
    for name in sys.argv[2:]:
        model = onnx.load(folder / f"{name}.onnx")
        onnx.checker.check_model(model, full_check=True)
        notes = {entry.key: entry.value for entry in model.metadata_props}
        summary = json.loads((folder / "results" / f"{name}.json").read_text())
        assert notes["name"] == name and notes["weights_sha256"] == summary["weights_sha256"]
        assert notes["numerics_version"] == str(summary["numerics_version"])
        prepared = json.loads(notes["preprocessing"])
        assert prepared == json.loads((folder / "results" / name / "preprocessing.json").read_text())
        if "classes" in prepared["target"]:
            assert json.loads(notes["classes"]) == prepared["target"]["classes"]
        session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
        [port] = session.get_inputs()
        assert port.name == "input" and port.shape == ["N", *prepared["inputs"][0]["shape"]], port.shape
        x = samples.inputs(name, folder)
        [y] = session.run(["output"], {"input": x})
        [one] = session.run(["output"], {"input": x[:1]})
        assert np.abs(one - y[:1]).max() <= 1e-5, f"{name}: alone a sample has other outputs"
        other = samples.compare(name, y, folder)
        assert len(x) < 10000 or other == 0


main()
