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
    let problem = "the branches have different shapes: shortcut \(shortcut), layers \(layers)"
    switch way(from: shortcut, to: layers) {
    case .layer(let layer):
      throw LayerProblem(
        problem, hint: "give it \(layer)", pointer: "shortcut",
        hintWithout: "write residual: {shortcut: [\(layer)], layers: […]}")
    case .advice(let hint): throw LayerProblem(problem, hint: hint, pointer: "shortcut")
    }
  }

  /// What makes the shapes equal.
  private enum Way {
    /// In the shortcut. One that has layers already needs others.
    case layer(String)
    case advice(String)
  }

  private func way(from shortcut: Shape, to layers: Shape) -> Way {
    guard shortcut.rank == layers.rank else { return .advice("both need the same rank") }
    if layers.rank == 1 { return .layer("dense: \(layers[0])") }
    guard layers.rank == 3 else { return .advice("both need the same shape") }
    let strides = (0..<2).map { (shortcut[$0] + layers[$0] - 1) / layers[$0] }
    let reached = (0..<2).map { (shortcut[$0] + strides[$0] - 1) / strides[$0] }
    guard reached == [layers[0], layers[1]] else { return .advice("write padding: same in its layers") }
    let same = strides[0] == strides[1]
    let stride =
      strides == [1, 1] ? "" : same ? ", strides: \(strides[0])" : ", strides: [\(strides[0]), \(strides[1])]"
    return .layer("conv2d: {filters: \(layers[2]), kernel_size: 1\(stride)}")
  }
}
