import Catalog
import Geometry

extension MaxPooling2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    builder.pool("MaxPool", inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension AveragePooling2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    builder.pool("AveragePool", inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension MaxPooling1DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    builder.pool("MaxPool", inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension AveragePooling1DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    builder.pool("AveragePool", inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension GlobalMaxPooling2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.reduce("ReduceMax", inputs[0], keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalAveragePooling2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.reduce("ReduceMean", inputs[0], keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalMaxPooling1DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.reduce("ReduceMax", inputs[0], keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalAveragePooling1DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.reduce("ReduceMean", inputs[0], keepsDimensions: keepsDimensions.isOn)
  }
}

extension ONNXBuilder {
  /// A mean is over what a window has of the input; padding does not count.
  fileprivate mutating func pool(_ operation: String, _ value: ONNXValue, _ geometry: PoolingGeometry) -> ONNXValue {
    let x = channelsFirst(value)
    let isSequence = x.shape.rank == 2
    func axes(_ height: Int, _ width: Int) -> [Int] { isSequence ? [width] : [height, width] }
    let y = add(
      operation, [x.name],
      [
        ("kernel_shape", .integers(axes(geometry.poolHeight, geometry.poolWidth))),
        ("pads", .integers(axes(geometry.padTop, geometry.padLeft) + axes(geometry.padBottom, geometry.padRight))),
        ("strides", .integers(axes(geometry.strideHeight, geometry.strideWidth))),
      ])
    let shape = Shape(axes(geometry.outputHeight, geometry.outputWidth) + [geometry.channels])
    return ONNXValue(name: y, shape: shape, isChannelsFirst: true)
  }

  /// Over all axes but that of the channels.
  fileprivate mutating func reduce(_ operation: String, _ x: ONNXValue, keepsDimensions: Bool) -> ONNXValue {
    let rank = x.shape.rank
    let axes = constant("axes", (0..<rank - 1).map { x.axis($0) })
    let y = add(operation, [x.name, axes], [("keepdims", .integer(keepsDimensions ? 1 : 0))])
    let channels = [x.shape[rank - 1]]
    return keepsDimensions
      ? ONNXValue(
        name: y, shape: Shape(Array(repeating: 1, count: rank - 1) + channels), isChannelsFirst: x.isChannelsFirst)
      : ONNXValue(name: y, shape: Shape(channels))
  }
}
