public struct FashionMNIST: DataConstruct {
  public init() {}

  public static let words = ConstructWords(
    "fashion_mnist", "grey images of ten kinds of clothes, from Debian's package dataset-fashion-mnist or `--data`")

  public mutating func options(_ visitor: any OptionVisitor) {}
}

extension DataSource {
  public static let fashionMNIST = Self(FashionMNIST())
}
