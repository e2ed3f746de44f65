import Catalog

/// The keys of a spec by their last words, for users who write `--epochs 3` and mean `--set epochs=3`.
public enum SpecKeys {
  /// Where `--set` finds the key that `word` names, with `-` or `_` between its parts; nil if there is no such key.
  ///
  /// A layer's key belongs to one of several layers; the second stands for all of them.
  public static func path(of word: String) -> String? {
    let written = word.lowercased().replacing("-", with: "_")
    let key = shortForms[written] ?? written
    if topLevel.contains(key) { return key }
    if dataset.contains(key) { return "dataset." + key }
    if OptimizerSpec.family.table.owners.contains(where: { $0.keys.contains(key) }) { return "optimizer." + key }
    return LayerSpec.family.table.owners.first { $0.keys.contains(key) }.map { "layers[1].\($0.name).\(key)" }
  }

  private static let shortForms = [
    "lr": "learning_rate", "batch": "batch_size", "epoch": "epochs", "data_set": "dataset",
  ]

  /// Whether a spec itself has this key, rather than one of its parts. A name is what people would give to any part.
  static func isTopLevel(_ key: String) -> Bool {
    topLevel.contains(key) && key != "name" || ["sweep", "cross_validation"].contains(key)
  }

  private static let topLevel = (ExperimentSpec(name: "").optionDescriptions + ExperimentSpec.fileOptions).map(\.key)

  static let dataset = DatasetSpec.everyOption.map(\.key).filter { $0 != "name" }
}
