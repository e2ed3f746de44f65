"""Keras 3 on TensorFlow. `fit` as everyone writes it; XLA (`jit_compile=True`) was tried and is slower here."""

import os

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}

import keras
import mnist
import tensorflow
from keras import layers


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


STACKS = {
    "dense": [
        layers.Flatten(),
        layers.Dense(512, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ],
    "conv": [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ],
}

options = mnist.arguments()
tensorflow.config.threading.set_intra_op_parallelism_threads(options.threads)
tensorflow.config.threading.set_inter_op_parallelism_threads(options.threads)
if options.seed is not None:
    # Seeded so, `fit` takes the images in one and the same shuffled order in every epoch.
    keras.utils.set_random_seed(options.seed)
images, labels = mnist.load("train", options.images)
model = keras.Sequential([layers.Input((28, 28, 1)), *STACKS[options.experiment]])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

progress = mnist.Progress()
model.fit(
    images,
    keras.utils.to_categorical(labels, 10),
    epochs=options.epochs,
    batch_size=options.batch_size,
    verbose=0,
    callbacks=[Report(progress)],
)
images, labels = mnist.load("t10k")
loss, accuracy = model.evaluate(images, keras.utils.to_categorical(labels, 10), verbose=0)
progress.finish(options.results, loss, accuracy, model.get_weights())
