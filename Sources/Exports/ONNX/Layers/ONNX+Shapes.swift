import Catalog
import Geometry

extension FlattenSpec: ONNXLayer {
  /// In the order of Keras, channels last.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    builder.reshape(inputs[0], Shape([inputs[0].shape.count]))
  }
}

extension ReshapeSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    builder.reshape(inputs[0], try infer([inputs[0].shape]).output)
  }
}

extension PermuteSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = builder.channelsLast(inputs[0])
    let y = builder.add("Transpose", [x.name], [("perm", .integers([0] + dims))])
    return ONNXValue(name: y, shape: try infer([x.shape]).output)
  }
}

extension RepeatVectorSpec: ONNXLayer {
  /// [N, k] → [N, 1, k] → [N, n, k]
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let size = inputs[0].shape[0]
    let one = builder.reshape(inputs[0], Shape([1, size]))
    let y = builder.add("Expand", [one.name, builder.constant("sizes", [1, count, 1])])
    return ONNXValue(name: y, shape: Shape([count, size]))
  }
}

extension ZeroPadding2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = inputs[0]
    let (before, after) = ([padding.top, padding.left], [padding.bottom, padding.right])
    let none = [0]
    let sizes =
      x.isChannelsFirst ? none + none + before + none + none + after : none + before + none + none + after + none
    let y = builder.add("Pad", [x.name, builder.constant("pads", sizes)])
    return ONNXValue(name: y, shape: try infer([x.shape]).output, isChannelsFirst: x.isChannelsFirst)
  }
}

extension Cropping2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = inputs[0]
    let y = builder.add(
      "Slice",
      [
        x.name, builder.constant("starts", [cropping.top, cropping.left]),
        builder.constant("ends", [x.shape[0] - cropping.bottom, x.shape[1] - cropping.right]),
        builder.constant("axes", [x.axis(0), x.axis(1)]),
      ])
    return ONNXValue(name: y, shape: try infer([x.shape]).output, isChannelsFirst: x.isChannelsFirst)
  }
}

extension UpSampling2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = builder.channelsFirst(inputs[0])
    let scales = builder.constant("scales", [1, 1, Float(size.height), Float(size.width)], [4])
    let y = builder.add(
      "Resize", [x.name, "", scales],
      [
        ("coordinate_transformation_mode", .text("asymmetric")), ("mode", .text("nearest")),
        ("nearest_mode", .text("floor")),
      ])
    return ONNXValue(name: y, shape: try infer([x.shape]).output, isChannelsFirst: true)
  }
}

extension SelectSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let places = columns.flatMap { column in builder.node.table?.ranges[column].map(Array.init) ?? [] }
    let y = builder.add(
      "Gather", [inputs[0].name, builder.constant("columns", places)], [("axis", .integer(1))])
    return ONNXValue(name: y, shape: Shape([places.count]))
  }
}
