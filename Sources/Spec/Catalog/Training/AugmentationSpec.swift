/// A random change to training samples, drawn anew in each epoch.
public protocol AugmentationConstruct: NamedConstruct {}

/// One entry of a spec's `augmentation`.
public struct AugmentationSpec: FamilyMember {
  public private(set) var construct: any AugmentationConstruct

  public init(_ construct: some AugmentationConstruct) { self.construct = construct }
}

extension AugmentationSpec {
  public static let kind = "augmentation"

  /// The table of augmentations.
  public static let family = Family<Self>([])

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
