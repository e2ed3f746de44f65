/// What a spec may say about arrays, in whatever files they are.
public struct ArrayOptions: Construct {
  public var shape: [Int]?
  public var transpose: Bool?
  public var rescale: Double?
  public var classNames: [String]?
  public var split: SplitSpec?

  public init() {}

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("shape", &shape, "each sample's shape: [28, 28, 1] for 784 columns")
    visitor.value("transpose", &transpose, "whether height and width change places, as EMNIST's have to")
    visitor.number(
      "rescale", &rescale, .finite, "by what the inputs are multiplied: 1/255 for images of bytes by default")
    visitor.value("class_names", &classNames, "names of the classes, in the order of the labels")
    visitor.record("split", &split, from: SplitSpec(), "how one array becomes training, validation and test part")
  }

  var contradiction: OptionProblem? { split?.contradiction ?? split?.columnProblem("arrays", "an array") }

  /// Which arrays there are is seen only when they are read.
  var holdsOut: HeldOut { split?.validation != nil ? .rows : .perhaps }
}
