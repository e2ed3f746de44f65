"""The stacks that are measured, as plain data from which each peer builds its model.

They say what experiments/*.yaml and Benchmarks/experiments/*.yaml say; the benchmark compares the parameter counts.
"""

from dataclasses import dataclass
from math import prod

MNIST_SHAPE = (28, 28, 1)
# Stacks on made data, which the sizes say all of: a step takes as long on noise.
MADE_SAMPLES = 4096
MADE_SHAPES = {"resnet20": (32, 32, 3), "inception": (16, 16, 64), "lstm": (40, 8)}


@dataclass(frozen=True)
class Conv:
    filters: int
    size: int
    activation: str
    stride: int = 1
    padding: str = "valid"  # `same` with an odd size only. With a stride of 2 PyTorch's zeros are on other sides: as much work.


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
    stride: int = 2
    padding: str = "valid"


@dataclass(frozen=True)
class LSTM:
    """Its last state."""

    units: int


@dataclass(frozen=True)
class Residual:
    """The input, or what the shortcut makes of it, plus what the layers make of it."""

    layers: tuple
    shortcut: tuple = ()


@dataclass(frozen=True)
class Concatenate:
    """What each branch makes of the input, side by side."""

    branches: tuple


@dataclass(frozen=True)
class Flatten:
    pass


@dataclass(frozen=True)
class Dense:
    units: int
    activation: str


def residual_block(filters, stride=1):
    """Two convolutions with batch normalization, past which the input goes: He et al. 2015, figure 2."""
    layers = (
        Conv(filters, 3, "linear", stride, "same"),
        Normalize(),
        Activate("relu"),
        Conv(filters, 3, "linear", padding="same"),
        Normalize(),
    )
    shortcut = (Conv(filters, 1, "linear", stride, "same"),) if stride > 1 else ()
    return [Residual(layers, shortcut), Activate("relu")]


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
    "resnet20": [
        Conv(16, 3, "linear", padding="same"),
        Normalize(),
        Activate("relu"),
        *(layer for _ in range(3) for layer in residual_block(16)),
        *residual_block(32, stride=2),
        *(layer for _ in range(2) for layer in residual_block(32)),
        *residual_block(64, stride=2),
        *(layer for _ in range(2) for layer in residual_block(64)),
        Pool("average", 8, 8),
        Flatten(),
        Dense(10, "softmax"),
    ],
    "inception": [
        Concatenate(
            (
                (Conv(64, 1, "relu"),),
                (Conv(96, 1, "relu"), Conv(128, 3, "relu", padding="same")),
                (Conv(16, 1, "relu"), Conv(32, 5, "relu", padding="same")),
                (Pool("max", 3, 1, "same"), Conv(32, 1, "relu")),
            )
        ),
        Pool("average", 16, 16),
        Flatten(),
        Dense(10, "softmax"),
    ],
    "lstm": [LSTM(64), Dense(10, "softmax")],
}

STACKS["augmented"] = [Move(0.04, 0.1, 0.1), *STACKS["conv"]]


def input_shape(stack):
    """Of one sample: [height, width, channels] or [steps, channels]."""
    return MADE_SHAPES.get(stack, MNIST_SHAPE)


def with_input_shapes(layers, shape):
    """Each layer with the shape that reaches it: [height, width, channels], [steps, channels] or [features]."""
    for layer in layers:
        yield layer, shape
        shape = output_shape(layer, shape)


def leaves(layers, shape):
    """Likewise, but those inside of blocks instead of the blocks: in the order in which they are computed."""
    for layer, shape in with_input_shapes(layers, shape):
        inner = blocks(layer)
        if not inner:
            yield layer, shape
        for block in inner:
            yield from leaves(block, shape)


def blocks(layer):
    if isinstance(layer, Residual):
        return [layer.shortcut, layer.layers]
    return layer.branches if isinstance(layer, Concatenate) else ()


def output_shape(layer, shape):
    if isinstance(layer, Conv):
        return *lengths(layer, shape), layer.filters
    if isinstance(layer, Pool):
        return *lengths(layer, shape), shape[2]
    if isinstance(layer, Depthwise):
        return *shape[:2], layer.filters or shape[2]
    if isinstance(layer, (Normalize, Activate)):
        return shape
    if isinstance(layer, Residual):
        return final_shape(layer.layers, shape)
    if isinstance(layer, Concatenate):
        shapes = [final_shape(branch, shape) for branch in layer.branches]
        return *shapes[0][:-1], sum(shape[-1] for shape in shapes)
    if isinstance(layer, Flatten):
        return (prod(shape),)
    return (layer.units,)


def final_shape(layers, shape):
    for layer in layers:
        shape = output_shape(layer, shape)
    return shape


def lengths(layer, shape):
    """Height and width after the windows of a convolution or a pooling."""
    lost = layer.size - 1 if layer.padding == "valid" else 0
    return [(length - lost - 1) // layer.stride + 1 for length in shape[:2]]
