"""Writes tensors.safetensors as the reference library does.

    python3 -m venv venv && venv/bin/pip install safetensors==0.8.0 numpy
    venv/bin/python make_safetensors.py
"""
import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "layers.1.kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
        "layers.1.bias": np.array([-0.0, np.inf, 1e-45], dtype=np.float32),
        "layers.10.gamma": np.array(2.5, dtype=np.float32),
        "empty \"ü\"": np.zeros((0, 4), dtype=np.float32),
    },
    "tensors.safetensors",
    metadata={"made by": "safetensors 0.8.0"},
)
