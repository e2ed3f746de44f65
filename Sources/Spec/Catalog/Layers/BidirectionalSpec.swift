import Geometry

/// Two copies of a recurrent layer, of which one reads the steps from last to first. A spec names the layer beside the other options.
public struct BidirectionalSpec: LayerConstruct {
  public var simpleRNN: SimpleRNNSpec?
  public var lstm: LSTMSpec?
  public var gru: GRUSpec?
  public var mergeMode: MergeMode = .concat

  /// Without a layer.
  init() {}

  public init(_ layer: any RecurrentConstruct) {
    simpleRNN = layer as? SimpleRNNSpec
    lstm = layer as? LSTMSpec
    gru = layer as? GRUSpec
  }

  public static let words = ConstructWords(
    "bidirectional",
    "a recurrent layer twice, once from the first step to the last and once from the last to the first",
    example: "bidirectional: {lstm: 32}", wrapper: "layer",
    refused: [
      "layer": "write one layer there: layer: {lstm: 32}",
      "backward_layer": "remove it: both directions have the same layer",
    ])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.record("simple_rnn", &simpleRNN, from: SimpleRNNSpec(units: 1), "the layer")
    visitor.record("lstm", &lstm, from: LSTMSpec(units: 1), "the layer, instead")
    visitor.record("gru", &gru, from: GRUSpec(units: 1), "the layer, instead")
    visitor.word("merge_mode", &mergeMode, "what becomes of the two outputs")
  }

  /// The layer, if there is one.
  public var layer: (any RecurrentConstruct)? { layers.first }
  private var layers: [any RecurrentConstruct] {
    [simpleRNN as (any RecurrentConstruct)?, lstm, gru].compactMap { $0 }
  }

  public var details: [String] {
    [layer?.words.name ?? ""] + (layer?.details ?? []) + [mergeMode == .concat ? "" : mergeMode.rawValue]
  }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    guard let layer, layers.count == 1 else {
      throw LayerProblem(
        layers.isEmpty
          ? "bidirectional needs a layer"
          : "bidirectional has \(layers.count) layers: \(layers.map(\.words.name).joined(separator: ", "))",
        hint: layers.isEmpty ? "write \(words.example ?? words.name)" : "keep one of them")
    }
    try inputs[0].requireSequence(words.name)
    let one = try layer.infer(inputs)
    var sizes = one.output.dimensions
    if mergeMode == .concat { sizes[sizes.count - 1] *= 2 }
    var inference = Inference(output: Shape(sizes))
    inference.weights = ["forward.", "backward."].flatMap { layer.weights(channels: inputs[0][1], prefix: $0) }
    inference.multiplyAdds = saturatingProduct(2, one.multiplyAdds)
    return inference
  }
}

/// What becomes of the outputs of two directions.
public enum MergeMode: String, OptionWord {
  case concat, sum, mul, ave

  public static let kind = "merge mode"
  public static let refused = ["none": oneOutput, "null": oneOutput]
  private static let oneOutput = "write one of them: a layer has one output"

  public var summary: String {
    switch self {
    case .concat: "side by side"
    case .sum: "their sum"
    case .mul: "their product"
    case .ave: "their mean"
    }
  }
}
