/// Which images, and how many of them.
public struct DatasetSpec: Construct {
  public enum Source: Hashable, Sendable {
    case mnist
    case fashionMNIST
    /// A folder with the four IDX files, as written in the spec.
    case idx(folder: String)
  }

  public var source: Source
  /// Keep only the first images of the training set.
  public var trainLimit: Int?
  /// Keep only the first images of the test set.
  public var testLimit: Int?

  public init(source: Source, trainLimit: Int? = nil, testLimit: Int? = nil) {
    self.source = source
    self.trainLimit = trainLimit
    self.testLimit = testLimit
  }

  public mutating func options(_ visitor: inout some OptionVisitor) {
    visitor.source(&source)
    visitor.integer(
      "train_limit", &trainLimit, 1...Limits.images, none: "all", "only the first so many training images")
    visitor.integer("test_limit", &testLimit, 1...Limits.images, none: "all", "only the first so many test images")
  }

  /// `name`, `idx`, and what follows either.
  public static let everyOption: [OptionDescription] =
    DatasetSpec(source: .mnist).optionDescriptions.prefix(1)
    + DatasetSpec(source: .idx(folder: "FOLDER")).optionDescriptions
}

extension DatasetSpec.Source {
  /// The data sets that have names.
  public static let named: [(name: String, source: Self)] = [("mnist", .mnist), ("fashion_mnist", .fashionMNIST)]
  static let names = named.map(\.name)

  var name: String { Self.named.first { $0.source == self }?.name ?? "" }
}
