"""JAX with optax: one jitted step that updates its own buffers. It uses every core it may run on, so --threads is left
to the caller, who sets the process's CPUs."""

from functools import partial

import jax
import jax.numpy as jnp
import mnist
import numpy as np
import optax

SHAPES = {
    "dense": [(784, 512), (512, 64), (64, 32), (32, 16), (16, 10)],
    "conv": [(3, 3, 1, 32), (3, 3, 32, 64), (3, 3, 64, 64), (576, 64), (64, 10)],
}


def initial_weights(shapes, seed):
    glorot = jax.nn.initializers.glorot_uniform()
    keys = jax.random.split(jax.random.PRNGKey(seed), len(shapes))
    return [(glorot(key, shape), jnp.zeros(shape[-1])) for key, shape in zip(keys, shapes)]


def convolution(x, kernel, bias):
    layout = ("NHWC", "HWIO", "NHWC")
    return jax.nn.relu(jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=layout) + bias)


def pooling(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def logits(weights, x):
    if len(weights[0][0].shape) == 4:
        x = pooling(convolution(x, *weights[0]))
        x = pooling(convolution(x, *weights[1]))
        x = convolution(x, *weights[2])
        weights = weights[3:]
    x = x.reshape(len(x), -1)
    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = weights[-1]
    return x @ kernel + bias


def loss_and_correct(weights, x, labels):
    outputs = logits(weights, x)
    loss = optax.softmax_cross_entropy_with_integer_labels(outputs, labels).mean()
    return loss, (outputs.argmax(1) == labels).sum()


optimizer = optax.adam(1e-3, eps=1e-7)


@partial(jax.jit, donate_argnums=(0, 1))
def step(weights, state, x, labels):
    (loss, correct), gradients = jax.value_and_grad(loss_and_correct, has_aux=True)(weights, x, labels)
    updates, state = optimizer.update(gradients, state, weights)
    return optax.apply_updates(weights, updates), state, loss, correct


options = mnist.arguments()
images, labels = mnist.load("train", options.images)
labels = labels.astype(np.int32)
weights = initial_weights(SHAPES[options.experiment], options.seed or 0)
state = optimizer.init(weights)
random = np.random.default_rng(options.seed)

progress = mnist.Progress()
for _ in range(options.epochs):
    progress.begin_epoch()
    loss_sum, correct_sum = 0.0, 0
    order = random.permutation(len(images))
    for start in range(0, len(images), options.batch_size):
        batch = order[start : start + options.batch_size]
        weights, state, loss, correct = step(weights, state, images[batch], labels[batch])
        loss_sum += float(loss) * len(batch)
        correct_sum += int(correct)
        progress.end_step()
    progress.end_epoch(loss_sum / len(images), correct_sum / len(images))

images, labels = mnist.load("t10k")
labels = labels.astype(np.int32)
evaluate = jax.jit(loss_and_correct)
results = [evaluate(weights, images[i : i + 1000], labels[i : i + 1000]) for i in range(0, 10_000, 1000)]
loss, accuracy = sum(loss for loss, _ in results) / 10, sum(correct for _, correct in results) / 10_000
progress.finish(options.results, loss, accuracy, [np.asarray(value) for pair in weights for value in pair])
