public struct MNIST: DataConstruct {
  public init() {}

  public static let words = ConstructWords(
    "mnist", "grey images of ten handwritten digits, which the program brings along")
  public static let classNoun = "digit"

  public mutating func options(_ visitor: any OptionVisitor) {}
}

extension DataSource {
  public static let mnist = Self(MNIST())
}
