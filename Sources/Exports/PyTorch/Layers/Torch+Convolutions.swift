import Catalog
import Geometry

extension Conv2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let geometry = try geometry(input: inputs[0].shape)
    // [height, width, channels, filters] → [filters, channels, height, width]
    return builder.convolve(inputs[0], geometry, useBias, [(role: "kernel", change: ".permute(3, 2, 0, 1)")])
      .activated(activation)
  }
}

extension Conv1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let geometry = try geometry(input: inputs[0].shape)
    // [steps, channels, filters] → [filters, channels, steps]
    return builder.convolve(inputs[0], geometry, useBias, [(role: "kernel", change: ".permute(2, 1, 0)")])
      .activated(activation)
  }
}

extension DepthwiseConv2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let geometry = try geometry(input: inputs[0].shape)
    return builder.convolve(inputs[0], geometry, useBias, [(role: "kernel", change: geometry.depthwiseLayout)])
      .activated(activation)
  }
}

extension SeparableConv2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let geometry = try depthwise(input: inputs[0].shape)
    let sums = builder.convolve(
      inputs[0], geometry, false, [(role: "depthwise_kernel", change: geometry.depthwiseLayout)],
      suffix: "_depthwise")
    let layer = builder.module(
      "nn.Conv2d(\(geometry.filters), \(filters), 1\(useBias ? "" : ", bias=False"))", suffix: "_pointwise")
    builder.load("\(layer).weight", "pointwise_kernel", ".permute(3, 2, 0, 1)")
    if useBias { builder.load("\(layer).bias", "bias") }
    let shape = Shape([geometry.outputHeight, geometry.outputWidth, filters])
    return TorchValue(code: "\(layer)(\(sums.code))", shape: shape, isChannelsFirst: true).activated(activation)
  }
}

extension Conv2DTransposeSpec: TorchLayer {
  /// PyTorch cuts as much off on each side; here all of what the windows span is made, and then cut to the output.
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsFirst(inputs[0])
    // That of the convolution backwards: its input is the output here.
    let geometry = try geometry(input: x.shape)
    let (height, width) = (geometry.inputHeight, geometry.inputWidth)
    func span(_ size: Int, _ stride: Int, _ kernel: Int) -> Int { (size - 1) * stride + kernel }
    let rows = span(geometry.outputHeight, strides.height, kernelSize.height)
    let columns = span(geometry.outputWidth, strides.width, kernelSize.width)
    let beyond = [max(0, height - rows), max(0, width - columns)]
    let options = [
      "\(x.shape[2])", "\(filters)", kernelSize.torch, strides == Extent2D(1, 1) ? nil : "stride=\(strides.torch)",
      beyond == [0, 0] ? nil : "output_padding=\(python(beyond.map(String.init)))", useBias ? nil : "bias=False",
    ]
    let layer = builder.module("nn.ConvTranspose2d(\(options.compactMap(\.self).joined(separator: ", ")))")
    builder.load("\(layer).weight", "kernel", ".permute(3, 2, 0, 1)")
    if useBias { builder.load("\(layer).bias", "bias") }
    let (top, left) = (geometry.padTop, geometry.padLeft)
    let cut = rows + beyond[0] > height || columns + beyond[1] > width
    let code = "\(layer)(\(x.code))" + (cut ? "[:, :, \(top):\(top + height), \(left):\(left + width)]" : "")
    return TorchValue(code: code, shape: Shape([height, width, filters]), isChannelsFirst: true).activated(activation)
  }
}

extension ConvolutionGeometry {
  /// [height, width, channels, multiplier] → [channels·multiplier, 1, height, width]
  fileprivate var depthwiseLayout: String {
    ".permute(2, 3, 0, 1).reshape(\(filters), 1, \(kernelHeight), \(kernelWidth))"
  }
}

extension Extent2D {
  fileprivate var torch: String { height == width ? "\(height)" : "(\(height), \(width))" }
}

extension TorchBuilder {
  /// A convolution over an image, or over a sequence, which has only a width.
  fileprivate mutating func convolve(
    _ value: TorchValue, _ geometry: ConvolutionGeometry, _ useBias: Bool,
    _ weights: [(role: String, change: String)], suffix: String = ""
  ) -> TorchValue {
    let isSequence = value.shape.rank == 2
    var x = channelsFirst(value)
    func axes(_ height: Int, _ width: Int) -> String { isSequence ? "\(width)" : Extent2D(height, width).torch }
    let isEven = geometry.padTop == geometry.padBottom && geometry.padLeft == geometry.padRight
    if !isEven {
      x = padded(
        x, left: geometry.padLeft, right: geometry.padRight, top: geometry.padTop, bottom: geometry.padBottom)
    }
    let options = [
      "\(geometry.channels)", "\(geometry.filters)", axes(geometry.kernelHeight, geometry.kernelWidth),
      named("stride", axes(geometry.strideHeight, geometry.strideWidth), unless: "1"),
      named("padding", axes(geometry.padTop, geometry.padLeft), unless: isEven ? "0" : nil),
      named("dilation", axes(geometry.dilationHeight, geometry.dilationWidth), unless: "1"),
      named("groups", "\(geometry.groups)", unless: "1"), useBias ? nil : "bias=False",
    ]
    let kind = isSequence ? "Conv1d" : "Conv2d"
    let layer = module("nn.\(kind)(\(options.compactMap(\.self).joined(separator: ", ")))", suffix: suffix)
    for weight in weights { load("\(layer).weight", weight.role, weight.change) }
    if useBias { load("\(layer).bias", "bias") }
    let sizes = isSequence ? [geometry.outputWidth] : [geometry.outputHeight, geometry.outputWidth]
    return TorchValue(code: "\(layer)(\(x.code))", shape: Shape(sizes + [geometry.filters]), isChannelsFirst: true)
  }

  /// - Parameter usual: the default, which is not written; nil if the option is not wanted.
  private func named(_ name: String, _ value: String, unless usual: String?) -> String? {
    usual == nil || value == usual ? nil : "\(name)=\(value)"
  }

  /// Rows and columns around an image with the channels first; of a sequence only what is left and right.
  func padded(
    _ x: TorchValue, left: Int, right: Int, top: Int, bottom: Int, with filling: String? = nil
  ) -> TorchValue {
    let vertical = x.shape.rank == 2 ? "" : ", \(top), \(bottom)"
    return x.coded("F.pad(\(x.code), (\(left), \(right)\(vertical))\(filling.map { ", value=\($0)" } ?? ""))")
  }
}
