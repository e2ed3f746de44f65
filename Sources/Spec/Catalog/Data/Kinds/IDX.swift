public struct IDX: DataConstruct {
  /// As written in the spec, or resolved.
  public var files: PathOrParts<IDXParts>
  public var arrays = ArrayOptions()

  public init(folder: String = "") { files = .path(folder) }

  public static let words = ConstructWords(
    "idx", "arrays in four IDX files, such as MNIST's and EMNIST's", example: "{idx: FOLDER}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(
      .required("idx"), &files,
      "a folder with four IDX files named as MNIST's or EMNIST's, or each of them: {train_images: FILE, …}")
    arrays.options(visitor)
  }

  public var contradiction: OptionProblem? { arrays.contradiction }
  public var holdsOut: HeldOut { arrays.split?.holdsOut ?? .nothing }
}

/// The files of an IDX data set.
public enum IDXParts: PartNames {
  public static let names = ["train_images", "train_labels", "test_images", "test_labels"]
  public static let required = names
}

extension DataSource {
  public static func idx(folder: String) -> Self { Self(IDX(folder: folder)) }
}
