import Catalog

extension EpochRecord {
  /// The value of a history's column, such as `val_accuracy`; nil if there is no such column, or no number.
  public func score(_ column: String, metrics: [String]) -> Float? {
    if let name = column.suffix(after: "val_") { return validation?.score(name, metrics: metrics) }
    return training.score(column, metrics: metrics)
  }
}

extension Scores {
  public func score(_ name: String, metrics names: [String]) -> Float? {
    let value = name == "loss" ? loss : names.firstIndex(of: name).map { metrics[$0] }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}

/// Whether less is better in a column, as it is for losses and errors but not for accuracy.
public func isAscending(_ column: String) -> Bool {
  let name = ["val_", "test_"].lazy.compactMap { column.suffix(after: $0) }.first ?? column
  if name == "loss" || column == "test_errors" { return true }
  return MetricSpec.family.table.row(named: name).map { MetricSpec.family.members[$0.index].isAscending } ?? false
}

/// Whether a value of a column is better than another. An equal one is not.
public func isBetter<Value: Comparable>(_ a: Value, than b: Value, in column: String) -> Bool {
  isAscending(column) ? a < b : a > b
}

extension String {
  package func suffix(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
