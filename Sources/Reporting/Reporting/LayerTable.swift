import Catalog
import Geometry

/// The table of `runner summary`: the layers, and what they cost.
public struct LayerTable {
  private let graph: ModelGraph

  public init(_ graph: ModelGraph) { self.graph = graph }

  public var text: String {
    let rows = graph.nodes.enumerated().map { index, node in
      [
        String(index), node.spec.title, node.output.description, grouped(node.parameters), grouped(node.multiplyAdds),
      ]
    }
    return TextTable(
      columns: [
        ("", .right), ("layer", .left), ("output shape", .left), ("parameters", .right), ("multiply-adds", .right),
      ],
      rows: [["", "input", graph.input.description, "", ""]] + rows,
      footer: ["", "total", "", grouped(graph.parameters), grouped(graph.multiplyAdds)]
    ).text
  }
}

extension LayerSpec {
  /// The layer's name and its most important options: `conv2d 32, 3×3, relu`.
  var title: String {
    var details: [String] = []
    switch self {
    case .dense(let dense): details = [String(dense.units), dense.activation.word]
    case .conv2d(let conv):
      details = [String(conv.filters), conv.kernelSize.word]
      if conv.strides != Extent2D(1, 1) { details.append("strides " + conv.strides.word) }
      if conv.padding != .valid { details.append(conv.padding.rawValue) }
      details.append(conv.activation.word)
    case .maxPooling2d(let pooling), .averagePooling2d(let pooling):
      details = [pooling.poolSize.word]
      if pooling.strides != pooling.poolSize { details.append("strides " + pooling.strides.word) }
      if pooling.padding != .valid { details.append(pooling.padding.rawValue) }
    case .dropout(let dropout): details = [dropout.rate.description]
    case .activation(let activation): details = [activation.word]
    case .globalAveragePooling2d, .flatten: break
    }
    return ([keyword] + [details.filter { !$0.isEmpty }.joined(separator: ", ")]).filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}

extension Extent2D {
  fileprivate var word: String { "\(height)×\(width)" }
}

extension Activation {
  /// Empty if there is none.
  fileprivate var word: String {
    switch self {
    case .linear: ""
    case .relu: "relu"
    case .silu: "silu"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .softmax: "softmax"
    case .leakyRelu: "leaky_relu"
    case .elu: "elu"
    case .gelu: "gelu"
    }
  }
}
