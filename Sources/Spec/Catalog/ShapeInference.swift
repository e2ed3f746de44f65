import Geometry

/// A problem of one layer before its place in the list is known.
package struct LayerProblem: Error {
  var key: String?
  var problem: String
  var hint: String?

  init(_ problem: String, key: String? = nil, hint: String? = nil) {
    self.problem = problem
    self.key = key
    self.hint = hint
  }

  func at(layer index: Int, _ spec: LayerSpec) -> ShapeProblem {
    ShapeProblem(
      path: "layers[\(index)].\(spec.keyword)" + (key.map { ".\($0)" } ?? ""), problem: problem, hint: hint)
  }
}

extension LayerSpec {
  /// The layer's output shape, parameters and multiply-adds for an input.
  func node(input: Shape) throws(LayerProblem) -> GraphNode {
    switch self {
    case .dense(let dense):
      guard input.rank == 1 else {
        throw LayerProblem("dense needs a flat input, but its input is \(input)", hint: "put flatten before it")
      }
      return GraphNode(
        spec: self, input: input, output: Shape([dense.units]),
        parameters: input[0] * dense.units + (dense.useBias ? dense.units : 0), multiplyAdds: input[0] * dense.units)
    case .conv2d(let convolution):
      let geometry = try convolution.geometry(input: input)
      let kernel = geometry.kernelHeight * geometry.kernelWidth * geometry.channels * geometry.filters
      return GraphNode(
        spec: self, input: input,
        output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.filters]),
        parameters: kernel + (convolution.useBias ? geometry.filters : 0),
        multiplyAdds: saturatingProduct(kernel, geometry.outputHeight * geometry.outputWidth))
    case .maxPooling2d(let pooling), .averagePooling2d(let pooling):
      let geometry = try pooling.geometry(input: input, keyword: keyword)
      return GraphNode(
        spec: self, input: input, output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.channels]))
    case .globalAveragePooling2d:
      try requireImage(input, keyword)
      return GraphNode(spec: self, input: input, output: Shape([input[2]]))
    case .flatten: return GraphNode(spec: self, input: input, output: Shape([input.count]))
    case .dropout, .activation: return GraphNode(spec: self, input: input, output: input)
    }
  }
}

private func saturatingProduct(_ a: Int, _ b: Int) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? Int.max >> 16 : min(product, Int.max >> 16)
}

private func requireImage(_ input: Shape, _ keyword: String) throws(LayerProblem) {
  guard input.rank == 3 else {
    throw LayerProblem(
      "\(keyword) needs an image [height, width, channels], but its input is \(input)",
      hint: "put it before flatten")
  }
}

extension Conv2DSpec {
  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try requireImage(input, "conv2d")
    let vertical = WindowAxis(size: input[0], window: kernelSize.height, stride: strides.height, padding: padding)
    let horizontal = WindowAxis(size: input[1], window: kernelSize.width, stride: strides.width, padding: padding)
    guard vertical.output > 0, horizontal.output > 0 else {
      throw LayerProblem(
        "kernel_size \(kernelSize.text) does not fit its input \(input)", key: "kernel_size",
        hint: "make the kernel smaller, or write padding: same")
    }
    return ConvolutionGeometry(
      inputHeight: input[0], inputWidth: input[1], channels: input[2], filters: filters,
      kernelHeight: kernelSize.height, kernelWidth: kernelSize.width, strideHeight: strides.height,
      strideWidth: strides.width, outputHeight: vertical.output, outputWidth: horizontal.output,
      padTop: vertical.padBefore, padLeft: horizontal.padBefore)
  }
}

extension Pooling2DSpec {
  package func geometry(input: Shape, keyword: String) throws(LayerProblem) -> PoolingGeometry {
    try requireImage(input, keyword)
    let vertical = WindowAxis(size: input[0], window: poolSize.height, stride: strides.height, padding: padding)
    let horizontal = WindowAxis(size: input[1], window: poolSize.width, stride: strides.width, padding: padding)
    guard vertical.output > 0, horizontal.output > 0 else {
      throw LayerProblem(
        "pool_size \(poolSize.text) does not fit its input \(input)", key: "pool_size",
        hint: "make the window smaller, or write padding: same")
    }
    return PoolingGeometry(
      inputHeight: input[0], inputWidth: input[1], channels: input[2], outputHeight: vertical.output,
      outputWidth: horizontal.output, poolHeight: poolSize.height, poolWidth: poolSize.width,
      strideHeight: strides.height, strideWidth: strides.width, padTop: vertical.padBefore,
      padLeft: horizontal.padBefore)
  }
}
