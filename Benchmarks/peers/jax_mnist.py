"""JAX with optax: a jitted step that takes its batch from memory itself and updates its own buffers. JAX uses all CPUs
of its process, so the caller implements --threads by setting these."""

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
        self.images, self.labels = jnp.asarray(images), jnp.asarray(labels)
        self.values = initial_weights(stack, options.seed or 0)
        self.random = np.random.default_rng(options.seed)
        optimizer = optax.adam(1e-3, eps=1e-7)
        self.state = optimizer.init(self.values)

        def loss_and_correct(weights, images, labels):
            outputs = logits(stack, weights, images)
            loss = optax.softmax_cross_entropy_with_integer_labels(outputs, labels).mean()
            return loss, (outputs.argmax(1) == labels).sum()

        def step(learned, images, labels, batch):
            """A step on the images of these indices; also returns the sums of the loss and of the right answers."""
            weights, state = learned
            gradient = jax.value_and_grad(loss_and_correct, has_aux=True)
            (loss, correct), gradients = gradient(weights, images[batch], labels[batch])
            updates, state = optimizer.update(gradients, state, weights)
            return (optax.apply_updates(weights, updates), state), (loss * len(batch), correct)

        def loop(learned, images, labels, batches):
            return jax.lax.scan(lambda learned, batch: step(learned, images, labels, batch), learned, batches)

        # A loop helps dense stacks, but inside one XLA computes convolutions on a single core, which is much slower.
        self.has_loop = options.serve and not any(isinstance(layer, Conv) for layer in stack)
        self.step, self.loop = jax.jit(step, donate_argnums=0), jax.jit(loop, donate_argnums=0)
        self.test = jax.jit(loss_and_correct)
        self.outputs = jax.jit(lambda weights, images: jax.nn.softmax(logits(stack, weights, images)))

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
        learned, (loss, correct) = function((self.values, self.state), self.images, self.labels, batches)
        self.values, self.state = learned
        return float(loss.sum()), int(correct.sum())

    def predict(self, images):
        starts = range(0, len(images), 1000)
        return np.concatenate([self.outputs(self.values, images[i : i + 1000]) for i in starts])

    def evaluate(self, images, labels):
        starts = range(0, len(images), 1000)
        results = [self.test(self.values, images[i : i + 1000], labels[i : i + 1000]) for i in starts]
        return sum(loss for loss, _ in results) / len(starts), sum(correct for _, correct in results) / len(images)

    def weights(self):
        return [np.asarray(value) for pair in self.values for value in pair]


mnist.main(Trainer)
