/// Arrays that NumPy has saved in one file, under their names.
public struct NPZ: DataConstruct {
  /// As written in the spec, or resolved.
  public var file: String
  public var arrays = ArrayOptions()

  public init(file: String = "") { self.file = file }

  public static let words = ConstructWords(
    "npz", "arrays in a file of NumPy's savez: x_train, y_train, x_test, y_test and perhaps x_val, y_val; or x and y",
    example: "{npz: FILE}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text(.required("npz"), &file, .path, unwritten: "", "a file of NumPy's savez or savez_compressed")
    arrays.options(visitor)
  }

  public var hasOnlyClasses: Bool { false }
  public var contradiction: OptionProblem? { arrays.contradiction }
  public var holdsOut: HeldOut { arrays.holdsOut }
}
