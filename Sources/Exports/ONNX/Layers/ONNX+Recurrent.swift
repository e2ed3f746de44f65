import Catalog
import Geometry

/// A recurrent layer as ONNX's operator of its kind, or, with an activation that the operator lacks, as a loop over the steps.
protocol ONNXRecurrence: RecurrentConstruct, ONNXLayer {
  static var operation: String { get }
  /// Which of Keras's blocks of columns stands where in the operator's weights.
  static var blocks: [Int] { get }
  /// Those of the operator, in its order.
  var activations: [Activation] { get }
  static var attributes: [(String, ONNXAttribute)] { get }
  /// How many states there are; the first one is the output.
  static var states: Int { get }
  /// The states after a step.
  ///
  /// - Parameters:
  ///   - a: x·kernel + bias of the step, [N, gates·units].
  ///   - b: h₋·recurrent_kernel, likewise with the bias of the states if there is one.
  func step(_ a: String, _ b: String, _ states: [String], _ builder: inout ONNXBuilder) -> [String]
}

extension ONNXRecurrence {
  static var attributes: [(String, ONNXAttribute)] { [] }
  static var states: Int { 1 }

  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    onnx(builder.channelsLast(inputs[0]), prefix: "", isReversed: false, &builder)
  }

  /// - Parameters:
  ///   - x: [N, steps, channels].
  ///   - prefix: of its weights' names.
  /// - Returns: [N, steps, units] in the order of the steps, or [N, units] after the last one that is read.
  func onnx(_ x: ONNXValue, prefix: String, isReversed: Bool, _ builder: inout ONNXBuilder) -> ONNXValue {
    let weights = RecurrentWeights(self, prefix: prefix, isReversed: isReversed)
    let names = activations.map(\.nameOfOperator)
    let known = names.compactMap(\.self)
    let y =
      known.count == names.count
      ? operators(x, weights, known, &builder) : loop(x, weights, &builder)
    let units = recurrence.units
    return ONNXValue(name: y, shape: Shape(recurrence.returnSequences ? [x.shape[0], units] : [units]))
  }

  /// The operator takes [steps, N, channels] and makes [steps, 1, N, units] and [1, N, units].
  private func operators(
    _ x: ONNXValue, _ weights: RecurrentWeights, _ activations: [String], _ builder: inout ONNXBuilder
  ) -> String {
    let steps = builder.add("Transpose", [x.name], [("perm", .integers([1, 0, 2]))])
    let matrices = ["kernel", "recurrent_kernel"].map { weights.matrix($0, Self.blocks, &builder) }
    let bias = recurrence.useBias ? [weights.bias(Self.blocks, &builder)] : []
    let made = builder.add(
      Self.operation, [steps] + matrices + bias, outputs: 2,
      [
        ("activations", .texts(activations)), ("direction", .text(weights.isReversed ? "reverse" : "forward")),
        ("hidden_size", .integer(recurrence.units)),
      ] + Self.attributes)
    guard recurrence.returnSequences else {
      return builder.add("Squeeze", [made[1], builder.constant("axes", [0])])
    }
    let all = builder.add("Squeeze", [made[0], builder.constant("axes", [1])])
    return builder.add("Transpose", [all], [("perm", .integers([1, 0, 2]))])
  }

  private func loop(_ x: ONNXValue, _ weights: RecurrentWeights, _ builder: inout ONNXBuilder) -> String {
    let (units, columns) = (recurrence.units, Self.gates * recurrence.units)
    let biases = weights.biases(&builder)
    var a = builder.add("MatMul", [x.name, builder.weight(weights.prefix + "kernel")])
    if let bias = biases.first { a = builder.add("Add", [a, bias]) }
    let recurrent = builder.weight(weights.prefix + "recurrent_kernel")
    let ports = (0..<Self.states).map { _ in builder.port("state", [units]) } + [builder.port("step", [columns])]
    let body = builder.graph("\(Self.words.name) step", ports) { builder in
      var b = builder.add("MatMul", [ports[0].name, recurrent])
      if biases.count > 1 { b = builder.add("Add", [b, biases[1]]) }
      let states = step(ports[Self.states].name, b, ports.dropLast().map(\.name), &builder)
      let results = recurrence.returnSequences ? [builder.add("Identity", [states[0]])] : []
      return (states + results).map { ONNXPort(name: $0, sizes: [units]) }
    }
    let direction = ONNXAttribute.integers([weights.isReversed ? 1 : 0])
    let made = builder.add(
      "Scan", Array(repeating: zeros(x, &builder), count: Self.states) + [a], outputs: body.outputs.count,
      [
        ("body", .graph(body)), ("num_scan_inputs", .integer(1)), ("scan_input_axes", .integers([1])),
        ("scan_input_directions", direction),
      ]
        + (recurrence.returnSequences
          ? [("scan_output_axes", .integers([1])), ("scan_output_directions", direction)] : []))
    return recurrence.returnSequences ? made[Self.states] : made[0]
  }

  /// [N, units], the state before the first step.
  private func zeros(_ x: ONNXValue, _ builder: inout ONNXBuilder) -> String {
    let samples = builder.add("Shape", [x.name], [("end", .integer(1)), ("start", .integer(0))])
    let sizes = builder.add(
      "Concat", [samples, builder.constant("units", [recurrence.units])], [("axis", .integer(0))])
    return builder.add("ConstantOfShape", [sizes])
  }
}

extension SimpleRNNSpec: ONNXRecurrence {
  static let operation = "RNN"
  static let blocks = [0]
  var activations: [Activation] { [recurrence.activation] }

  func step(_ a: String, _ b: String, _ states: [String], _ builder: inout ONNXBuilder) -> [String] {
    [builder.activate(builder.add("Add", [a, b]), recurrence.activation, axis: 1)]
  }
}

extension LSTMSpec: ONNXRecurrence {
  static let operation = "LSTM"
  /// Keras has the gates i, f, c, o, and ONNX i, o, f, c.
  static let blocks = [0, 3, 1, 2]
  static let states = 2
  var activations: [Activation] { [recurrentActivation, recurrence.activation, recurrence.activation] }

  func step(_ a: String, _ b: String, _ states: [String], _ builder: inout ONNXBuilder) -> [String] {
    let sums = builder.split(builder.add("Add", [a, b]), Self.gates)
    let gates = [0, 1, 3].map { builder.activate(sums[$0], recurrentActivation, axis: 1) }
    let new = builder.activate(sums[2], recurrence.activation, axis: 1)
    let cell = builder.add("Add", [builder.add("Mul", [gates[1], states[1]]), builder.add("Mul", [gates[0], new])])
    return [builder.add("Mul", [gates[2], builder.activate(cell, recurrence.activation, axis: 1)]), cell]
  }
}

extension GRUSpec: ONNXRecurrence {
  static let operation = "GRU"
  static let blocks = [0, 1, 2]
  /// As Keras's `reset_after`.
  static var attributes: [(String, ONNXAttribute)] { [("linear_before_reset", .integer(1))] }
  var activations: [Activation] { [recurrentActivation, recurrence.activation] }

  func step(_ a: String, _ b: String, _ states: [String], _ builder: inout ONNXBuilder) -> [String] {
    let (ofInput, ofState) = (builder.split(a, Self.gates), builder.split(b, Self.gates))
    let gates = (0..<2).map { gate in
      builder.activate(builder.add("Add", [ofInput[gate], ofState[gate]]), recurrentActivation, axis: 1)
    }
    let sum = builder.add("Add", [ofInput[2], builder.add("Mul", [gates[1], ofState[2]])])
    let new = builder.activate(sum, recurrence.activation, axis: 1)
    let rest = builder.add("Sub", [builder.constant("one", 1), gates[0]])
    return [
      builder.add("Add", [builder.add("Mul", [gates[0], states[0]]), builder.add("Mul", [rest, new])])
    ]
  }
}

extension BidirectionalSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    guard let layer = layer as? any ONNXRecurrence else { preconditionFailure("bidirectional without a layer") }
    let x = builder.channelsLast(inputs[0])
    let directions = [("forward.", false), ("backward.", true)].map { prefix, isReversed in
      layer.onnx(x, prefix: prefix, isReversed: isReversed, &builder).name
    }
    let y: String =
      switch mergeMode {
      case .concat: builder.add("Concat", directions, [("axis", .integer(-1))])
      case .sum: builder.add("Add", directions)
      case .mul: builder.add("Mul", directions)
      case .ave: builder.add("Div", [builder.add("Add", directions), builder.constant("count", 2)])
      }
    return ONNXValue(name: y, shape: try infer([x.shape]).output)
  }
}

extension Activation {
  /// As ONNX's recurrent operators call it; nil for what they lack, or have with other constants.
  fileprivate var nameOfOperator: String? {
    switch self {
    case .tanh: "Tanh"
    case .sigmoid: "Sigmoid"
    case .rectifier(let options): options == Rectifier() ? "Relu" : nil
    default: nil
    }
  }
}

/// A recurrent layer's weights in the operator's layout.
private struct RecurrentWeights {
  let units: Int
  let gates: Int
  let hasBias: Bool
  let prefix: String
  let isReversed: Bool

  init(_ layer: some RecurrentConstruct, prefix: String, isReversed: Bool) {
    (units, gates) = (layer.recurrence.units, type(of: layer).gates)
    hasBias = layer.recurrence.useBias
    (self.prefix, self.isReversed) = (prefix, isReversed)
  }

  /// [rows, gates·units] → [1, gates·units, rows], the gates in another order.
  func matrix(_ role: String, _ blocks: [Int], _ builder: inout ONNXBuilder) -> String {
    let tensor = builder.tensor(prefix + role).permuted([1, 0])
    let rows = tensor.shape[1]
    let values = blocks.flatMap { tensor.values[$0 * units * rows..<($0 + 1) * units * rows] }
    return builder.constant(prefix + role, values, [1, gates * units, rows])
  }

  /// [1, 2·gates·units]: that of the inputs and that of the states, which is 0 unless the layer has it.
  func bias(_ blocks: [Int], _ builder: inout ONNXBuilder) -> String {
    let columns = gates * units
    let values = builder.tensor(prefix + "bias").values
    let both = values.count == columns ? values + Array(repeating: 0, count: columns) : values
    let ordered = [0, columns].flatMap { start in
      blocks.flatMap { both[start + $0 * units..<start + ($0 + 1) * units] }
    }
    return builder.constant(prefix + "bias", ordered, [1, 2 * columns])
  }

  /// None, that of the inputs, or also that of the states.
  func biases(_ builder: inout ONNXBuilder) -> [String] {
    guard hasBias else { return [] }
    let columns = gates * units
    let values = builder.tensor(prefix + "bias").values
    var names: [String] = []
    for start in stride(from: 0, to: values.count, by: columns) {
      names.append(builder.constant(prefix + "bias", Array(values[start..<start + columns]), [columns]))
    }
    return names
  }
}

extension ONNXBuilder {
  /// [N, parts·units] in parts.
  fileprivate mutating func split(_ value: String, _ parts: Int) -> [String] {
    add("Split", [value], outputs: parts, [("axis", .integer(1)), ("num_outputs", .integer(parts))])
  }
}
