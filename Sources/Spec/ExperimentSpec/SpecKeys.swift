import Catalog
import Geometry

/// The keys of a spec by their last words, for people who write `--epochs 3` where `--set epochs=3` is meant.
public enum SpecKeys {
  /// Where `--set` finds the key that `word` names, with `-` or `_` between its parts; nil for a word that is no key.
  ///
  /// A layer's key belongs to one of several layers: the second stands for them all.
  public static func path(of word: String) -> String? {
    let written = word.lowercased().replacing("-", with: "_")
    let key = shortForms[written] ?? written
    if topLevel.contains(key) { return key }
    if dataset.contains(key) { return "dataset." + key }
    if optimizers.contains(where: { $0.keys.contains(key) }) { return "optimizer." + key }
    return layers.first { $0.keys.contains(key) }.map { "layers[1].\($0.keyword).\(key)" }
  }

  private static let shortForms = [
    "lr": "learning_rate", "batch": "batch_size", "epoch": "epochs", "data_set": "dataset",
  ]

  private static let topLevel =
    ExperimentSpec(name: "", dataset: DatasetSpec(source: .mnist), layers: [], loss: .meanSquaredError)
    .resolved().keys + ["extends"]

  static let dataset = ["idx", "train_limit", "test_limit"]

  static let optimizers = [
    OptimizerSpec.adam(.init()), .sgd(.init()), .adamw(.init()), .rmsprop(.init()), .adagrad(.init()),
  ].map { (keyword: $0.config.keys[0], keys: $0.config.onlyValue.keys) }

  static let layers = [
    LayerSpec.dense(DenseSpec(units: 1)), .conv2d(Conv2DSpec(filters: 1, kernelSize: Extent2D(1, 1))),
    .maxPooling2d(Pooling2DSpec()), .dropout(DropoutSpec(rate: 0)),
  ].map { (keyword: $0.keyword, keys: $0.config.onlyValue.keys) }
}

extension ConfigValue {
  fileprivate var keys: [String] { if case .mapping(let entries) = self { entries.map(\.key) } else { [] } }

  /// What `{adam: {…}}` says of adam.
  fileprivate var onlyValue: ConfigValue {
    if case .mapping(let entries) = self { entries.first?.value ?? .null } else { .null }
  }
}
