import Geometry

/// Bounds within which weights are kept after each step.
public protocol ConstraintConstruct: NamedConstruct {
  /// The reason why it cannot be one of weights of this shape.
  func problem(_ shape: Shape) -> LayerProblem?
}

extension ConstraintConstruct {
  public func problem(_ shape: Shape) -> LayerProblem? { nil }
}

/// An option of a layer such as `kernel_constraint`.
public struct ConstraintSpec: FamilyMember {
  public private(set) var construct: any ConstraintConstruct

  public init(_ construct: some ConstraintConstruct) { self.construct = construct }
}

extension ConstraintSpec {
  public static let kind = "constraint"

  /// The table of constraints.
  public static let family = Family(
    [Self(MaxNorm()), Self(MinMaxNorm()), Self(UnitNorm()), Self(NonNegative())],
    advice: NameAdvice(aliases: ["non_negative": "non_neg", "maxnorm": "max_norm"], missing: ["radial_constraint"]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
