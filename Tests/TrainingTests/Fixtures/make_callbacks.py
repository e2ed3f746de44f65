"""What Keras's EarlyStopping and ReduceLROnPlateau decide after each epoch of 1,000 random trainings each: callbacks.csv.

    python make_callbacks.py > callbacks.csv        # Keras 3.15, TensorFlow 2.21

A training is a seed, from which this script and `CallbackFixtureTests.swift` draw the same options and values (SplitMix64), so the file
holds only decisions. Columns are val_loss, where less is better, and val_accuracy, with `mode` auto, min or max; values repeat, and some
are NaN.

    early_stopping,<seed>,<a letter for each epoch>,<the epoch whose weights the model has at the end, 0 for the last>
        `.` nothing, `k` the weights were kept, `s` stopped
    reduce_lr_on_plateau,<seed>,<epoch:bits of the new rate as float32, hexadecimal, separated by spaces>
"""

import os
import struct
import types

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

TRAININGS = 1000


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & mask
        return (z ^ z >> 31) % bound

    def one(self, values):
        return values[self.below(len(values))]


def values(random):
    """Scattered, a few levels with many ties, or falling with noise; one in 25 is NaN."""
    kind = random.below(3)
    drawn = []
    for epoch in range(1 + random.below(30)):
        hundredths = [random.below(101), 10 * random.below(6), max(0, 80 - 4 * epoch) + random.below(15)][kind]
        drawn.append(float("nan") if random.below(25) == 0 else float(np.float32(hundredths / 100)))
    return drawn


def monitor(random):
    column = random.one(["val_loss", "val_accuracy"])
    mode = random.one(["auto", "min", "max"])
    # What auto means for a metric is known to Keras only once a model is compiled with it.
    return column, mode if mode != "auto" else {"val_loss": "min", "val_accuracy": "max"}[column]


def early_stopping(seed):
    random = SplitMix64(seed)
    column, mode = monitor(random)
    callback = keras.callbacks.EarlyStopping(
        column, mode=mode, patience=random.below(6), min_delta=random.one([0, 0, 0.01, 0.05, 0.1]),
        baseline=random.one([None, None, None, 0.2, 0.5, 0.8]), restore_best_weights=random.below(2) == 1,
        start_from_epoch=random.one([0, 0, 0, 2, 7]))
    model = types.SimpleNamespace(stop_training=False, epoch=0, restored=0, metrics=[])
    model.get_weights = lambda: [model.epoch]
    model.set_weights = lambda weights: setattr(model, "restored", weights[0])
    callback.set_model(model)
    callback.on_train_begin()
    letters = ""
    for epoch, value in enumerate(values(random)):
        model.epoch = epoch + 1
        callback.on_epoch_end(epoch, {column: value})
        letters += "s" if model.stop_training else "k" if callback.best_weights == [epoch + 1] else "."
        if model.stop_training:
            break
    callback.on_train_end()
    return f"early_stopping,{seed},{letters},{model.restored}"


def reduce_lr_on_plateau(seed):
    random = SplitMix64(seed)
    column, mode = monitor(random)
    callback = keras.callbacks.ReduceLROnPlateau(
        column, mode=mode, factor=random.one([0.1, 0.5, 0.9]), patience=random.below(5),
        min_delta=random.one([1e-4, 0, 0.01, 0.1]), cooldown=random.below(4),
        min_lr=random.one([0, 0, 1e-4, 5e-3, 0.02]))
    optimizer = keras.optimizers.SGD(random.one([0.3, 0.01, 0.001]))
    callback.set_model(types.SimpleNamespace(optimizer=optimizer, metrics=[]))
    callback.on_train_begin()
    rate = float(optimizer.learning_rate)
    changes = []
    for epoch, value in enumerate(values(random)):
        callback.on_epoch_end(epoch, {column: value})
        if float(optimizer.learning_rate) != rate:
            rate = float(optimizer.learning_rate)
            changes.append(f"{epoch + 1}:{struct.pack('>f', rate).hex()}")
    return f"reduce_lr_on_plateau,{seed},{' '.join(changes)}"


for decide in [early_stopping, reduce_lr_on_plateau]:
    for seed in range(1, TRAININGS + 1):
        print(decide(seed))
