import KernelTypes
import Tensors

/// A 3 × 3 depthwise convolution with padding over one image, forward and both gradients.
struct DepthwiseCases {
  private let side: Int
  private let channels: Int
  private let kernels: any KernelSet
  private let x: AlignedBuffer<Float>
  private let y: AlignedBuffer<Float>
  private let w: AlignedBuffer<Float>

  private init(_ side: Int, _ channels: Int, _ kernels: any KernelSet) {
    (self.side, self.channels, self.kernels) = (side, channels, kernels)
    (x, y, w) = (randomBuffer(side * side * channels), randomBuffer(side * side * channels), randomBuffer(9 * channels))
  }

  static func all(_ kernels: any KernelSet) -> [ProductCase] {
    [(28, 32), (28, 64), (14, 128), (7, 256), (3, 512)].flatMap { DepthwiseCases($0, $1, kernels).products() }
  }

  /// - Parameter step: −1 for the input's gradient.
  private func convolution(step: Int) -> DepthwiseConvolution {
    let axis = DepthwiseAxis(outputs: side, inputs: side, taps: 3, first: -step, stride: 1, step: step)
    return DepthwiseConvolution(
      rows: axis, columns: axis, channels: channels, planes: 1, xRow: side * channels, xColumn: channels,
      wRow: 3 * channels, wColumn: channels, yRow: side * channels, yColumn: channels)
  }

  private func products() -> [ProductCase] {
    // Taps outside the image are left out.
    let made = (3 * side - 2) * (3 * side - 2) * channels
    let dense = 9 * side * side * channels
    let (forward, backward) = (convolution(step: 1), convolution(step: -1))
    let (dw, shape) = (AlignedBuffer<Float>(9 * channels), "\(side) × \(side) × \(channels)")
    return [
      ProductCase("`convolveDepthwise` 3 × 3 over \(shape)", multiplyAdds: made, dense: dense) {
        kernels.convolveDepthwise(
          forward, rows: 0..<side, x: x.readOnly, w: w.readOnly, bias: nil, relu: false, y: y.pointer)
      },
      ProductCase("its input's gradient", multiplyAdds: made, dense: dense) {
        kernels.convolveDepthwise(
          backward, rows: 0..<side, x: x.readOnly, w: w.readOnly, bias: nil, relu: false, y: y.pointer)
      },
      ProductCase("`addDepthwiseKernelGradient` likewise", multiplyAdds: made, dense: dense) {
        dw.pointer.update(repeating: 0, count: dw.count)
        kernels.addDepthwiseKernelGradient(forward, x: x.readOnly, dy: y.readOnly, dw: dw.pointer)
      },
    ]
  }
}
