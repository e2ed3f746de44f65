/// The numbers that a factor may be.
public protocol FactorBounds {
  static var range: NumberRange { get }
}

public enum SignedUnit: FactorBounds {
  public static let range = NumberRange.signedUnit
}

public enum Unit: FactorBounds {
  public static let range = NumberRange.unit
}

public enum AnyNumber: FactorBounds {
  public static let range = NumberRange.finite
}

/// −1 would leave nothing of a picture.
public enum AboveMinusOne: FactorBounds {
  public static let range = NumberRange.zoom
}

/// How much an augmentation may change: one number, whose meaning is the augmentation's, or the two ends of a range.
public enum Factor<Bounds: FactorBounds>: OptionValue {
  case one(Double)
  case between(Double, Double)

  public static var form: ValueForm {
    let number = ValueForm.number(Bounds.range)
    return .either([number, .pair(of: number, words: "[lowest, highest]")])
  }

  public init?(_ config: ConfigValue) {
    if let one = config.asNumber {
      self = .one(one)
    } else if let ends = Ends<Bounds>(config) {
      self = .between(ends.first, ends.second)
    } else {
      return nil
    }
  }

  public var config: ConfigValue {
    switch self {
    case .one(let one): .number(one)
    case .between(let low, let high): [.number(low), .number(high)]
    }
  }

  /// From the smaller of two ends to the larger, as Keras sorts them.
  ///
  /// - Parameter one: the range that one number stands for.
  public func range(one: (Double) -> ClosedRange<Double>) -> ClosedRange<Double> {
    switch self {
    case .one(let number): one(number)
    case .between(let a, let b): min(a, b)...max(a, b)
    }
  }

  /// One number for as much in both directions.
  public var bothWays: ClosedRange<Double> { range { -$0.magnitude...$0.magnitude } }

  /// One number for anything up to it.
  public var upwards: ClosedRange<Double> { range { min(0, $0)...max(0, $0) } }
}

extension Factor: ExpressibleByFloatLiteral {
  public init(floatLiteral number: Double) { self = .one(number) }
}

/// The two ends of a range.
public struct Ends<Bounds: FactorBounds>: OptionValue {
  public var first: Double
  public var second: Double

  public init(_ first: Double, _ second: Double) { (self.first, self.second) = (first, second) }

  public static var form: ValueForm { .pair(of: .number(Bounds.range), words: "[lowest, highest]") }

  public init?(_ config: ConfigValue) {
    guard case .list(let ends) = config, ends.count == 2, let first = ends[0].asNumber, let second = ends[1].asNumber
    else { return nil }
    self.init(first, second)
  }

  public var config: ConfigValue { [.number(first), .number(second)] }

  public var range: ClosedRange<Double> { min(first, second)...max(first, second) }
}
