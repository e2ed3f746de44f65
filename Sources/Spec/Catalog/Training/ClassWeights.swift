import Text

/// How much the samples of each class count in the loss that training makes smaller.
public enum ClassWeights: OptionValue {
  /// So that all classes count the same, however many samples they have.
  case balanced
  /// By the class's name; others count 1.
  case each([String: Double])

  public static let form = ValueForm.either([
    .word(of: "class weight", ["balanced"]), .mapping(of: .number(.notNegative), by: "class"),
  ])

  public init?(_ config: ConfigValue) {
    switch config {
    case .string("balanced"): self = .balanced
    case .mapping(let entries):
      let read = entries.compactMap { name, value in value.asNumber.map { (name, $0) } }
      guard read.count == entries.count else { return nil }
      self = .each(Dictionary(read) { first, _ in first })
    default: return nil
    }
  }

  public var config: ConfigValue {
    switch self {
    case .balanced: .string("balanced")
    case .each(let weights): .mapping(weights.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
    }
  }

  /// The weight of each class of a training set with these labels.
  public func weights(of names: [String], labels: some Collection<Int32>) -> [Float] {
    switch self {
    case .each(let weights): return names.map { Float(weights[$0] ?? 1) }
    case .balanced:
      var counts = names.map { _ in 0 }
      for label in labels { counts[Int(label)] += 1 }
      return counts.map { $0 == 0 ? 1 : Float(Double(labels.count) / Double(names.count * $0)) }
    }
  }

  /// What does not fit the targets.
  func problems(_ target: DataInterface.Target) -> [ShapeProblem] {
    guard case .classes(let names) = target else {
      return [
        ShapeProblem(
          path: "class_weight", problem: "class_weight needs classes, but the targets are numbers",
          hint: "leave class_weight out")
      ]
    }
    guard case .each(let weights) = self else { return [] }
    return weights.keys.sorted().filter { !names.contains($0) }.map { name in
      ShapeProblem(
        path: "class_weight.\(name)", problem: "unknown class \(quoted(name))",
        hint: NameAdvice().hint(for: name, among: names))
    }
  }
}
