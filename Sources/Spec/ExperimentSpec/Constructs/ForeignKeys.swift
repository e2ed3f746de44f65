import Catalog
import Diagnostics

/// What to do about a key known from other programs, or that there is no such thing here; nil for an unknown key.
///
/// They mean the same wherever they are: at the top of a spec, in a layer or in an optimizer.
func remark(onForeign key: String) -> String? { remarks[plainWord(key)] }

private let remarks: [String: String] = {
  let all = trainingWords + optimizerWords + layerWords + placeWords
  // A remark that something is missing is dropped once the catalog has one of its words.
  let lists = ExperimentSpec(name: "").optionDescriptions.filter { !$0.isRecorded }.map(\.key)
  let members = Families.all.flatMap(\.members).flatMap { $0.words.allNames + $0.options.map(\.key) }
  let known = Set((lists + members).map(plainWord))
  let missing = all.filter { group in !group.keys.contains { known.contains(plainWord($0)) } }
  let pairs = missing.flatMap { group in group.keys.map { (plainWord($0), group.remark) } }
  return Dictionary(pairs) { first, _ in first }
}()

private typealias Words = [(keys: [String], remark: String)]

private let trainingWords: Words = [
  (
    ["checkpoint", "checkpoints"],
    "remove it: checkpoints are saved by themselves, and an interrupted run goes on from them"
  ),
  (["initial_epoch", "resume"], "remove it: an interrupted run goes on by itself"),
  (["augmentation", "transforms"], "there is no augmentation yet"),
  (
    ["validation_data", "validation_set"],
    "write validation_split: 0.1 for a share of the training samples, or a part of your own data, as split: {validation: 0.1}"
  ),
  (
    ["validation_steps", "validation_freq", "validation_batch_size"],
    "remove it: all validation samples are scored after each epoch"
  ),
  (
    ["steps_per_epoch", "max_steps"],
    "remove it: an epoch takes every training sample; dataset has train_limit for fewer of them"
  ),
  (["sample_weight", "sample_weights"], "a table has them in a column: dataset: {sample_weight: COLUMN}"),
  (["compile", "fit", "training", "trainer", "hyperparameters"], "write its keys at the top of the spec"),
]

private let optimizerWords: Words = [
  (
    [
      "lr_scheduler", "scheduler", "lr_schedule", "learning_rate_schedule", "learning_rate_scheduler", "warmup",
      "warmup_steps", "lr_decay", "decay_rate", "decay_steps",
    ],
    "there is no schedule of learning rates yet: optimizer has the one rate"
  ),
  // In Keras it belonged to the learning rate.
  (["decay"], "there is no schedule of learning rates yet; adamw has weight_decay"),
  (
    [
      "clipnorm", "clipvalue", "global_clipnorm", "clip_norm", "clip_value", "grad_clip", "gradient_clipping",
      "gradient_clip_val", "max_grad_norm",
    ],
    "there is no gradient clipping yet"
  ),
  (["use_ema", "ema", "ema_momentum", "ema_overwrite_frequency"], "there is no moving average of the weights yet"),
  (["dampening"], "there is no dampening yet"),
  (["gradient_accumulation_steps", "accumulate_grad_batches"], "there is no accumulation of gradients yet"),
]

private let layerWords: Words = [
  (
    ["regularizer", "kernel_regularizer", "bias_regularizer", "activity_regularizer", "l1", "l2"],
    "there is no regularizer yet; adamw has weight_decay"
  ),
  (["kernel_constraint", "bias_constraint", "max_norm"], "there are no constraints on weights yet"),
  (["trainable", "freeze", "requires_grad"], "there are no frozen layers yet"),
  (["seed"], "remove it: the spec's seed is for everything random"),
  (["data_format"], "remove it: the channels come last"),
  (
    ["input_shape", "input_dim", "input_size", "batch_input_shape", "batch_shape"],
    "remove it: the data give the input's shape"
  ),
  (["in_features", "in_channels"], "remove it: the layer above gives it"),
  (["inplace"], "remove it: nothing depends on it"),
  // A spec's own `name` is a known key.
  (["name"], "remove it: layers and optimizers have no names of their own"),
]

private let placeWords: Words = [
  (["device", "gpus"], "remove it: the processor trains"),
  (["dtype", "precision", "mixed_precision", "amp"], "remove it: all numbers are float32"),
  (["jit_compile", "run_eagerly", "fused", "foreach"], "remove it: there is one way to compute"),
  (
    ["threads", "num_workers", "workers", "use_multiprocessing"], "write it behind the command: --threads 4"
  ),
  (["verbose"], "write it behind the command: --progress plain, or --quiet"),
]
