import Geometry

/// Copies of a list of layers one after the other, each with weights of its own.
public struct RepeatSpec: LayerConstruct {
  public var times: Int
  public var layers: [LayerSpec]

  public init(times: Int, _ layers: [LayerSpec]) { (self.times, self.layers) = (times, layers) }

  public static let words = ConstructWords(
    "repeat", "copies of its layers, one after the other, each with weights of its own",
    example: "repeat: {times: 3, layers: [dense: {units: 64, activation: relu}]}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("times"), &times, 1...Limits.layers, "how many copies")
    visitor.members(
      .required("layers"), &layers,
      ListRules(counts: 1...Limits.layers, mayRepeat: true, example: "layers: [dense: 64]"),
      "a list")
  }

  public var structure: BlockStructure? { .copies(times, Branch("layers", layers)) }

  /// The copies are layers of the network; the block itself is none.
  public func infer(_ inputs: [Shape]) -> Inference { Inference(output: inputs[0]) }
}
