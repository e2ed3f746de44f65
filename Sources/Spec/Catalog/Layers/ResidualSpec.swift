import Geometry

/// Adds what its layers make of the input to the input itself, or to what the shortcut makes of it (K. He et al., "Deep
/// Residual Learning for Image Recognition", 2015).
public struct ResidualSpec: LayerConstruct {
  public var layers: [LayerSpec]
  /// Empty for the input itself.
  public var shortcut: [LayerSpec] = []

  public init(_ layers: [LayerSpec]) { self.layers = layers }

  public static let words = ConstructWords(
    "residual", "adds what its layers make of the input to the input", formula: "y = shortcut(x) + layers(x)",
    example: "residual: [dense: {units: 64, activation: relu}, dense: 64]", positional: "layers")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.members(
      .required("layers"), &layers,
      ListRules(counts: 1...Limits.layers, mayRepeat: true, example: "layers: [dense: 64]"),
      "a list")
    visitor.members(
      "shortcut", &shortcut,
      ListRules(counts: 0...Limits.layers, mayRepeat: true, isRecordedEmpty: false, example: "shortcut: [dense: 64]"),
      "a list, if the layers change the shape; empty for the input itself")
  }

  public var structure: BlockStructure? { .branches([Branch("shortcut", shortcut), Branch("layers", layers)]) }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let (shortcut, layers) = (inputs[0], inputs[1])
    if let output = Shape.broadcast(inputs) { return Inference(output: output) }
    throw LayerProblem(
      "the branches have different shapes: shortcut \(shortcut), layers \(layers)",
      hint: hint(from: shortcut, to: layers), pointer: "shortcut")
  }

  /// A shortcut from one shape to the other. One that has layers already needs others.
  private func hint(from shortcut: Shape, to layers: Shape) -> String {
    guard shortcut.rank == layers.rank else { return "both need the same rank" }
    if layers.rank == 1 { return "give it dense: \(layers[0])" }
    guard layers.rank == 3 else { return "both need the same shape" }
    let strides = (0..<2).map { (shortcut[$0] + layers[$0] - 1) / layers[$0] }
    let reached = (0..<2).map { (shortcut[$0] + strides[$0] - 1) / strides[$0] }
    guard reached == [layers[0], layers[1]] else { return "write padding: same in its layers" }
    let same = strides[0] == strides[1]
    let stride =
      strides == [1, 1] ? "" : same ? ", strides: \(strides[0])" : ", strides: [\(strides[0]), \(strides[1])]"
    return "give it conv2d: {filters: \(layers[2]), kernel_size: 1\(stride)}"
  }
}
