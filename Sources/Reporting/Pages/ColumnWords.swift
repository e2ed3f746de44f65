import Records
import Reporting
import Text

/// A history's or a test's column in words: `val_accuracy` is `validation accuracy`, `loss` is `training loss`.
struct ColumnWords {
  let column: String

  init(_ column: String) { self.column = column }

  var full: String {
    for (prefix, word) in [("val_", "validation "), ("test_", "test ")] where column.hasPrefix(prefix) {
      return word + column.dropFirst(prefix.count).replacing("_", with: " ")
    }
    return "training " + bare
  }

  /// The words without those for the part of the data.
  var bare: String { name.replacing("_", with: " ") }

  /// `accuracy` of `val_accuracy`.
  var name: String {
    for prefix in ["val_", "test_"] where column.hasPrefix(prefix) { return String(column.dropFirst(prefix.count)) }
    return column
  }

  var isLoss: Bool { name == "loss" }

  /// Whether it counts samples, so that a difference has percentage points.
  var isFraction: Bool { ["accuracy", "acc"].contains(name) || name.hasSuffix("_accuracy") }

  /// The axis's title with its unit.
  func axisTitle(_ runs: [RunSummary]) -> String {
    guard isLoss else { return isFraction ? bare + " (fraction of \(runs.sampleKind.plural))" : bare }
    let units = runs.map(\.lossUnit)
    return units.allSatisfy { $0 == units.first } ? "loss (\(units.first ?? ""))" : "loss (units differ)"
  }
}

extension RunSummary {
  /// Over what the loss is averaged.
  fileprivate var lossUnit: String {
    let name =
      switch JSONValue(conditions.spec)["loss"] {
      case .string(let name)?: name
      case .object(let members)?: members.first?.key ?? "loss"
      default: "loss"
      }
    let isInNats = name.hasSuffix("_crossentropy") && !name.contains("focal")
    return isInNats ? "cross-entropy, nats" : name.replacing("_", with: " ")
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
