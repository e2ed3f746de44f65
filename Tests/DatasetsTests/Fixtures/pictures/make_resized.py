"""Writes resized.txt, what TensorFlow and Keras make of a picture whose value i is 37 i + 11 modulo 256:

    pip install tensorflow && python3 make_resized.py

A line: method, height, width, channels, new height, new width, values. Made with TensorFlow 2.21 and Keras 3.15.
"""
import keras
import numpy as np
import tensorflow as tf

with open("resized.txt", "w") as file:
    for height, width, channels, new_height, new_width in [
        (5, 7, 3, 3, 4), (5, 7, 1, 12, 9), (4, 4, 3, 4, 4), (20, 30, 1, 3, 7), (1, 9, 3, 2, 5), (16, 8, 1, 4, 4),
    ]:
        count = height * width * channels
        picture = ((np.arange(count) * 37 + 11) % 256).astype(np.float32).reshape(height, width, channels)
        size = (new_height, new_width)
        made = {name: tf.image.resize(picture, size, method=name) for name in ("bilinear", "nearest", "area")}
        # TensorFlow's area repeats pixels where a picture grows.
        if new_height > height or new_width > width:
            del made["area"]
        for name in ("crop", "pad"):
            made[name] = keras.ops.image.resize(
                picture, size, data_format="channels_last", **{name + "_to_aspect_ratio": True})
        for name, values in made.items():
            values = np.asarray(values).ravel()
            print(name, height, width, channels, *size, *(format(float(v), ".6g") for v in values), file=file)
