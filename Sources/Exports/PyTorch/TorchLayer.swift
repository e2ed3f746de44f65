import Catalog
import Geometry

/// A layer of the catalog in PyTorch.
///
/// The catalog's table is elsewhere, so the compiler can't see whether a line of it lacks this; `ExportedLayersTests` goes through it.
protocol TorchLayer: LayerConstruct {
  /// The expression for the layer's output; its modules and how their weights are loaded go to the builder.
  ///
  /// - Parameter inputs: one, or for a block one for each branch.
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue
}

/// An expression whose value is there for each sample.
struct TorchValue {
  var code: String
  /// Of a sample, in Keras's order, channels last.
  let shape: Shape
  /// Whether it is there with the channels first, as PyTorch's convolutions and pooling want them: [N, channels, …].
  var isChannelsFirst = false

  /// The axis of the channels, or of whatever is last in Keras's order.
  var lastAxis: Int { isChannelsFirst ? 1 : -1 }

  /// With other code, in the same shape.
  func coded(_ code: String) -> TorchValue { TorchValue(code: code, shape: shape, isChannelsFirst: isChannelsFirst) }
}

/// Gathers the parts of a module: what it owns, how these parts get their weights, and its forward pass.
struct TorchBuilder {
  private(set) var node: GraphNode
  /// In `__init__`.
  private(set) var modules: [String] = []
  /// In `load_model`.
  private(set) var loads: [String] = []
  private(set) var forward: [String] = []
  /// Functions of the script that PyTorch lacks, by name.
  private(set) var helpers: [String: String] = [:]
  private var names: Set<String> = []
  /// The present layer's attribute.
  private(set) var own = ""

  init(_ graph: ModelGraph) { node = graph.nodes[0] }

  /// A layer's own parts follow.
  mutating func begin(_ node: GraphNode) {
    self.node = node
    let name = String(node.place.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    own = names.contains(name) ? (2...).lazy.map { "\(name)_\($0)" }.first { !names.contains($0) } ?? name : name
    names.insert(own)
  }

  /// - Returns: the attribute, `self.layers_0`.
  mutating func module(_ code: String, suffix: String = "") -> String {
    let name = "self.\(own)\(suffix)"
    modules.append("\(name) = \(code)")
    return name
  }

  /// An array that belongs to the model but is not trained.
  mutating func buffer(_ suffix: String, _ code: String) -> String {
    modules.append("self.register_buffer(\(python(own + suffix)), \(code))")
    return "self.\(own)\(suffix)"
  }

  /// - Parameters:
  ///   - role: the tensor's last name.
  ///   - change: of its layout, such as `.T`.
  mutating func load(_ place: String, _ role: String, _ change: String = "") {
    loads.append("\(place.replacingSelf).copy_(\(tensor(role))\(change))")
  }

  /// An expression in place of a tensor.
  mutating func load(_ place: String, code: String) { loads.append("\(place.replacingSelf).copy_(\(code))") }

  func tensor(_ role: String) -> String { "tensors[\(python("\(node.place.name).\(role)"))]" }

  mutating func say(_ line: String) { forward.append(line) }

  /// - Parameter text: the whole function.
  mutating func need(_ name: String, _ text: String) { helpers[name] = text }
}

extension String {
  /// In `load_model` the module is called `model`.
  fileprivate var replacingSelf: String { hasPrefix("self.") ? "model." + dropFirst("self.".count) : self }
}

extension TorchBuilder {
  mutating func channelsFirst(_ value: TorchValue) -> TorchValue {
    guard !value.isChannelsFirst else { return value }
    let rank = value.shape.rank
    return permute(value, [0, rank] + Array(1..<rank))
  }

  mutating func channelsLast(_ value: TorchValue) -> TorchValue {
    guard value.isChannelsFirst else { return value }
    return permute(value, [0] + Array(2..<value.shape.rank + 1) + [1])
  }

  private mutating func permute(_ value: TorchValue, _ order: [Int]) -> TorchValue {
    var permuted = value
    permuted.isChannelsFirst.toggle()
    guard value.shape.rank > 1 else { return permuted }
    let axes = order.map(String.init).joined(separator: ", ")
    permuted.code = "\(value.code).permute(\(axes))"
    // A line of its own, unless others still read the value.
    if value.code == "x" {
      say("x = \(permuted.code)  # channels \(permuted.isChannelsFirst ? "first" : "last")")
      permuted.code = "x"
    }
    return permuted
  }
}

extension TorchValue {
  /// After an activation.
  func activated(_ activation: Activation) -> TorchValue { coded(activation.torch(code, axis: lastAxis)) }
}

extension Activation {
  /// - Parameter axis: over which softmax adds up.
  func torch(_ x: String, axis: Int) -> String {
    switch self {
    case .linear: x
    case .rectifier(let options): options.torch(x)
    case .silu: "F.silu(\(x))"
    case .tanh: "torch.tanh(\(x))"
    case .sigmoid: "torch.sigmoid(\(x))"
    case .softmax: "F.softmax(\(x), \(axis))"
    case .leakyRelu(let slope): "F.leaky_relu(\(x), \(python(slope)))"
    case .elu(let alpha): "F.elu(\(x), \(python(alpha)))"
    case .gelu(let approximate): "F.gelu(\(x)\(approximate ? ", approximate=\"tanh\"" : ""))"
    case .selu: "F.selu(\(x))"
    case .softplus: "F.softplus(\(x))"
    case .softsign: "F.softsign(\(x))"
    case .relu6: "F.relu6(\(x))"
    case .exponential: "torch.exp(\(x))"
    case .hardSigmoid: "F.hardsigmoid(\(x))"
    case .hardSilu: "F.hardswish(\(x))"
    case .mish: "F.mish(\(x))"
    case .logSoftmax: "F.log_softmax(\(x), \(axis))"
    }
  }
}

extension Rectifier {
  /// min(x, max_value) where x > threshold, else negative_slope·(x − threshold).
  fileprivate func torch(_ x: String) -> String {
    guard self != Rectifier() else { return "F.relu(\(x))" }
    let (threshold, slope) = (python(threshold.value), python(negativeSlope.value))
    let above = maxValue.map { "x.clamp(max=\(python($0)))" } ?? "x"
    return "(lambda x: torch.where(x > \(threshold), \(above), \(slope) * (x - \(threshold))))(\(x))"
  }
}
