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
  (
    ["transforms", "transform", "data_augmentation", "augmentations"],
    "write augmentation: with a list such as [random_rotation: 0.1] at the top of the spec"
  ),
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
      "lr_decay",
    ],
    "write a schedule in place of the rate: learning_rate: {cosine_decay: {initial_learning_rate: 0.001}}"
  ),
  (
    ["grad_clip", "gradient_clipping", "gradient_clip_val", "max_grad_norm"],
    "write global_clipnorm for the norm of all gradients, clipnorm for that of each tensor's, clipvalue for each element"
  ),
  (["ema"], "write use_ema: true"),
  (["loss_scale_factor"], "remove it: gradients are float32, which needs no scale"),
  (["dampening"], "there is no dampening yet"),
  (["gradient_accumulation_steps", "accumulate_grad_batches"], "there is no accumulation of gradients yet"),
]

private let layerWords: Words = [
  (["regularizer"], "write kernel_regularizer: {l2: 0.0001}"),
  (["activity_regularizer"], "there is no penalty on outputs yet; kernel_regularizer is one on weights"),
  (["constraint"], "write kernel_constraint: {max_norm: 2}"),
  (["trainable", "freeze", "requires_grad"], "there are no frozen layers yet"),
  (["seed"], "remove it: the spec's seed is for everything random"),
  (["data_format"], "remove it: the channels come last"),
  (
    ["input_shape", "input_size", "batch_input_shape", "batch_shape"],
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
