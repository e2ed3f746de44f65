"""Builds the Keras model that a spec of this project describes, and trains it step by step.

It reads only what the fixtures need: no checks, no sweeps. A spec's words are Keras's own, so most are passed on.
"""

import gzip
import re
from functools import partial
from pathlib import Path

import keras
import numpy as np
import yaml

REPOSITORY = Path(__file__).resolve().parents[3]
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")


def load_spec(path):
    """The spec as a dictionary, `extends` merged in: mappings deeply, lists and scalars replaced."""
    own = numbers(yaml.safe_load(path.read_text()))
    base = own.pop("extends", None)
    return merged(load_spec(path.parent / base), own) if base else own


def merged(base, own):
    if not (isinstance(base, dict) and isinstance(own, dict)):
        return own
    return base | {key: merged(base.get(key), value) for key, value in own.items()}


def numbers(tree):
    """YAML 1.1 reads `1e-3` as a string; here it is a number."""
    if isinstance(tree, dict):
        return {key: numbers(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [numbers(value) for value in tree]
    return float(tree) if isinstance(tree, str) and NUMBER.fullmatch(tree) else tree


def word_and_options(entry):
    """`adam` and `{adam: {…}}` alike, as `("adam", {…})`."""
    if isinstance(entry, str):
        return entry, {}
    [(word, options)] = entry.items()
    return word, options if options is not None else {}


def activation(entry):
    word, options = word_and_options(entry)
    function = keras.activations.get(word)
    # Keras recognises its own softmax by identity, to compute the cross-entropy from logits.
    return partial(function, **options) if options else function


def tuples(value):
    return tuple(tuples(element) for element in value) if isinstance(value, list) else value


# What a scalar or a list in the place of options is.
POSITIONAL = {"dense": "units", "conv2d": "filters", "average_pooling2d": "pool_size", "max_pooling2d": "pool_size"}


def layer(entry):
    word, options = word_and_options(entry)
    if word in POSITIONAL and not isinstance(options, dict):
        options = {POSITIONAL[word]: options}
    if word == "activation":
        return keras.layers.Activation(activation(options))
    if word == "bidirectional":
        [inner] = [{key: value} for key, value in options.items() if key != "merge_mode"]
        return keras.layers.Bidirectional(layer(inner), merge_mode=options.get("merge_mode", "concat"))
    kind = {
        "dense": keras.layers.Dense,
        "conv2d": keras.layers.Conv2D,
        "max_pooling2d": keras.layers.MaxPooling2D,
        "average_pooling2d": keras.layers.AveragePooling2D,
        "global_average_pooling2d": keras.layers.GlobalAveragePooling2D,
        "flatten": keras.layers.Flatten,
        "global_max_pooling2d": keras.layers.GlobalMaxPooling2D,
        "zero_padding2d": keras.layers.ZeroPadding2D,
        "cropping2d": keras.layers.Cropping2D,
        "up_sampling2d": keras.layers.UpSampling2D,
        "reshape": keras.layers.Reshape,
        "permute": keras.layers.Permute,
        "repeat_vector": keras.layers.RepeatVector,
        "spatial_dropout2d": keras.layers.SpatialDropout2D,
        "conv1d": keras.layers.Conv1D,
        "max_pooling1d": keras.layers.MaxPooling1D,
        "average_pooling1d": keras.layers.AveragePooling1D,
        "global_max_pooling1d": keras.layers.GlobalMaxPooling1D,
        "global_average_pooling1d": keras.layers.GlobalAveragePooling1D,
        "spatial_dropout1d": keras.layers.SpatialDropout1D,
        "conv2d_transpose": keras.layers.Conv2DTranspose,
        "gaussian_noise": keras.layers.GaussianNoise,
        "gaussian_dropout": keras.layers.GaussianDropout,
        "alpha_dropout": keras.layers.AlphaDropout,
        "depthwise_conv2d": keras.layers.DepthwiseConv2D,
        "separable_conv2d": keras.layers.SeparableConv2D,
        "batch_normalization": keras.layers.BatchNormalization,
        "layer_normalization": keras.layers.LayerNormalization,
        "prelu": keras.layers.PReLU,
        "rescaling": keras.layers.Rescaling,
        "normalization": keras.layers.Normalization,
        "simple_rnn": keras.layers.SimpleRNN,
        "lstm": keras.layers.LSTM,
        "gru": keras.layers.GRU,
        "embedding": keras.layers.Embedding,
    }[word]
    options = {key: tuples(value) for key, value in options.items()}
    for key in ("activation", "recurrent_activation"):
        if key in options:
            options[key] = activation(options[key])
    for key in options:
        if key.endswith("_regularizer"):
            options[key] = of_family(REGULARIZERS, options[key])
        if key.endswith("_constraint"):
            options[key] = of_family(CONSTRAINTS, options[key])
    return kind(**options)


REGULARIZERS = {"l1": keras.regularizers.L1, "l2": keras.regularizers.L2, "l1_l2": keras.regularizers.L1L2}

CONSTRAINTS = {
    "max_norm": keras.constraints.MaxNorm,
    "min_max_norm": keras.constraints.MinMaxNorm,
    "unit_norm": keras.constraints.UnitNorm,
    "non_neg": keras.constraints.NonNeg,
}


def of_family(table, entry):
    """`l2`, `{l2: 0.1}` and `{l2: {l2: 0.1}}`."""
    word, options = word_and_options(entry)
    return table[word](**options) if isinstance(options, dict) else table[word](options)


SCHEDULES = {
    "exponential_decay": keras.optimizers.schedules.ExponentialDecay,
    "piecewise_constant_decay": keras.optimizers.schedules.PiecewiseConstantDecay,
    "polynomial_decay": keras.optimizers.schedules.PolynomialDecay,
    "inverse_time_decay": keras.optimizers.schedules.InverseTimeDecay,
    "cosine_decay": keras.optimizers.schedules.CosineDecay,
    "cosine_decay_restarts": keras.optimizers.schedules.CosineDecayRestarts,
}


def schedule(entry, steps, epochs):
    """Keras knows no epochs, here of `steps` steps each; and its schedules do not end with the training by themselves."""
    word, options = word_and_options(entry)
    options = dict(options)
    for part in ("decay", "first_decay", "warmup"):
        if f"{part}_epochs" in options:
            options[f"{part}_steps"] = round(options.pop(f"{part}_epochs") * steps)
    if "boundary_epochs" in options:
        # Keras's boundaries are the last steps with a value.
        options["boundaries"] = [round(epoch * steps) - 1 for epoch in options.pop("boundary_epochs")]
    if word in ("cosine_decay", "polynomial_decay") and "decay_steps" not in options:
        options["decay_steps"] = steps * epochs - options.get("warmup_steps", 0)
    return SCHEDULES[word](**options)


def optimizer(entry, steps=None, epochs=None):
    word, options = word_and_options(entry)
    options = dict(options)
    if isinstance(options.get("learning_rate"), dict):
        options["learning_rate"] = schedule(options["learning_rate"], steps, epochs)
    excluded = options.pop("exclude_from_weight_decay", None)
    kind = {
        "sgd": keras.optimizers.SGD,
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
        "rmsprop": keras.optimizers.RMSprop,
        "adagrad": keras.optimizers.Adagrad,
        "nadam": keras.optimizers.Nadam,
        "adamax": keras.optimizers.Adamax,
        "adadelta": keras.optimizers.Adadelta,
        "lion": keras.optimizers.Lion,
    }[word]
    made = kind(**options)
    if excluded:
        made.exclude_from_weight_decay(var_names=excluded)
    return made


LOSSES = {
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "categorical_focal_crossentropy": keras.losses.CategoricalFocalCrossentropy,
    "binary_focal_crossentropy": keras.losses.BinaryFocalCrossentropy,
    "mean_squared_error": keras.losses.MeanSquaredError,
    "mean_absolute_error": keras.losses.MeanAbsoluteError,
    "mean_absolute_percentage_error": keras.losses.MeanAbsolutePercentageError,
    "mean_squared_logarithmic_error": keras.losses.MeanSquaredLogarithmicError,
    "huber": keras.losses.Huber,
    "log_cosh": keras.losses.LogCosh,
    "poisson": keras.losses.Poisson,
    "kl_divergence": keras.losses.KLDivergence,
    "cosine_similarity": keras.losses.CosineSimilarity,
    "hinge": keras.losses.Hinge,
    "squared_hinge": keras.losses.SquaredHinge,
    "categorical_hinge": keras.losses.CategoricalHinge,
}

METRICS = {
    "accuracy": keras.metrics.CategoricalAccuracy,
    "binary_accuracy": keras.metrics.BinaryAccuracy,
    "categorical_accuracy": keras.metrics.CategoricalAccuracy,
    "top_k_categorical_accuracy": keras.metrics.TopKCategoricalAccuracy,
    "precision": keras.metrics.Precision,
    "recall": keras.metrics.Recall,
    "f1_score": keras.metrics.F1Score,
    "fbeta_score": keras.metrics.FBetaScore,
    "auc": keras.metrics.AUC,
    "true_positives": keras.metrics.TruePositives,
    "false_positives": keras.metrics.FalsePositives,
    "true_negatives": keras.metrics.TrueNegatives,
    "false_negatives": keras.metrics.FalseNegatives,
    "mean_squared_error": keras.metrics.MeanSquaredError,
    "mse": keras.metrics.MeanSquaredError,
    "mean_absolute_error": keras.metrics.MeanAbsoluteError,
    "mae": keras.metrics.MeanAbsoluteError,
    "mean_absolute_percentage_error": keras.metrics.MeanAbsolutePercentageError,
    "mean_squared_logarithmic_error": keras.metrics.MeanSquaredLogarithmicError,
    "root_mean_squared_error": keras.metrics.RootMeanSquaredError,
    "rmse": keras.metrics.RootMeanSquaredError,
    "r2_score": keras.metrics.R2Score,
    "log_cosh": keras.metrics.LogCoshError,
    "poisson": keras.metrics.Poisson,
    "kl_divergence": keras.metrics.KLDivergence,
    "cosine_similarity": keras.metrics.CosineSimilarity,
    "binary_crossentropy": keras.metrics.BinaryCrossentropy,
    "categorical_crossentropy": keras.metrics.CategoricalCrossentropy,
}


def loss(entry):
    word, options = word_and_options(entry)
    return LOSSES[word](**options)


def metric(entry):
    word, options = word_and_options(entry)
    return METRICS[word](name=word, **options)


def table_metric(entry, outputs):
    """Keras has no default for `average`, and takes `accuracy` of one output for binary_accuracy."""
    word, options = word_and_options(entry)
    if word in ("f1_score", "fbeta_score"):
        options = {"average": "macro"} | options
    kind = keras.metrics.BinaryAccuracy if (word, outputs) == ("accuracy", 1) else METRICS[word]
    return kind(name=word, **options)


def metrics(spec):
    """None in double precision: TensorFlow's in_top_k takes float32 only."""
    return [metric(entry) for entry in spec["metrics"]] if keras.config.floatx() == "float32" else []


def metric_names(spec):
    return [word_and_options(entry)[0] for entry in spec["metrics"]]


MERGES = {
    "add": keras.layers.Add,
    "subtract": keras.layers.Subtract,
    "multiply": keras.layers.Multiply,
    "average": keras.layers.Average,
    "maximum": keras.layers.Maximum,
    "minimum": keras.layers.Minimum,
    "concatenate": keras.layers.Concatenate,
}


class Network:
    """A spec's layers as a functional model. `named` has each layer with what its weights' names begin with."""

    def __init__(self, spec, shape, columns=None):
        self.defaults = spec.get("layer_defaults", {})
        self.columns = columns
        self.named = []
        x = keras.layers.Input(shape)
        self.model = keras.Model(x, self.stack(spec["layers"], x, "layers"))
        self.model.named_layers = self.named

    def stack(self, entries, x, name):
        for index, entry in enumerate(entries):
            x = self.entry(entry, x, f"{name}.{index}")
        return x

    def entry(self, entry, x, name):
        word, options = word_and_options(entry)
        if word == "repeat":
            for copy in range(options["times"]):
                x = self.stack(options["layers"], x, f"{name}.{copy}")
            return x
        if word == "residual":
            parts = options if isinstance(options, dict) else {"layers": options}
            branches = {"shortcut": parts.get("shortcut", []), "layers": parts["layers"]}
            return keras.layers.Add()([self.stack(part, x, f"{name}.{key}") for key, part in branches.items()])
        if word in MERGES:
            return MERGES[word]()([self.stack(part, x, f"{name}.{key}") for key, part in options.items()])
        if word == "select":
            return keras.ops.take(x, [self.columns.index(column) for column in options], axis=-1)
        if not isinstance(options, dict) and word in POSITIONAL:
            options = {POSITIONAL[word]: options}
        if word in self.defaults:
            options = merged(self.defaults[word], options)
        made = layer({word: options} if options else word)
        self.named.append((name, made))
        return made(x)


def build(spec, jit_compile="auto"):
    """The compiled model."""
    model = Network(spec, (28, 28, 1)).model
    model.compile(
        optimizer=optimizer(spec["optimizer"], steps_per_epoch(spec), spec["epochs"]),
        loss=loss(spec["loss"]),
        metrics=metrics(spec),
        jit_compile=jit_compile,
    )
    return model


def steps_per_epoch(spec):
    return -(-spec["dataset"]["train_limit"] // spec["batch_size"])


def averages(model):
    """The moving averages that take the weights' place here, by their names in a weights file; none without `use_ema`."""
    if not model.optimizer.use_ema:
        return {}
    places = {id(variable): name for name, variable in weight_variables(model).items()}
    pairs = zip(model.optimizer._trainable_variables, model.optimizer._model_variables_moving_average, strict=True)
    return {places[id(variable)]: average for variable, average in pairs}


def weight_variables(model):
    """Every weight by its name in a weights file: `layers.<index in the spec's list>.kernel|bias`."""
    return {
        f"{name}.{part}{variable.name}": variable
        for name, layer in model.named_layers
        for part, copy in copies(layer)
        for variable in copy.weights
    }


def copies(layer):
    """A layer with nothing before its weights' names, or the two of one that reads in both directions."""
    if isinstance(layer, keras.layers.Bidirectional):
        return [("forward.", layer.forward_layer), ("backward.", layer.backward_layer)]
    return [("", layer)]


def load_mnist(part, limit):
    """The first `limit` images of `train` or `t10k`, [limit, 28, 28, 1] in 0…1, and their one-hot labels."""

    def read(kind, header):
        with gzip.open(REPOSITORY / f"Sources/Data/Datasets/mnist/{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    precision = keras.config.floatx()
    images = read("images-idx3", 16).reshape(-1, 28, 28, 1)[:limit].astype(precision) / 255
    return images, np.eye(10, dtype=precision)[read("labels-idx1", 8)[:limit]]


def train(spec, model):
    """A row for each training step, in file order: step, epoch, and that batch's loss and metrics alone."""
    images, labels = load_mnist("train", spec["dataset"]["train_limit"])
    rows = []
    for epoch in range(1, spec["epochs"] + 1):
        for start in range(0, len(images), spec["batch_size"]):
            batch = slice(start, start + spec["batch_size"])
            model.reset_metrics()  # Keras reports running means otherwise.
            values = model.train_on_batch(images[batch], labels[batch], return_dict=True)
            rows.append([len(rows) + 1, epoch] + scores(spec, values))
    return rows


def evaluate(spec, model):
    """Loss and metrics on the first `test_limit` test images."""
    images, labels = load_mnist("t10k", spec["dataset"]["test_limit"])
    return scores(spec, model.evaluate(images, labels, verbose=0, return_dict=True))


def scores(spec, values):
    return [float(values[name]) for name in ["loss"] + metric_names(spec) if name in values]
