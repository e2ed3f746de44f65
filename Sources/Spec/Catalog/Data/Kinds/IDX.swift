public struct IDX: DataConstruct {
  public var folder: String

  /// - Parameter folder: as written in the spec, or resolved.
  public init(folder: String = "") { self.folder = folder }

  public static let words = ConstructWords(
    "idx", "grey images of one size, of up to ten classes, in four IDX files", example: "{idx: FOLDER}")

  public var isRecordedInFull: Bool { false }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text(
      .required("idx"), &folder, .path, unwritten: "", "a folder with four IDX files named as MNIST's, in place of name"
    )
  }
}

extension DataSource {
  public static func idx(folder: String) -> Self { Self(IDX(folder: folder)) }
}
