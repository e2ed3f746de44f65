"""JAX with optax: one jitted step that updates its own buffers. It uses every core it may run on, so --threads is left
to the caller, who sets the process's CPUs."""

from functools import partial

import jax
import jax.numpy as jnp
import mnist
import numpy as np
import optax
from stacks import Conv, Dense, Pool, with_input_shapes

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "softmax": lambda x: x}  # The loss takes logits.


def initial_weights(stack, seed):
    """Kernel and bias of each layer that has them."""
    shapes = []
    for layer, shape in with_input_shapes(stack):
        if isinstance(layer, Conv):
            shapes.append((layer.size, layer.size, shape[-1], layer.filters))
        elif isinstance(layer, Dense):
            shapes.append((shape[0], layer.units))
    glorot = jax.nn.initializers.glorot_uniform()
    keys = jax.random.split(jax.random.PRNGKey(seed), len(shapes))
    return [(glorot(key, shape), jnp.zeros(shape[-1])) for key, shape in zip(keys, shapes)]


def convolution(layer, x, kernel):
    strides, layout = (layer.stride, layer.stride), ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, strides, layer.padding.upper(), dimension_numbers=layout)


def pooling(layer, x):
    window = (1, layer.size, layer.size, 1)
    if layer.kind == "max":
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
    return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, window, "VALID") / layer.size**2


def logits(stack, weights, x):
    weights = iter(weights)
    for layer in stack:
        if isinstance(layer, Conv):
            kernel, bias = next(weights)
            x = ACTIVATIONS[layer.activation](convolution(layer, x, kernel) + bias)
        elif isinstance(layer, Dense):
            kernel, bias = next(weights)
            x = ACTIVATIONS[layer.activation](x @ kernel + bias)
        elif isinstance(layer, Pool):
            x = pooling(layer, x)
        else:
            x = x.reshape(len(x), -1)
    return x


class Trainer:
    def __init__(self, stack, images, labels, options):
        self.images, self.labels = images, labels
        self.values = initial_weights(stack, options.seed or 0)
        self.random = np.random.default_rng(options.seed)
        optimizer = optax.adam(1e-3, eps=1e-7)
        self.state = optimizer.init(self.values)

        def loss_and_correct(weights, x, labels):
            outputs = logits(stack, weights, x)
            loss = optax.softmax_cross_entropy_with_integer_labels(outputs, labels).mean()
            return loss, (outputs.argmax(1) == labels).sum()

        @partial(jax.jit, donate_argnums=(0, 1))
        def step(weights, state, x, labels):
            (loss, correct), gradients = jax.value_and_grad(loss_and_correct, has_aux=True)(weights, x, labels)
            updates, state = optimizer.update(gradients, state, weights)
            return optax.apply_updates(weights, updates), state, loss, correct

        self.step, self.test = step, jax.jit(loss_and_correct)

    def train(self, count, batch_size, epochs, progress):
        for _ in range(epochs):
            progress.begin_epoch()
            loss_sum, correct_sum = 0.0, 0
            order = self.random.permutation(count)
            for start in range(0, count, batch_size):
                batch = order[start : start + batch_size]
                images, labels = self.images[batch], self.labels[batch]
                self.values, self.state, loss, correct = self.step(self.values, self.state, images, labels)
                loss_sum += float(loss) * len(batch)
                correct_sum += int(correct)
                progress.end_step()
            progress.end_epoch(loss_sum / count, correct_sum / count)

    def evaluate(self, images, labels):
        starts = range(0, len(images), 1000)
        results = [self.test(self.values, images[i : i + 1000], labels[i : i + 1000]) for i in starts]
        return sum(loss for loss, _ in results) / len(starts), sum(correct for _, correct in results) / len(images)

    def weights(self):
        return [np.asarray(value) for pair in self.values for value in pair]


mnist.main(Trainer)
