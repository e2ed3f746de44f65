import ProtocolBuffers

/// The messages of ONNX's schema (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that a network needs, with the numbers of
/// their fields.
struct ONNXModel {
  /// The operators are those of this set (ONNX 1.13, December 2022), the newest that every current program reads.
  static let operatorSet = 18
  /// The format's version that came with it.
  static let version = 8

  var graph: ONNXGraph
  var metadata: [(key: String, value: String)]

  var message: ProtocolMessage {
    var set = ProtocolMessage()
    set.add(1, "")
    set.add(2, Self.operatorSet)
    var message = ProtocolMessage()
    message.add(1, Self.version)
    message.add(2, "runner")
    message.add(7, graph.message)
    message.add(8, set)
    for entry in metadata {
      var pair = ProtocolMessage()
      pair.add(1, entry.key)
      pair.add(2, entry.value)
      message.add(14, pair)
    }
    return message
  }
}

/// Nodes in an order in which each comes after those whose values it reads. A graph within a node reads the outer graph's values, too.
struct ONNXGraph {
  var name: String
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXPort]
  var outputs: [ONNXPort]

  var message: ProtocolMessage {
    var message = ProtocolMessage()
    for node in nodes { message.add(1, node.message) }
    message.add(2, name)
    for tensor in initializers { message.add(5, tensor.message) }
    for port in inputs { message.add(11, port.message) }
    for port in outputs { message.add(12, port.message) }
    return message
  }
}

/// A value that enters or leaves a graph: numbers for each of N samples.
struct ONNXPort {
  var name: String
  /// Of a sample.
  var sizes: [Int]

  var message: ProtocolMessage {
    var shape = ProtocolMessage()
    var samples = ProtocolMessage()
    samples.add(2, "N")
    shape.add(1, samples)
    for size in sizes {
      var dimension = ProtocolMessage()
      dimension.add(1, size)
      shape.add(1, dimension)
    }
    var (tensor, type, message) = (ProtocolMessage(), ProtocolMessage(), ProtocolMessage())
    tensor.add(1, ONNXTensor.Numbers.float)
    tensor.add(2, shape)
    type.add(1, tensor)
    message.add(1, name)
    message.add(2, type)
    return message
  }
}

/// An operator with the names of what it reads and makes. An empty name is an input that is left out.
struct ONNXNode {
  var operation: String
  var name: String
  var inputs: [String]
  var outputs: [String]
  var attributes: [(name: String, value: ONNXAttribute)]

  var message: ProtocolMessage {
    var message = ProtocolMessage()
    for input in inputs { message.add(1, input) }
    for output in outputs { message.add(2, output) }
    message.add(3, name)
    message.add(4, operation)
    for (name, value) in attributes { message.add(5, value.message(name)) }
    return message
  }
}

enum ONNXAttribute {
  case float(Float)
  case integer(Int)
  case text(String)
  case graph(ONNXGraph)
  case integers([Int])
  case texts([String])

  func message(_ name: String) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.add(1, name)
    switch self {
    case .float(let value): message.add(2, value)
    case .integer(let value): message.add(3, value)
    case .text(let value): message.add(4, value)
    case .graph(let value): message.add(6, value.message)
    case .integers(let values): for value in values { message.add(8, value) }
    case .texts(let values): for value in values { message.add(9, value) }
    }
    message.add(20, type)
    return message
  }

  private var type: Int {
    switch self {
    case .float: 1
    case .integer: 2
    case .text: 3
    case .graph: 5
    case .integers: 7
    case .texts: 8
    }
  }
}

/// Numbers that are part of the file.
struct ONNXTensor {
  enum Numbers {
    case floats([Float])
    case integers([Int])

    static let float = 1
    static let integer = 7
  }

  var name: String
  var sizes: [Int]
  var numbers: Numbers

  var message: ProtocolMessage {
    var message = ProtocolMessage()
    for size in sizes { message.add(1, size) }
    switch numbers {
    case .floats(let values):
      message.add(2, Numbers.float)
      message.add(8, name)
      message.add(9, littleEndian(values.map(\.bitPattern)))
    case .integers(let values):
      message.add(2, Numbers.integer)
      message.add(8, name)
      message.add(9, littleEndian(values.map(Int64.init)))
    }
    return message
  }
}

private func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
  values.map(\.littleEndian).withUnsafeBytes(Array.init)
}
