import Catalog

/// The options of a split by which the runs of a cross-validation differ.
private let foldKeys: Set = ["fold", "round"]

extension ConfigValue {
  /// Of a recorded spec: the fold of a cross-validation on which it is tested, and its round.
  package var fold: [ConfigValue]? {
    let split = self["dataset"]?["split"]
    return split?["fold"].map { [$0, split?["round"] ?? .integer(1)] }
  }

  /// The spec that the folds have in common.
  var withoutFold: ConfigValue {
    guard fold != nil else { return self }
    return changing("dataset") { $0.changing("split") { $0.without(foldKeys) } }
  }

  /// Whether a key of the spec only says which test of a configuration a run is: seed and fold.
  public static func isRepetition(_ key: String) -> Bool {
    key == "seed" || foldKeys.contains { key == "dataset.split.\($0)" }
  }

  private subscript(key: String) -> ConfigValue? {
    if case .mapping(let entries) = self { entries.first { $0.key == key }?.value } else { nil }
  }

  private func changing(_ key: String, _ change: (ConfigValue) -> ConfigValue) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(entries.map { ($0.key, $0.key == key ? change($0.value) : $0.value) })
  }
}
