import Catalog
import KernelTypes
import Kernels

/// What a parameter adds to the loss, l1·Σ|w| + l2·Σw².
public struct WeightPenalty: Sendable {
  private let l1: Double
  private let l2: Double

  /// Nil if it is always 0.
  public init?(_ regularizer: RegularizerSpec) {
    (l1, l2) = regularizer.construct.factors
    if l1 == 0 && l2 == 0 { return nil }
  }

  public func value(of parameter: Parameter, _ sums: BlockSums, _ compute: Compute) -> Double {
    let w = parameter.values.readOnly
    let magnitudes = l1 == 0 ? 0 : sums.sum(w, like: parameter, compute) { $0.sumOfMagnitudes($1, count: $2) }
    let squares = l2 == 0 ? 0 : sums.sum(w, like: parameter, compute) { $0.sumOfSquares($1, count: $2) }
    return l1 * magnitudes + l2 * squares
  }

  /// By its derivative.
  public var change: GradientChange { .penalty(l1: Float(l1), l2: Float(l2)) }
}
