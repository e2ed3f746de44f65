import Geometry

/// Output size and padding before the input along one axis: Keras's rules for `valid` and `same`.
func windowAxis(_ size: Int, _ window: Int, _ stride: Int, same: Bool) -> (output: Int, pad: Int) {
  guard same else { return ((size - window) / stride + 1, 0) }
  let output = (size + stride - 1) / stride
  return (output, max(0, (output - 1) * stride + window - size) / 2)
}

extension ConvolutionGeometry {
  init(
    input: (height: Int, width: Int, channels: Int), filters: Int, kernel: (height: Int, width: Int),
    strides: (height: Int, width: Int), same: Bool, dilation: (height: Int, width: Int) = (1, 1), groups: Int = 1
  ) {
    let vertical = windowAxis(input.height, (kernel.height - 1) * dilation.height + 1, strides.height, same: same)
    let horizontal = windowAxis(input.width, (kernel.width - 1) * dilation.width + 1, strides.width, same: same)
    self.init(
      inputHeight: input.height, inputWidth: input.width, channels: input.channels, filters: filters,
      kernelHeight: kernel.height, kernelWidth: kernel.width, strideHeight: strides.height, strideWidth: strides.width,
      outputHeight: vertical.output, outputWidth: horizontal.output, padTop: vertical.pad, padLeft: horizontal.pad,
      dilationHeight: dilation.height, dilationWidth: dilation.width, groups: groups)
  }

  var inputs: Int { inputHeight * inputWidth * channels }
  var kernelCount: Int { kernelHeight * kernelWidth * channels * filters }
  var outputs: Int { outputHeight * outputWidth * filters }
}

extension PoolingGeometry {
  init(
    input: (height: Int, width: Int, channels: Int), pool: (height: Int, width: Int),
    strides: (height: Int, width: Int), same: Bool
  ) {
    let vertical = windowAxis(input.height, pool.height, strides.height, same: same)
    let horizontal = windowAxis(input.width, pool.width, strides.width, same: same)
    self.init(
      inputHeight: input.height, inputWidth: input.width, channels: input.channels, outputHeight: vertical.output,
      outputWidth: horizontal.output, poolHeight: pool.height, poolWidth: pool.width, strideHeight: strides.height,
      strideWidth: strides.width, padTop: vertical.pad, padLeft: horizontal.pad)
  }
}
