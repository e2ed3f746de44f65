import Catalog
import Records
import Text

/// The numbers by which a run is judged, under the names of the CSV columns: `loss`, `accuracy` and `val_…` of the last
/// epoch, `test_…` of the finished model.
extension RunSummary {
  /// The history's columns that measure the model's quality; the test's are not among them.
  public var scoreColumns: [String] {
    let columns = ["loss"] + conditions.metrics
    return conditions.hasValidation ? columns + columns.map { "val_" + $0 } : columns
  }

  /// A history's column at one epoch; nil if the run has no such column or no number there.
  public func score(_ column: String, in record: EpochRecord) -> Float? {
    if let name = column.suffix(after: "val_") { return record.validation.flatMap { score(name, in: $0) } }
    return score(column, in: record.training)
  }

  /// A value of the finished run by its column's name: what a ranking or a comparison sorts by.
  ///
  /// A Float counts as its shortest decimal, so that the recorded mean is the mean of what the file shows.
  public func value(of column: String) -> Double? {
    switch column {
    case "parameters": return Double(conditions.parameters)
    case "multiply_adds": return Double(conditions.multiplyAdds)
    case "epochs": return Double(history.count)
    case "test_errors": return test.map { Double($0.errors) }
    default: break
    }
    return finalScore(column).map(decimal)
  }

  /// A column of the last epoch or of the test.
  func finalScore(_ column: String) -> Float? {
    if let name = column.suffix(after: "test_") { return test.flatMap { score(name, in: $0.scores) } }
    return history.last.flatMap { score(column, in: $0) }
  }

  /// The epoch in which a history's column is best, the first of equals.
  public func bestEpoch(by column: String) -> EpochRecord? {
    var best: (record: EpochRecord, score: Float)?
    for record in history {
      guard let score = score(column, in: record) else { continue }
      if let known = best, !isBetter(score, than: known.score, in: column) { continue }
      best = (record, score)
    }
    return best?.record
  }

  /// The seed; the resolved spec has one.
  public var seed: ConfigValue? { JSONValue(conditions.spec)["seed"]?.config }

  /// Its spec's description, on one line; nil if there is none.
  public var specDescription: String? {
    guard case .string(let text)? = JSONValue(conditions.spec)["description"] else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private func score(_ name: String, in scores: Scores) -> Float? {
    let value = name == "loss" ? scores.loss : conditions.metrics.firstIndex(of: name).map { scores.metrics[$0] }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}

/// Whether less is better in a column, as it is for losses and errors but not for metrics.
public func isAscending(_ column: String) -> Bool {
  ["loss", "val_loss", "test_loss", "test_errors"].contains(column)
}

/// Whether a value of a column is better than another. An equal one is not.
public func isBetter<Value: Comparable>(_ a: Value, than b: Value, in column: String) -> Bool {
  isAscending(column) ? a < b : a > b
}

/// The double nearest to the shortest decimal of a float.
func decimal(_ value: Float) -> Double { Double(value.description) ?? Double(value) }

extension String {
  package func suffix(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
