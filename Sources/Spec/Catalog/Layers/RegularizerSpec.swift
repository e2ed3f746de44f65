/// A penalty on weights that is added to the loss, so that training keeps them small: l1·Σ|w| + l2·Σw².
public protocol RegularizerConstruct: NamedConstruct {
  var factors: (l1: Double, l2: Double) { get }
}

/// An option of a layer such as `kernel_regularizer`.
public struct RegularizerSpec: FamilyMember {
  public private(set) var construct: any RegularizerConstruct

  public init(_ construct: some RegularizerConstruct) { self.construct = construct }
}

extension RegularizerSpec {
  public static let kind = "regularizer"

  /// The table of regularizers.
  public static let family = Family(
    [Self(L2()), Self(L1()), Self(L1L2())],
    advice: NameAdvice(aliases: ["lasso": "l1", "ridge": "l2"], missing: ["orthogonal_regularizer"]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
