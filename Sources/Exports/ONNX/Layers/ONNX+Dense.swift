import Catalog
import Geometry

extension DenseSpec: ONNXLayer {
  /// y = activation(x·kernel + bias) on the last axis.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let x = builder.channelsLast(inputs[0])
    let kernel = builder.weight("kernel")
    var y: String
    if x.shape.rank == 1, useBias {
      y = builder.add("Gemm", [x.name, kernel, builder.weight("bias")])
    } else {
      y = builder.add("MatMul", [x.name, kernel])
      if useBias { y = builder.add("Add", [y, builder.weight("bias")]) }
    }
    let shape = Shape(x.shape.dimensions.dropLast() + [units])
    return builder.activate(ONNXValue(name: y, shape: shape), activation)
  }
}

extension ActivationSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.activate(inputs[0], function)
  }
}

extension PReLUSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let x = builder.channelsLast(inputs[0])
    // The slope's shape has 1 for each shared axis, and so fits by itself.
    return ONNXValue(name: builder.add("PRelu", [x.name, builder.weight("alpha")]), shape: x.shape)
  }
}

extension EmbeddingSpec: ONNXLayer {
  /// Samples are numbers like all others; here they are places.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let places = builder.add("Cast", [inputs[0].name], [("to", .integer(ONNXTensor.Numbers.integer))])
    let rows = builder.add("Gather", [builder.weight("embeddings"), places])
    return ONNXValue(name: rows, shape: Shape([inputs[0].shape[0], outputDim]))
  }
}
