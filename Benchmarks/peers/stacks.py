"""The stacks that are measured, as plain data from which each peer builds its model.

They say what experiments/*.yaml and Benchmarks/experiments/*.yaml say; the benchmark compares the parameter counts.
"""

from dataclasses import dataclass
from math import prod

INPUT_SHAPE = (28, 28, 1)


@dataclass(frozen=True)
class Conv:
    filters: int
    size: int
    activation: str
    stride: int = 1
    padding: str = "valid"  # `same` with a stride of 1 and an odd size only: frameworks pad alike there.


@dataclass(frozen=True)
class Depthwise:
    """A window of its own for each channel, padded `same`; with `filters`, a 1 × 1 convolution after it: separable."""

    size: int
    activation: str
    filters: int | None = None


@dataclass(frozen=True)
class Move:
    """Turns, zooms and moves each training sample at random, by up to these parts, with zeros beyond its edges."""

    turn: float
    zoom: float
    shift: float


@dataclass(frozen=True)
class Normalize:
    """Batch normalization."""


@dataclass(frozen=True)
class Activate:
    activation: str


@dataclass(frozen=True)
class Pool:
    kind: str  # `max` or `average`
    size: int = 2


@dataclass(frozen=True)
class Flatten:
    pass


@dataclass(frozen=True)
class Dense:
    units: int
    activation: str


STACKS = {
    "dense": [
        Flatten(),
        Dense(512, "relu"),
        Dense(64, "relu"),
        Dense(32, "relu"),
        Dense(16, "relu"),
        Dense(10, "softmax"),
    ],
    "conv": [
        Conv(32, 3, "relu"),
        Pool("max"),
        Conv(64, 3, "relu"),
        Pool("max"),
        Conv(64, 3, "relu"),
        Flatten(),
        Dense(64, "relu"),
        Dense(10, "softmax"),
    ],
    "lenet": [
        Conv(6, 5, "tanh", padding="same"),
        Pool("average"),
        Conv(16, 5, "tanh"),
        Pool("average"),
        Flatten(),
        Dense(120, "tanh"),
        Dense(84, "tanh"),
        Dense(10, "softmax"),
    ],
    "vgg": [
        Conv(32, 3, "relu", padding="same"),
        Conv(32, 3, "relu", padding="same"),
        Pool("max"),
        Conv(64, 3, "relu", padding="same"),
        Conv(64, 3, "relu", padding="same"),
        Pool("max"),
        Flatten(),
        Dense(128, "relu"),
        Dense(10, "softmax"),
    ],
    "strided": [
        Conv(32, 3, "relu", stride=2),
        Conv(64, 3, "relu", stride=2),
        Conv(64, 3, "relu"),
        Flatten(),
        Dense(10, "softmax"),
    ],
    "normalized": [
        Conv(32, 3, "linear", padding="same"),
        Normalize(),
        Activate("relu"),
        Conv(32, 3, "linear", padding="same"),
        Normalize(),
        Activate("relu"),
        Pool("max"),
        Conv(64, 3, "linear", padding="same"),
        Normalize(),
        Activate("relu"),
        Conv(64, 3, "linear", padding="same"),
        Normalize(),
        Activate("relu"),
        Pool("max"),
        Flatten(),
        Dense(10, "softmax"),
    ],
    "separable": [
        Conv(32, 3, "relu", padding="same"),
        Depthwise(3, "relu", filters=64),
        Pool("max"),
        Depthwise(3, "relu"),
        Depthwise(3, "relu", filters=128),
        Pool("max"),
        Flatten(),
        Dense(10, "softmax"),
    ],
    "mlp": [
        Flatten(),
        Dense(1024, "relu"),
        Dense(1024, "relu"),
        Dense(1024, "relu"),
        Dense(10, "softmax"),
    ],
}

STACKS["augmented"] = [Move(0.04, 0.1, 0.1), *STACKS["conv"]]


def with_input_shapes(stack):
    """Each layer with the shape of one image that reaches it: [height, width, channels] or [features]."""
    shape = INPUT_SHAPE
    for layer in stack:
        yield layer, shape
        shape = output_shape(layer, shape)


def output_shape(layer, shape):
    if isinstance(layer, Conv):
        lost = layer.size - 1 if layer.padding == "valid" else 0
        return *((length - lost - 1) // layer.stride + 1 for length in shape[:2]), layer.filters
    if isinstance(layer, Pool):
        return shape[0] // layer.size, shape[1] // layer.size, shape[2]
    if isinstance(layer, Depthwise):
        return *shape[:2], layer.filters or shape[2]
    if isinstance(layer, (Normalize, Activate)):
        return shape
    if isinstance(layer, Flatten):
        return (prod(shape),)
    return (layer.units,)
