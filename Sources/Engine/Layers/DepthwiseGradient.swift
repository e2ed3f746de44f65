import Geometry
import KernelTypes
import Tensors

/// The memory that only the backward pass of a depthwise convolution needs, made when it first runs.
final class DepthwiseGradient {
  private let geometry: ConvolutionGeometry
  private let phases: [DepthwisePhase]
  /// Chunks are a vector's width apart, so that no two share a vector.
  private let kernelStride: Int
  private let biasStride: Int
  private let chunkKernels: AlignedBuffer<Float>
  private let chunkBiases: AlignedBuffer<Float>
  /// W [taps, D, channels], and a worker's dz [positions, D, channels]: sums over q then read whole vectors of channels. Not needed
  /// if D is 1.
  private let planes: AlignedBuffer<Float>?
  private var gradientPlanes: [AlignedBuffer<Float>] = []
  private var kernel: UnsafePointer<Float>?

  init(_ geometry: ConvolutionGeometry) {
    let g = geometry
    self.geometry = g
    phases = DepthwisePhase.all(g)
    kernelStride = wholeVectors(g.taps * g.filters) + vectorWidth
    biasStride = wholeVectors(g.filters)
    chunkKernels = AlignedBuffer(BatchChunks.most * kernelStride)
    chunkBiases = AlignedBuffer(BatchChunks.most * biasStride)
    planes = g.groupFilters > 1 ? AlignedBuffer(g.taps * g.filters) : nil
  }

  func kernelSums(_ chunk: Int) -> UnsafeMutablePointer<Float> { chunkKernels.pointer + chunk * kernelStride }
  func biasSums(_ chunk: Int) -> UnsafeMutablePointer<Float> { chunkBiases.pointer + chunk * biasStride }

  /// Sets a chunk's sums to zero.
  func clear(_ chunk: Int) {
    kernelSums(chunk).update(repeating: 0, count: kernelStride)
    biasSums(chunk).update(repeating: 0, count: biasStride)
  }

  /// - Parameter kernel: nil if the input's gradient is not wanted.
  func prepare(kernel: UnsafePointer<Float>?, _ pass: Pass) {
    self.kernel = kernel
    guard let kernel, let planes else { return }
    while gradientPlanes.count < pass.parallelism.workers { gradientPlanes.append(AlignedBuffer(geometry.outputCount)) }
    arrange(kernel, planes.pointer, rows: geometry.taps, pass.kernels)
    self.kernel = planes.readOnly
  }

  /// [rows, channels, D] as [rows, D, channels].
  private func arrange(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, _ kernels: any KernelSet
  ) {
    let g = geometry
    for row in 0..<rows {
      kernels.transpose(
        x + row * g.filters, rows: g.channels, columns: g.groupFilters, xStride: g.groupFilters,
        y: y + row * g.filters, yStride: g.channels)
    }
  }

  /// dx of a sample.
  func inputGradient(
    _ dz: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ worker: Int, _ kernels: any KernelSet
  ) {
    guard let kernel else { return }
    var dz = dz
    if planes != nil {
      arrange(dz, gradientPlanes[worker].pointer, rows: geometry.positions, kernels)
      dz = gradientPlanes[worker].readOnly
    }
    for phase in phases {
      kernels.convolveDepthwise(
        phase.convolution, rows: 0..<phase.convolution.rows.outputs, x: dz, w: kernel + phase.kernelOffset, bias: nil,
        relu: false, y: dx + phase.inputOffset)
    }
  }

  /// Adds the chunks' sums in order into the gradients.
  func sumChunks(
    _ chunks: Int, _ kernel: UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    pass.parallelism.forEachBlock(of: geometry.taps * geometry.filters, size: 4096) { range, _ in
      pass.kernels.sumParts(
        chunkKernels.readOnly + range.lowerBound, parts: chunks, stride: kernelStride, y: kernel + range.lowerBound,
        count: range.count)
    }
    if let bias {
      pass.kernels.sumParts(chunkBiases.readOnly, parts: chunks, stride: biasStride, y: bias, count: geometry.filters)
    }
  }
}
