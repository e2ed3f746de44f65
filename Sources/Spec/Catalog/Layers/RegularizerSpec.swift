/// A penalty on weights that is added to the loss, so that training keeps them small.
public protocol RegularizerConstruct: NamedConstruct {}

/// A layer's `kernel_regularizer` or `bias_regularizer`.
public struct RegularizerSpec: FamilyMember {
  public private(set) var construct: any RegularizerConstruct

  public init(_ construct: some RegularizerConstruct) { self.construct = construct }
}

extension RegularizerSpec {
  public static let kind = "regularizer"

  /// The table of regularizers.
  public static let family = Family<Self>([])

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
