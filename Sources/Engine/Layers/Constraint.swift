import Catalog
import KernelTypes
import Kernels

/// Changes a parameter after each step so that it stays within bounds.
public protocol WeightBound: AnyObject {
  func apply(to parameter: Parameter, _ compute: Compute)
}

/// A constraint of the catalog with its arithmetic.
public protocol ConstraintMachinery: ConstraintConstruct {
  func bound(_ parameter: Parameter) -> any WeightBound
}

extension ConstraintSpec {
  public func bound(_ parameter: Parameter) -> any WeightBound {
    let machinery: any ConstraintMachinery = construct.machinery()
    return machinery.bound(parameter)
  }
}

extension NonNegative: ConstraintMachinery {
  public func bound(_ parameter: Parameter) -> any WeightBound { NonNegativeWeights() }
}

private final class NonNegativeWeights: WeightBound {
  func apply(to parameter: Parameter, _ compute: Compute) {
    compute.parallelism.forEachBlock(of: parameter.values.count, size: 4096) { range, _ in
      let w = parameter.values.pointer + range.lowerBound
      compute.kernels.apply(.relu, x: w, y: w, count: range.count)
    }
  }
}

/// A constraint of the lengths of vectors of weights.
protocol NormMachinery: ConstraintMachinery, NormConstruct {
  /// What a vector of this length is to have.
  func length(_ length: Double) -> Double
}

extension NormMachinery {
  public func bound(_ parameter: Parameter) -> any WeightBound {
    // As in Keras, 1e-7 keeps the divisor above 0, and makes every vector a little shorter.
    BoundedNorms(parameter.shape, along: axes(rank: parameter.shape.rank)) { length($0) / (1e-7 + $0) }
  }
}

extension MaxNorm: NormMachinery {
  func length(_ length: Double) -> Double { min(length, maxValue) }
}

extension MinMaxNorm: NormMachinery {
  func length(_ length: Double) -> Double {
    rate * min(max(length, minValue), maxValue) + (1 - rate) * length
  }
}

extension UnitNorm: NormMachinery {
  func length(_ length: Double) -> Double { 1 }
}
