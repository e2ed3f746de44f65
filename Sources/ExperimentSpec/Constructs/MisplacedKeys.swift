import Diagnostics
import YAMLTree

/// Where a key belongs that stands at the top of a spec, or that there is nothing of the kind; nil for a key that nothing is known
/// of.
func hint(forMisplaced entry: YAMLEntry, in tree: YAMLNode) -> String? {
  if let remark = remarks[plainWord(entry.name)] { return remark }
  let key = keyAliases[entry.name] ?? entry.name
  let option = "\(key): \(entry.value.shortFlow)"
  if let hint = optimizerHint(key, option, in: tree) { return hint }
  if SpecKeys.dataset.contains(key) {
    return "write dataset: {\(merged(tree.entry("dataset")?.value.entries ?? [], key, option))}"
  }
  if key == "from_logits" { return "write loss: {categorical_crossentropy: {\(option)}}" }
  if let layer = SpecKeys.layers.first(where: { $0.keys.contains(key) }) {
    return "write it within an entry of layers, as in \(layer.keyword): {\(option)}"
  }
  return layerNames.contains(key) ? "write it as an entry of layers" : nil
}

/// The optimizer that the spec has, where that has the option, and otherwise the first that has it.
private func optimizerHint(_ key: String, _ option: String, in tree: YAMLNode) -> String? {
  let fitting = SpecKeys.optimizers.filter { $0.keys.contains(key) }.map(\.keyword)
  guard let first = fitting.first else { return nil }
  guard let written = tree.entry("optimizer")?.value.entries?.first, fitting.contains(written.name) else {
    return "write optimizer: {\(first): {\(option)}}"
  }
  return "write optimizer: {\(written.name): {\(merged(written.value.entries ?? [], key, option))}}"
}

/// What is written already, and one option more.
private func merged(_ entries: [YAMLEntry], _ key: String, _ option: String) -> String {
  listed(entries.filter { $0.name != key }.map { "\($0.name): \($0.value.shortFlow)" } + [option])
}

private let remarks: [String: String] = {
  let stopping = "there is no early stopping yet; compare shows the best epoch"
  let schedule = "there is no schedule of learning rates yet: optimizer has the one rate"
  let words: [String: String] = [
    "early_stopping": stopping, "patience": stopping,
    "callbacks": "there are no callbacks: checkpoints are saved without them, and compare shows the best epoch",
    "lr_scheduler": schedule, "scheduler": schedule, "lr_schedule": schedule, "learning_rate_schedule": schedule,
    "learning_rate_scheduler": schedule, "warmup": schedule,
    "augmentation": "there is no augmentation yet", "transforms": "there is no augmentation yet",
    "regularizer": "there is no regularizer yet; adamw has weight_decay",
    "kernel_regularizer": "there is no regularizer yet; adamw has weight_decay",
    "batch_normalization": "there is no batch normalization yet",
    "device": "remove it: the processor trains", "gpus": "remove it: the processor trains",
    "threads": "write it behind the command: --threads 4", "num_workers": "write it behind the command: --threads 4",
  ]
  return Dictionary(words.map { (plainWord($0.key), $0.value) }) { first, _ in first }
}()
