import Catalog
import Records

/// Whether a column has become better: `MonitorCallback` of Keras 3.15.
struct Monitor: Sendable {
  private let column: String
  private let isLessBetter: Bool
  /// By how much a value has to be better, added to it.
  private let handicap: Double

  init(_ column: String, _ mode: MonitorMode, minDelta: Double = 0) {
    self.column = column
    isLessBetter = mode == .auto ? isAscending(column) : mode == .min
    handicap = isLessBetter ? minDelta.magnitude : -minDelta.magnitude
  }

  func value(after epoch: FinishedEpoch) -> Float { epoch.value(of: column) }

  /// `value` + |min_delta| < `reference` where less is better, `value` − |min_delta| > `reference` where more is. Anything improves on
  /// nothing, and nothing on NaN.
  ///
  /// The sum is rounded to a Float, as Keras does when it compares.
  func isImprovement(_ value: Float, over reference: Float?) -> Bool {
    guard let reference else { return true }
    let value = Float(Double(value) + handicap)
    return isLessBetter ? value < reference : value > reference
  }
}
