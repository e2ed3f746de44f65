"""Keras 3 on TensorFlow: its layers, loss and optimizer in one `tf.function` that takes its batches from memory itself.

`fit` (even with `steps_per_execution`) and a `tf.function` of a single step took longer on all six stacks, and so
did XLA (`jit_compile=True`). With augmentations, `fit` and batches that are changed in a `tf.data` pipeline (parallel
calls, prefetched) took longer than their layers in the same function, too.
"""

import os

os.environ |= {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}

import keras
import mnist
import numpy as np
import tensorflow
from keras import layers
from stacks import LSTM, Activate, Concatenate, Conv, Dense, Depthwise, Move, Normalize, Pool, Residual

POOLS = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}


def keras_layer(layer):
    if isinstance(layer, Conv):
        return layers.Conv2D(layer.filters, layer.size, layer.stride, layer.padding, activation=layer.activation)
    if isinstance(layer, Depthwise) and layer.filters:
        return layers.SeparableConv2D(layer.filters, layer.size, padding="same", activation=layer.activation)
    if isinstance(layer, Depthwise):
        return layers.DepthwiseConv2D(layer.size, padding="same", activation=layer.activation)
    if isinstance(layer, Move):
        return moving_layers(layer)
    if isinstance(layer, Normalize):
        return layers.BatchNormalization()
    if isinstance(layer, Activate):
        return layers.Activation(layer.activation)
    if isinstance(layer, Pool):
        return POOLS[layer.kind](layer.size, layer.stride, layer.padding)
    if isinstance(layer, LSTM):
        return layers.LSTM(layer.units)
    if isinstance(layer, Dense):
        return layers.Dense(layer.units, activation=layer.activation)
    return layers.Flatten()


def outputs(stack, x):
    """What the layers make of x."""
    for layer in stack:
        if isinstance(layer, Residual):
            x = layers.Add()([outputs(layer.shortcut, x), outputs(layer.layers, x)])
        elif isinstance(layer, Concatenate):
            x = layers.Concatenate()([outputs(branch, x) for branch in layer.branches])
        else:
            x = keras_layer(layer)(x)
    return x


def moving_layers(move):
    zeros = {"fill_mode": "constant"}
    shift = layers.RandomTranslation(move.shift, move.shift, **zeros)
    return keras.Sequential([layers.RandomRotation(move.turn, **zeros), layers.RandomZoom(move.zoom, **zeros), shift])


def tensors(images, labels):
    return tensorflow.constant(images), tensorflow.one_hot(labels, 10)


class Trainer:
    def __init__(self, stack, images, labels, options):
        tensorflow.config.threading.set_intra_op_parallelism_threads(options.threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(options.threads)
        if options.seed is not None:
            keras.utils.set_random_seed(options.seed)
        self.random = np.random.default_rng(options.seed)
        self.images, self.labels = tensors(images, labels)
        x = layers.Input(images.shape[1:])
        self.model = keras.Model(x, outputs(stack, x))
        self.loss = keras.losses.CategoricalCrossentropy()
        self.optimizer = keras.optimizers.Adam()
        self.optimizer.build(self.model.trainable_variables)

    def train(self, count, batch_size, epochs, progress):
        for _ in range(epochs):
            progress.begin_epoch()
            order = self.random.permutation(count).astype(np.int32)
            # The first step is separate from the others, to see when it is done.
            first_loss, first_correct = map(float, self.steps(order[:batch_size], batch_size))
            progress.end_step()
            loss, correct = map(float, self.steps(order[batch_size:], batch_size))
            progress.end_epoch((first_loss + loss) / count, (first_correct + correct) / count)

    @tensorflow.function(
        input_signature=[tensorflow.TensorSpec([None], tensorflow.int32), tensorflow.TensorSpec([], tensorflow.int32)]
    )
    def steps(self, order, batch_size):
        """Trains on the images in this order; returns the sums of the loss and of the right answers."""
        loss_sum, correct = 0.0, 0.0
        for start in tensorflow.range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            images, labels = tensorflow.gather(self.images, batch), tensorflow.gather(self.labels, batch)
            with tensorflow.GradientTape() as tape:
                outputs = self.model(images, training=True)
                loss = self.loss(labels, outputs)
            variables = self.model.trainable_variables
            self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            loss_sum += loss * float(len(batch))
            correct += tensorflow.reduce_sum(keras.metrics.categorical_accuracy(labels, outputs))
        return loss_sum, correct

    def predict(self, images):
        return self.model.predict(images, batch_size=1000, verbose=0)

    def evaluate(self, images, labels):
        images, labels = tensors(images, labels)
        outputs = self.predict(images)
        accuracy = keras.metrics.categorical_accuracy(labels, outputs)
        return self.loss(labels, outputs), np.mean(accuracy)

    def weights(self):
        return self.model.get_weights()


mnist.main(Trainer)
