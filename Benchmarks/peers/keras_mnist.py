"""Keras 3 on TensorFlow. `fit` as everyone writes it; XLA (`jit_compile=True`) was tried and is slower here."""

import os

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}

import keras
import mnist
import tensorflow
from keras import layers
from stacks import INPUT_SHAPE, Conv, Dense, Pool

POOLS = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}


def keras_layer(layer):
    if isinstance(layer, Conv):
        return layers.Conv2D(layer.filters, layer.size, layer.stride, layer.padding, activation=layer.activation)
    if isinstance(layer, Pool):
        return POOLS[layer.kind](layer.size)
    if isinstance(layer, Dense):
        return layers.Dense(layer.units, activation=layer.activation)
    return layers.Flatten()


class Report(keras.callbacks.Callback):
    def __init__(self, progress):
        super().__init__()
        self.progress = progress

    def on_epoch_begin(self, epoch, logs=None):
        self.progress.begin_epoch()

    def on_train_batch_end(self, batch, logs=None):
        self.progress.end_step()

    def on_epoch_end(self, epoch, logs=None):
        self.progress.end_epoch(logs["loss"], logs["accuracy"])


class Trainer:
    def __init__(self, stack, images, labels, options):
        tensorflow.config.threading.set_intra_op_parallelism_threads(options.threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(options.threads)
        if options.seed is not None:
            # Seeded so, `fit` takes the images in one and the same shuffled order in every epoch.
            keras.utils.set_random_seed(options.seed)
        self.images, self.labels = images, keras.utils.to_categorical(labels, 10)
        self.model = keras.Sequential([layers.Input(INPUT_SHAPE), *map(keras_layer, stack)])
        self.model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

    def train(self, count, batch_size, epochs, progress):
        self.model.fit(
            self.images[:count],
            self.labels[:count],
            epochs=epochs,
            batch_size=batch_size,
            verbose=0,
            callbacks=[Report(progress)],
        )

    def evaluate(self, images, labels):
        return self.model.evaluate(images, keras.utils.to_categorical(labels, 10), verbose=0)

    def weights(self):
        return self.model.get_weights()


mnist.main(Trainer)
