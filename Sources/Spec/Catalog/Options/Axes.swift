import Geometry

/// The axis of a layer that has only one, as Keras counts it: the last.
public struct LastAxis: OptionValue {
  public static let form = ValueForm.integer(-1 ... -1)

  public init() {}

  public init?(_ config: ConfigValue) {
    guard config == .integer(-1) else { return nil }
  }

  public var config: ConfigValue { .integer(-1) }
}

/// An axis as Keras counts it: 0 is that of the samples, −1 the last.
public struct AxisIndex: OptionValue {
  public static let form = ValueForm.integer(-16...16)
  public var index: Int

  public init(_ index: Int) { self.index = index }

  public init?(_ config: ConfigValue) {
    guard case .integer(let index) = config else { return nil }
    self.init(index)
  }

  public var config: ConfigValue { .integer(index) }
}

/// Axes, or none of them.
public enum AxesOrNone: OptionValue {
  case axes(OneOrMore<AxisIndex>)
  case none

  public static let form = OneOrMore<AxisIndex>.form

  public init?(_ config: ConfigValue) {
    if config == .null {
      self = .none
    } else if let axes = OneOrMore<AxisIndex>(config) {
      self = .axes(axes)
    } else {
      return nil
    }
  }

  public var config: ConfigValue { if case .axes(let axes) = self { axes.config } else { .null } }
  public var isRecorded: Bool { true }

  public var all: [AxisIndex] { if case .axes(let axes) = self { axes.all } else { [] } }
}

extension [AxisIndex] {
  /// The same axes of one sample, counted from 0, in order.
  package func ofSample(_ shape: Shape, key: String) throws(LayerProblem) -> [Int] {
    var axes: [Int] = []
    for axis in self {
      let index = axis.index < 0 ? axis.index + shape.rank : axis.index - 1
      guard (0..<shape.rank).contains(index) else {
        let what = axis.index == 0 ? "axis 0 is that of the samples" : "\(shape) has no axis \(axis.index)"
        throw LayerProblem(what, key: key, hint: "write axes from 1 to \(shape.rank), or -1 for the last")
      }
      if !axes.contains(index) { axes.append(index) }
    }
    return axes.sorted()
  }
}

/// How an array of weights with some of a sample's axes repeats over the sample.
package struct Repetition: Sendable {
  /// The axes along which the weights differ, in order.
  package let kept: [Int]
  /// The weights' own sizes: those of the kept axes, or 1.
  package let weights: Shape
  /// After so many elements of the sample the weights begin again.
  package let period: Int
  /// For each element of a period, which weight is its own; nil if each has one, in order.
  package let places: [Int]?

  package init(_ sample: Shape, kept: [Int]) {
    self.kept = kept
    weights = Shape(sample.dimensions.indices.map { kept.contains($0) ? sample[$0] : 1 })
    let own = sample.dimensions.dropFirst(kept.first ?? sample.rank)
    let period = own.reduce(1, *)
    self.period = period
    places =
      weights.count == period
      ? nil
      : (0..<period).map { element in
        // From the innermost axis outwards.
        var (rest, place, step) = (element, 0, 1)
        for axis in (sample.rank - own.count..<sample.rank).reversed() {
          if kept.contains(axis) {
            place += rest % sample[axis] * step
            step *= sample[axis]
          }
          rest /= sample[axis]
        }
        return place
      }
  }
}
