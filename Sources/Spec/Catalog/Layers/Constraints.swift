import Geometry

/// A constraint of the lengths of vectors of weights along some axes.
public protocol NormConstruct: ConstraintConstruct {
  var axis: OneOrMore<WeightAxis> { get set }
}

extension NormConstruct {
  /// Counted from the first of `rank` axes.
  public func axes(rank: Int) -> Set<Int> { Set(axis.all.map { $0.index < 0 ? $0.index + rank : $0.index }) }

  public func problem(_ shape: Shape) -> LayerProblem? {
    guard let wrong = axis.all.first(where: { !(-shape.rank..<shape.rank).contains($0.index) }) else { return nil }
    return LayerProblem(
      "axis \(wrong.index) of weights \(shape), which \(shape.rank == 1 ? "have one axis" : "have \(shape.rank) axes")",
      key: "axis", hint: shape.rank == 1 ? "write axis: 0" : "write 0 to \(shape.rank - 1)")
  }

  fileprivate mutating func axisOption(_ visitor: any OptionVisitor) {
    visitor.value("axis", &axis, "the axis along which a vector lies, or a list of them")
  }
}

/// One of a tensor's axes; −1 is the last.
public struct WeightAxis: OptionValue {
  public var index: Int

  public init(_ index: Int) { self.index = index }

  public static let form = ValueForm.integer(-8...7)

  public init?(_ config: ConfigValue) {
    guard case .integer(let index) = config else { return nil }
    self.index = index
  }

  public var config: ConfigValue { .integer(index) }
}

public struct MaxNorm: NormConstruct {
  public var maxValue = 2.0
  public var axis = OneOrMore.one(WeightAxis(0))

  public init(_ maxValue: Double = 2, axis: OneOrMore<WeightAxis> = .one(WeightAxis(0))) {
    (self.maxValue, self.axis) = (maxValue, axis)
  }

  public static let words = ConstructWords(
    "max_norm", "vectors of weights have at most a length", formula: "w ← w·min(|w|, max_value) ÷ (1e-7 + |w|)",
    example: "{max_norm: 2}", positional: "max_value")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("max_value", &maxValue, .notNegative, "the greatest length")
    axisOption(visitor)
  }
}

public struct MinMaxNorm: NormConstruct {
  public var minValue = 0.0
  public var maxValue = 1.0
  public var rate = 1.0
  public var axis = OneOrMore.one(WeightAxis(0))

  public init() {}

  public static let words = ConstructWords(
    "min_max_norm", "vectors of weights have a length between two numbers",
    formula: "w ← w·(rate·min(max(|w|, min_value), max_value) + (1 − rate)·|w|) ÷ (1e-7 + |w|)",
    example: "{min_max_norm: {min_value: 0.5, max_value: 2}}", positional: "min_value")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("min_value", &minValue, .notNegative, "the least length")
    visitor.number("max_value", &maxValue, .notNegative, "the greatest length")
    visitor.number("rate", &rate, .notNegative, "how far a vector is moved to its bound in a step: 1 is all the way")
    axisOption(visitor)
  }
}

public struct UnitNorm: NormConstruct {
  public var axis = OneOrMore.one(WeightAxis(0))

  public init() {}

  public static let words = ConstructWords(
    "unit_norm", "vectors of weights have the length 1", formula: "w ← w ÷ (1e-7 + |w|)", positional: "axis")

  public mutating func options(_ visitor: any OptionVisitor) { axisOption(visitor) }
}

public struct NonNegative: ConstraintConstruct {
  public init() {}

  public static let words = ConstructWords("non_neg", "no weight is below 0", formula: "w ← max(w, 0)")

  public mutating func options(_ visitor: any OptionVisitor) {}
}
