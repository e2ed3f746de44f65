import Catalog
import Records
import Text

/// The numbers by which a run is judged, under the names of the CSV columns: `loss`, `accuracy` and `val_…` of the epoch
/// whose model is saved, `test_…` of that model.
extension RunSummary {
  /// The history's columns that measure the model's quality; the test's are not among them.
  public var scoreColumns: [String] {
    let columns = ["loss"] + conditions.metrics
    return conditions.hasValidation ? columns + columns.map { "val_" + $0 } : columns
  }

  /// A history's column at one epoch; nil if the run has no such column or no number there.
  public func score(_ column: String, in record: EpochRecord) -> Float? {
    record.score(column, metrics: conditions.metrics)
  }

  /// A value of the finished run by its column's name: what a ranking or a comparison sorts by.
  ///
  /// A Float counts as its shortest decimal, so that the recorded mean is the mean of what the file shows.
  public func value(of column: String) -> Double? {
    switch column {
    case "parameters": return Double(conditions.parameters)
    case "multiply_adds": return Double(conditions.multiplyAdds)
    case "epochs": return Double(history.count)
    case "test_errors": return test?.errors.map(Double.init)
    default: break
    }
    return finalScore(column).map(decimal)
  }

  /// A column of the saved epoch or of the test.
  func finalScore(_ column: String) -> Float? {
    if let name = column.suffix(after: "test_") { return test?.scores.score(name, metrics: conditions.metrics) }
    return savedRecord.flatMap { score(column, in: $0) }
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
}

/// The double nearest to the shortest decimal of a float.
package func decimal(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
