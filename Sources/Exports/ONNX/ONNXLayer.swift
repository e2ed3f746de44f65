import Catalog
import Geometry

/// A layer of the catalog in ONNX's operators.
///
/// The catalog's table is elsewhere, so the compiler can't see whether a line of it lacks this; `ExportedLayersTests` goes through it.
protocol ONNXLayer: LayerConstruct {
  /// Adds the operators of a trained layer, as it is in evaluation.
  ///
  /// - Parameter inputs: one, or for a block one for each branch.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue
}

extension TrainedNetwork {
  /// For people: `1.13, operator set 18`.
  public static let onnxVersion = "1.13, operator set \(ONNXModel.operatorSet)"

  /// The bytes of an .onnx file: input [N, height, width, channels] as the first layer sees it, output the model's answers.
  public func onnx() throws -> [UInt8] {
    // The format's limit is 2³¹ − 1 bytes for the whole file.
    guard count < 500_000_000 else {
      throw ExportProblem("\(count) weights are too many for an ONNX file, which has at most 2 GB")
    }
    var builder = ONNXBuilder(self)
    var values = [ONNXValue(name: ONNXBuilder.input, shape: graph.input)]
    for node in graph.nodes {
      builder.begin(node)
      let layer: any ONNXLayer = node.spec.construct.machinery()
      let value = try layer.onnx(node.sources.map { values[$0] }, &builder)
      precondition(value.shape == node.output, "\(node.place.path): \(value.shape) is not \(node.output)")
      values.append(value)
    }
    let last = builder.channelsLast(values[graph.result])
    let result = link.map { builder.activate(last, $0) } ?? last
    builder.finish(result)
    let whole = ONNXGraph(
      name: name, nodes: builder.nodes, initializers: builder.initializers,
      inputs: [ONNXPort(name: ONNXBuilder.input, sizes: graph.input.dimensions)],
      outputs: [ONNXPort(name: ONNXBuilder.output, sizes: graph.output.dimensions)])
    return ONNXModel(graph: whole, metadata: notes).message.bytes
  }
}
