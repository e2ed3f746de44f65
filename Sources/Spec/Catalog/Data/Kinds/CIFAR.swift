/// Small colour images in the files in which they were published for C programs.
public struct CIFAR10: DataConstruct {
  /// As written in the spec, or resolved.
  public var folder: String
  public var arrays = ArrayOptions()

  public init(folder: String = "") { self.folder = folder }

  public static let words = ConstructWords(
    "cifar10", "colour images of ten kinds of things, from CIFAR-10's binary version", example: "{cifar10: FOLDER}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text(.required("cifar10"), &folder, .path, unwritten: "", "the folder cifar-10-batches-bin")
    arrays.options(visitor)
  }

  public var contradiction: OptionProblem? { arrays.contradiction }
  public var holdsOut: HeldOut { arrays.split?.holdsOut ?? .nothing }
}

public struct CIFAR100: DataConstruct {
  /// As written in the spec, or resolved.
  public var folder: String
  public var labels = Labels.fine
  public var arrays = ArrayOptions()

  public init(folder: String = "") { self.folder = folder }

  public enum Labels: String, OptionWord, OptionValue {
    case fine, coarse
    public static let kind = "kind of label"
    public var summary: String { self == .fine ? "each of a hundred classes" : "twenty classes of five each" }
  }

  public static let words = ConstructWords(
    "cifar100", "colour images of a hundred kinds of things, from CIFAR-100's binary version",
    example: "{cifar100: FOLDER}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text(.required("cifar100"), &folder, .path, unwritten: "", "the folder cifar-100-binary")
    visitor.word("labels", &labels, "a hundred classes (`fine`) or twenty (`coarse`)")
    arrays.options(visitor)
  }

  public var contradiction: OptionProblem? { arrays.contradiction }
  public var holdsOut: HeldOut { arrays.split?.holdsOut ?? .nothing }
}
