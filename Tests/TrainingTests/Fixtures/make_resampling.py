#!/usr/bin/env python3
"""Makes resampling.json: pictures seen through affine maps, as Keras 3 with TensorFlow resamples them.

    python3 make_resampling.py        needs Keras 3 with TensorFlow

Each case: a word with its draw, the matrix that Keras makes of it, a picture, and what `ImageProjectiveTransformV3` makes of both.
`random_shear` has no matrix of Keras's: ours keeps the picture's middle, Keras's its corner. Those of "any" are random.
"""

import json
import os
from pathlib import Path

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(16)
SHAPES = [(7, 5, 1), (4, 6, 3)]
FILLS = [("reflect", 0.0), ("nearest", 0.0), ("constant", 0.25)]


def numbers(array):
    """Shortest decimals of the floats."""
    return [float(str(number)) for number in np.asarray(array, np.float32).flatten()]


def matrix(word, draw, height, width):
    layers, float32 = keras.layers, lambda *values: tf.constant([values], tf.float32)
    if word == "random_translation":
        layer = layers.RandomTranslation(0.1, 0.1)
        return layer._get_translation_matrix(float32(draw[1], draw[0]))
    if word == "random_rotation":
        layer, nothing = layers.RandomRotation(0.1), tf.zeros([1])
        return layer._compute_affine_matrix(
            0.5, 0.5, float32(360 * draw[0])[0], nothing, nothing, tf.ones([1]), nothing, nothing, height, width)
    if word == "random_zoom":
        return layers.RandomZoom(0.1)._get_zoom_matrix(float32(draw[1], draw[0]), height, width)
    if word == "random_shear":
        x, y = draw
        return float32(1, x, -x * (height - 1) / 2, y, 1, -y * (width - 1) / 2, 0, 0)
    return float32(*draw, 0, 0)


def draws(word, height, width):
    if word == "random_translation":
        return random.uniform(-1, 1, 2) * (height, width)
    if word == "random_rotation":
        return random.uniform(-1, 1, 1)
    if word == "random_zoom":
        return random.uniform(0.2, 2, 2)
    if word == "random_shear":
        return random.uniform(-1, 1, 2)
    return np.array([*random.uniform(-3, 3, 2), random.uniform(-40, 40)] * 2) * random.uniform(0.9, 1.1, 6)


def case(word, shape, fill, value, interpolation):
    height, width, channels = shape
    draw = np.round(draws(word, height, width), 4)
    picture = np.round(random.uniform(0, 1, shape), 3).astype(np.float32)
    map = np.asarray(matrix(word, draw, height, width), np.float32)[:, :8]
    seen = tf.raw_ops.ImageProjectiveTransformV3(
        images=picture[None], transforms=map, output_shape=[height, width], fill_value=value,
        interpolation=interpolation.upper(), fill_mode=fill.upper())
    return {
        "word": word, "draw": [float(number) for number in draw], "shape": list(shape), "fill_mode": fill,
        "fill_value": value, "interpolation": interpolation, "matrix": numbers(map)[:6], "picture": numbers(picture),
        "seen": numbers(seen),
    }


def main():
    words = ["random_translation", "random_rotation", "random_zoom", "random_shear", "any"]
    cases = [
        case(word, SHAPES[(index + (interpolation == "nearest")) % 2], fill, value, interpolation)
        for index, word in enumerate(words) for fill, value in FILLS for interpolation in ["bilinear", "nearest"]
    ]
    text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    (Path(__file__).parent / "resampling.json").write_text(text)


main()
