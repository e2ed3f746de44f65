import Catalog
import Geometry

/// A recurrent layer as PyTorch's module of its kind, or, with an activation that the module lacks, as a loop over the steps.
protocol TorchRecurrence: RecurrentConstruct, TorchLayer {
  /// `nn.LSTM`, without options; nil with another activation than it has.
  var module: (name: String, options: [String])? { get }
  /// Keras's blocks of columns in PyTorch's order; nil if it is the same.
  static var gateOrder: [Int]? { get }
  /// A Python function `NAME_loop(x, w, …)` for other activations, and what it is called with besides.
  static var loop: String { get }
  var loopActivations: [Activation] { get }
}

extension TorchRecurrence {
  static var gateOrder: [Int]? { nil }

  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let all = steps(x, prefix: "", suffix: "", &builder)
    return TorchValue(
      code: recurrence.returnSequences ? all : all + "[:, -1]",
      shape: Shape(recurrence.returnSequences ? [x.shape[0], recurrence.units] : [recurrence.units]))
  }

  /// The state after every step that is read: [N, steps, channels] → [N, steps, units].
  ///
  /// - Parameter prefix: of its weights' names.
  func steps(_ x: TorchValue, prefix: String, suffix: String, _ builder: inout TorchBuilder) -> String {
    let (channels, units) = (x.shape[1], recurrence.units)
    guard let (name, options) = module else { return looped(x, prefix: prefix, suffix: suffix, &builder) }
    let arguments =
      ["\(channels)", "\(units)"] + options
      + [recurrence.useBias ? nil : "bias=False", "batch_first=True"]
      .compactMap(\.self)
    let layer = builder.module("\(name)(\(arguments.joined(separator: ", ")))", suffix: suffix)
    let order = Self.gateOrder.map { blocks in
      builder.need("ordered", Self.ordered)
      return python(blocks.map(String.init))
    }
    func tensor(_ role: String, _ place: String = "") -> String {
      let stored = builder.tensor(prefix + role) + place
      return order.map { "ordered(\(stored), \($0))" } ?? stored
    }
    builder.load("\(layer).weight_ih_l0", code: "\(tensor("kernel")).T")
    builder.load("\(layer).weight_hh_l0", code: "\(tensor("recurrent_kernel")).T")
    if recurrence.useBias {
      let hasTwo = biasShape.rank == 2
      builder.load("\(layer).bias_ih_l0", code: tensor("bias", hasTwo ? "[0]" : ""))
      builder.load("\(layer).bias_hh_l0", code: hasTwo ? tensor("bias", "[1]") : "torch.zeros(\(Self.gates * units))")
    }
    return "\(layer)(\(x.code))[0]"
  }

  private func looped(_ x: TorchValue, prefix: String, suffix: String, _ builder: inout TorchBuilder) -> String {
    let (units, columns) = (recurrence.units, Self.gates * recurrence.units)
    let name = "\(Self.words.name)_loop"
    builder.need(name, Self.loop)
    let parts = [
      ("kernel", Shape([x.shape[1], columns])), ("recurrent_kernel", Shape([units, columns])), ("bias", biasShape),
    ]
    let arrays = parts.map { "\(python($0.0)): torch.zeros(\(python($0.1)))" }.joined(separator: ", ")
    let layer = builder.module("nn.ParameterDict({\(arrays)})", suffix: suffix)
    for (role, _) in parts where role != "bias" || recurrence.useBias {
      builder.load("\(layer)[\(python(role))]", prefix + role)
    }
    let functions = loopActivations.map { "lambda x: \($0.torch("x", axis: -1))" }.joined(separator: ", ")
    return "\(name)(\(x.code), \(layer), \(functions))"
  }

  private static var ordered: String {
    """
    def ordered(tensor, blocks):
        \"""A tensor's columns in equal blocks, in another order: PyTorch's gates are in another one than Keras's.\"""
        parts = tensor.chunk(len(blocks), -1)
        return torch.cat([parts[block] for block in blocks], -1)

    """
  }
}

extension SimpleRNNSpec: TorchRecurrence {
  var module: (name: String, options: [String])? {
    switch recurrence.activation {
    case .tanh: ("nn.RNN", [])
    case .relu: ("nn.RNN", ["nonlinearity=\"relu\""])
    default: nil
    }
  }

  var loopActivations: [Activation] { [recurrence.activation] }

  static let loop = """
    def simple_rnn_loop(x, w, activation):
        \"""The state after each step: h = activation(x·kernel + h₋·recurrent_kernel + bias).\"""
        h = x.new_zeros(len(x), len(w["recurrent_kernel"]))
        states = []
        for a in (x @ w["kernel"] + w["bias"]).unbind(1):
            h = activation(a + h @ w["recurrent_kernel"])
            states.append(h)
        return torch.stack(states, 1)

    """
}

extension LSTMSpec: TorchRecurrence {
  var module: (name: String, options: [String])? {
    recurrence.activation == .tanh && recurrentActivation == .sigmoid ? ("nn.LSTM", []) : nil
  }

  var loopActivations: [Activation] { [recurrence.activation, recurrentActivation] }

  static let loop = """
    def lstm_loop(x, w, activation, recurrent_activation):
        \"""The output of each step: h = o·activation(c), c = f·c₋ + i·activation(g), with the gates i, f, g, o side by side.\"""
        h = c = x.new_zeros(len(x), len(w["recurrent_kernel"]))
        states = []
        for a in (x @ w["kernel"] + w["bias"]).unbind(1):
            i, f, g, o = (a + h @ w["recurrent_kernel"]).chunk(4, -1)
            c = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)
            h = recurrent_activation(o) * activation(c)
            states.append(h)
        return torch.stack(states, 1)

    """
}

extension GRUSpec: TorchRecurrence {
  /// Keras has the gates z, r, h, and PyTorch r, z, n.
  static let gateOrder: [Int]? = [1, 0, 2]

  var module: (name: String, options: [String])? {
    recurrence.activation == .tanh && recurrentActivation == .sigmoid ? ("nn.GRU", []) : nil
  }

  var loopActivations: [Activation] { [recurrence.activation, recurrentActivation] }

  static let loop = """
    def gru_loop(x, w, activation, recurrent_activation):
        \"""The state after each step: h = z·h₋ + (1 − z)·activation(a + r·b), with the gates z, r, h side by side.\"""
        h = x.new_zeros(len(x), len(w["recurrent_kernel"]))
        states = []
        for a in (x @ w["kernel"] + w["bias"][0]).unbind(1):
            az, ar, ah = a.chunk(3, -1)
            bz, br, bh = (h @ w["recurrent_kernel"] + w["bias"][1]).chunk(3, -1)
            z, r = recurrent_activation(az + bz), recurrent_activation(ar + br)
            h = z * h + (1 - z) * activation(ah + r * bh)
            states.append(h)
        return torch.stack(states, 1)

    """
}

extension BidirectionalSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    guard let layer = layer as? any TorchRecurrence else { preconditionFailure("bidirectional without a layer") }
    let x = builder.channelsLast(inputs[0])
    let reversed = x.coded("\(x.code).flip(1)")
    let all = [
      layer.steps(x, prefix: "forward.", suffix: "_forward", &builder),
      layer.steps(reversed, prefix: "backward.", suffix: "_backward", &builder),
    ]
    let ends = layer.recurrence.returnSequences ? ["", ".flip(1)"] : ["[:, -1]", "[:, -1]"]
    let (a, b) = (all[0] + ends[0], all[1] + ends[1])
    let code: String =
      switch mergeMode {
      case .concat: "torch.cat([\(a), \(b)], -1)"
      case .sum: "\(a) + \(b)"
      case .mul: "\(a) * \(b)"
      case .ave: "(\(a) + \(b)) / 2"
      }
    return TorchValue(code: code, shape: try infer([x.shape]).output)
  }
}
