"""JAX with optax: a jitted step that takes its batch from memory itself and updates its own buffers. JAX uses all CPUs
of its process, so the caller implements --threads by setting these."""

import jax
import jax.numpy as jnp
import mnist
import numpy as np
import optax
from stacks import LSTM, Activate, Concatenate, Conv, Dense, Depthwise, Normalize, Pool, Residual, leaves

def linear(x):
    return x


# The loss takes logits.
ACTIVATIONS = {"linear": linear, "relu": jax.nn.relu, "tanh": jnp.tanh, "softmax": linear}


def initial_weights(stack, shape, seed):
    """The arrays of each layer that has any, kernels before biases."""
    glorot = jax.nn.initializers.glorot_uniform()
    layers = list(leaves(stack, shape))
    keys = iter(jax.random.split(jax.random.PRNGKey(seed), 2 * len(layers)))
    return [
        [glorot(next(keys), shape) if len(shape) > 1 else start(shape) for shape, start in arrays]
        for arrays in map(weight_shapes, layers)
        if arrays
    ]


def weight_shapes(layer_and_shape):
    """Shape and start of each array of a layer."""
    layer, shape = layer_and_shape
    channels = shape[-1]
    if isinstance(layer, Conv):
        return [((layer.size, layer.size, channels, layer.filters), jnp.zeros), ((layer.filters,), jnp.zeros)]
    if isinstance(layer, Dense):
        return [((channels, layer.units), jnp.zeros), ((layer.units,), jnp.zeros)]
    if isinstance(layer, Depthwise):
        window = ((layer.size, layer.size, 1, channels), jnp.zeros)
        points = [((1, 1, channels, layer.filters), jnp.zeros)] if layer.filters else []
        return [window, *points, ((layer.filters or channels,), jnp.zeros)]
    if isinstance(layer, Normalize):
        return [((channels,), jnp.ones), ((channels,), jnp.zeros)]
    if isinstance(layer, LSTM):
        gates = 4 * layer.units
        return [((channels, gates), jnp.zeros), ((layer.units, gates), jnp.zeros), ((gates,), jnp.zeros)]
    return []


def initial_moments(stack, shape):
    """The moving mean and variance of each normalization."""
    shapes = [shape[-1:] for layer, shape in leaves(stack, shape) if isinstance(layer, Normalize)]
    return [(jnp.zeros(shape), jnp.ones(shape)) for shape in shapes]


def convolution(x, kernel, stride=1, padding="same", groups=1):
    layout = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(
        x, kernel, (stride, stride), padding.upper(), dimension_numbers=layout, feature_group_count=groups
    )


def depthwise(x, arrays):
    window, *points, bias = arrays
    x = convolution(x, window, groups=x.shape[-1])
    return (convolution(x, points[0]) if points else x) + bias


def normalized(x, arrays, moments, training):
    """Also the moving moments after it."""
    gamma, beta = arrays
    mean, variance = (x.mean((0, 1, 2)), x.var((0, 1, 2))) if training else moments
    y = (x - mean) * (gamma * jax.lax.rsqrt(variance + 1e-3)) + beta
    return y, tuple(0.99 * old + 0.01 * new for old, new in zip(moments, (mean, variance)))


def pooling(layer, x):
    window, strides = (1, layer.size, layer.size, 1), (1, layer.stride, layer.stride, 1)
    if layer.kind == "max":
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, strides, layer.padding.upper())
    return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, strides, "VALID") / layer.size**2


def last_state(x, kernel, recurrent_kernel, bias):
    def step(before, x):
        state, memory = before
        gates = x + state @ recurrent_kernel
        i, f, g, o = jnp.split(gates, 4, axis=-1)
        memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(memory), memory), None

    zeros = jnp.zeros((len(x), len(recurrent_kernel)))
    return jax.lax.scan(step, (zeros, zeros), (x @ kernel + bias).swapaxes(0, 1))[0][0]


def logits(stack, weights, moments, x, training):
    """Also the moving moments after a step."""
    moved = []
    return outputs(stack, iter(weights), iter(moments), moved, x, training), moved


def outputs(stack, weights, moments, moved, x, training):
    """What the layers make of x. Takes their weights and moments from the iterators, appends the latter's new values."""

    def outputs_of(block):
        return outputs(block, weights, moments, moved, x, training)

    for layer in stack:
        if isinstance(layer, Conv):
            kernel, bias = next(weights)
            x = ACTIVATIONS[layer.activation](convolution(x, kernel, layer.stride, layer.padding) + bias)
        elif isinstance(layer, Dense):
            kernel, bias = next(weights)
            x = ACTIVATIONS[layer.activation](x @ kernel + bias)
        elif isinstance(layer, Depthwise):
            x = ACTIVATIONS[layer.activation](depthwise(x, next(weights)))
        elif isinstance(layer, Normalize):
            x, new = normalized(x, next(weights), next(moments), training)
            moved.append(new)
        elif isinstance(layer, Activate):
            x = ACTIVATIONS[layer.activation](x)
        elif isinstance(layer, Pool):
            x = pooling(layer, x)
        elif isinstance(layer, LSTM):
            x = last_state(x, *next(weights))
        elif isinstance(layer, Residual):
            x = outputs_of(layer.shortcut) + outputs_of(layer.layers)
        elif isinstance(layer, Concatenate):
            x = jnp.concatenate([outputs_of(branch) for branch in layer.branches], -1)
        else:
            x = x.reshape(len(x), -1)
    return x


class Trainer:
    def __init__(self, stack, images, labels, options):
        self.images, self.labels = jnp.asarray(images), jnp.asarray(labels)
        shape = images.shape[1:]
        self.values = initial_weights(stack, shape, options.seed or 0)
        self.random = np.random.default_rng(options.seed)
        optimizer = optax.adam(1e-3, eps=1e-7)
        self.moments, self.state = initial_moments(stack, shape), optimizer.init(self.values)

        def loss_and_correct(weights, moments, images, labels, training=False):
            outputs, moments = logits(stack, weights, moments, images, training)
            loss = optax.softmax_cross_entropy_with_integer_labels(outputs, labels).mean()
            return loss, ((outputs.argmax(1) == labels).sum(), moments)

        def step(learned, images, labels, batch):
            """A step on the images of these indices; also returns the sums of the loss and of the right answers."""
            weights, moments, state = learned
            gradient = jax.value_and_grad(loss_and_correct, has_aux=True)
            (loss, (correct, moments)), gradients = gradient(weights, moments, images[batch], labels[batch], True)
            updates, state = optimizer.update(gradients, state, weights)
            return (optax.apply_updates(weights, updates), moments, state), (loss * len(batch), correct)

        def loop(learned, images, labels, batches):
            return jax.lax.scan(lambda learned, batch: step(learned, images, labels, batch), learned, batches)

        # A loop helps dense stacks, but inside one XLA computes convolutions on a single core, which is much slower.
        self.has_loop = options.serve and not any(isinstance(layer, (Conv, Depthwise)) for layer, _ in leaves(stack, shape))
        self.step, self.loop = jax.jit(step, donate_argnums=0), jax.jit(loop, donate_argnums=0)
        self.test = jax.jit(loss_and_correct)
        self.outputs = jax.jit(lambda *values: jax.nn.softmax(logits(stack, *values, training=False)[0]))

    def train(self, count, batch_size, epochs, progress):
        for _ in range(epochs):
            progress.begin_epoch()
            order = self.random.permutation(count).astype(np.int32)
            batches = np.split(order, range(batch_size, count, batch_size))
            sums = [self.advance(self.step, batches.pop(0))]
            progress.end_step()
            if self.has_loop:
                whole = count // batch_size - 1
                sums.append(self.advance(self.loop, np.stack(batches[:whole])))
                batches = batches[whole:]
            sums += [self.advance(self.step, batch) for batch in batches]
            loss, correct = map(sum, zip(*sums))
            progress.end_epoch(loss / count, correct / count)

    def advance(self, function, batches):
        learned = self.values, self.moments, self.state
        learned, (loss, correct) = function(learned, self.images, self.labels, batches)
        self.values, self.moments, self.state = learned
        return float(loss.sum()), int(correct.sum())

    def predict(self, images):
        starts = range(0, len(images), 1000)
        return np.concatenate([self.outputs(self.values, self.moments, images[i : i + 1000]) for i in starts])

    def evaluate(self, images, labels):
        starts = range(0, len(images), 1000)
        results = [self.test(self.values, self.moments, images[i : i + 1000], labels[i : i + 1000]) for i in starts]
        return sum(loss for loss, _ in results) / len(starts), sum(correct for _, (correct, _) in results) / len(images)

    def weights(self):
        return [np.asarray(value) for arrays in [*self.values, *self.moments] for value in arrays]


mnist.main(Trainer)
