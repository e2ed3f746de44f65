/// Arrays that NumPy has saved in a file for each.
public struct NPY: DataConstruct {
  /// As written in the spec, or resolved.
  public var files: Paths<ArrayParts>
  public var arrays = ArrayOptions()

  public init(files: [String: String] = [:]) { self.files = Paths(files) }

  public static let words = ConstructWords(
    "npy", "arrays in files of NumPy's save: the same, a file for each",
    example: "{npy: {x_train: FILE, y_train: FILE, x_test: FILE, y_test: FILE}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("npy"), &files, "files of NumPy's save")
    arrays.options(visitor)
  }

  public var hasOnlyClasses: Bool { false }
  public var contradiction: OptionProblem? { arrays.contradiction }
  public var holdsOut: HeldOut { arrays.holdsOut }
}

/// Inputs and what belongs to them, of each part or of all.
public enum ArrayParts: PartNames {
  public static let names = ["x_train", "y_train", "x_val", "y_val", "x_test", "y_test", "x", "y"]
  /// Which of them there are is checked as in a file that has them all.
  public static let required: [String] = []
}
