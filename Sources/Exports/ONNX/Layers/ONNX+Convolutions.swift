import Catalog
import Geometry

extension Conv2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let geometry = try geometry(input: inputs[0].shape)
    // [height, width, channels, filters] → [filters, channels, height, width]
    let weights = [builder.weight("kernel", order: [3, 2, 0, 1])] + (useBias ? [builder.weight("bias")] : [])
    return builder.activate(builder.convolve(inputs[0], weights, geometry), activation)
  }
}

extension Conv1DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let geometry = try geometry(input: inputs[0].shape)
    // [steps, channels, filters] → [filters, channels, steps]
    let weights = [builder.weight("kernel", order: [2, 1, 0])] + (useBias ? [builder.weight("bias")] : [])
    return builder.activate(builder.convolve(inputs[0], weights, geometry), activation)
  }
}

extension DepthwiseConv2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let geometry = try geometry(input: inputs[0].shape)
    let weights = [builder.depthwiseKernel("kernel", geometry)] + (useBias ? [builder.weight("bias")] : [])
    return builder.activate(builder.convolve(inputs[0], weights, geometry), activation)
  }
}

extension SeparableConv2DSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let geometry = try depthwise(input: inputs[0].shape)
    let kernel = builder.depthwiseKernel("depthwise_kernel", geometry)
    let sums = builder.convolve(inputs[0], [kernel], geometry)
    let weights =
      [builder.weight("pointwise_kernel", order: [3, 2, 0, 1])] + (useBias ? [builder.weight("bias")] : [])
    let y = builder.add("Conv", [sums.name] + weights)
    let shape = Shape([geometry.outputHeight, geometry.outputWidth, filters])
    return builder.activate(ONNXValue(name: y, shape: shape, isChannelsFirst: true), activation)
  }
}

extension Conv2DTransposeSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = builder.channelsFirst(inputs[0])
    // That of the convolution backwards: its input is the output here.
    let geometry = try geometry(input: x.shape)
    // [height, width, filters, channels] → [channels, filters, height, width]
    let weights = [builder.weight("kernel", order: [3, 2, 0, 1])] + (useBias ? [builder.weight("bias")] : [])
    let rows = axis(geometry.outputHeight, kernelSize.height, strides.height, geometry.inputHeight, geometry.padTop)
    let columns = axis(geometry.outputWidth, kernelSize.width, strides.width, geometry.inputWidth, geometry.padLeft)
    let y = builder.add(
      "ConvTranspose", [x.name] + weights,
      [
        ("strides", .integers([strides.height, strides.width])),
        ("pads", .integers([geometry.padTop, geometry.padLeft, rows.padAfter, columns.padAfter])),
        ("output_padding", .integers([rows.beyond, columns.beyond])),
      ])
    let shape = Shape([geometry.inputHeight, geometry.inputWidth, filters])
    return builder.activate(ONNXValue(name: y, shape: shape, isChannelsFirst: true), activation)
  }

  /// All windows together span (size − 1)·stride + kernel; what the output has beyond that is zeros, what it lacks is cut off.
  private func axis(
    _ size: Int, _ kernel: Int, _ stride: Int, _ output: Int, _ padBefore: Int
  ) -> (padAfter: Int, beyond: Int) {
    let rest = (size - 1) * stride + kernel - padBefore - output
    return (max(rest, 0), max(-rest, 0))
  }
}

extension ONNXBuilder {
  /// [height, width, channels, multiplier] → [channels·multiplier, 1, height, width], a group for each channel.
  fileprivate mutating func depthwiseKernel(_ role: String, _ geometry: ConvolutionGeometry) -> String {
    weight(
      role, order: [2, 3, 0, 1], sizes: [geometry.filters, 1, geometry.kernelHeight, geometry.kernelWidth])
  }

  /// A convolution over an image, or over a sequence, which has only a width.
  ///
  /// - Parameter weights: the kernel, and the bias if there is one.
  fileprivate mutating func convolve(
    _ value: ONNXValue, _ weights: [String], _ geometry: ConvolutionGeometry
  ) -> ONNXValue {
    let x = channelsFirst(value)
    let isSequence = x.shape.rank == 2
    func axes(_ height: Int, _ width: Int) -> [Int] { isSequence ? [width] : [height, width] }
    let pads = axes(geometry.padTop, geometry.padLeft) + axes(geometry.padBottom, geometry.padRight)
    let y = add(
      "Conv", [x.name] + weights,
      [
        ("dilations", .integers(axes(geometry.dilationHeight, geometry.dilationWidth))),
        ("group", .integer(geometry.groups)), ("pads", .integers(pads)),
        ("strides", .integers(axes(geometry.strideHeight, geometry.strideWidth))),
      ])
    let shape = Shape(axes(geometry.outputHeight, geometry.outputWidth) + [geometry.filters])
    return ONNXValue(name: y, shape: shape, isChannelsFirst: true)
  }
}
