import KernelTypes
import Kernels
import Tensors

/// The memory and tables that only a convolution's backward pass needs: made when it first runs.
final class Conv2DGradient {
  private let geometry: ConvolutionGeometry
  /// Zeros around the output's gradient, so that every phase of the input gradient is a convolution without borders.
  private let padHeight: Int
  private let padWidth: Int
  private let paddedHeight: Int
  private let paddedWidth: Int
  private let phases: [Phase]
  /// W with its taps in the phases' order, each transposed to [filters, channels].
  private let turnedKernel: AlignedBuffer<Float>
  private let chunkKernels: AlignedBuffer<Float>
  private let chunkBiases: AlignedBuffer<Float>
  /// A worker's padded gradients: one image after another, `group` of them.
  private var gradients: [AlignedBuffer<Float>] = []
  /// The images whose products with dW are summed in one go, while the sums stay in registers: as many as fit a quarter
  /// of a second-level cache of 1 MB. A constant of the problem, though the order of the sums does not depend on it.
  let group: Int
  private var maps: [AlignedBuffer<Float>] = []
  /// A vector's width apart, so that no two chunks share a vector.
  private let biasStride: Int

  /// A phase with its tables and the place of its taps in `turnedKernel`.
  private struct Phase {
    var shape: GradientPhase
    var kernelOffset: Int
    var windowStarts: OffsetTable
    var inputPositions: OffsetTable
  }

  init(_ geometry: ConvolutionGeometry) {
    let g = geometry
    self.geometry = g
    padHeight = (g.kernelHeight + g.strideHeight - 1) / g.strideHeight - 1
    padWidth = (g.kernelWidth + g.strideWidth - 1) / g.strideWidth - 1
    // The last input position of a phase may lie beyond the last output's window.
    let paddedHeight = padHeight + max(g.outputHeight, (g.inputHeight + g.padTop - 1) / g.strideHeight + 1)
    let paddedWidth = padWidth + max(g.outputWidth, (g.inputWidth + g.padLeft - 1) / g.strideWidth + 1)
    self.paddedHeight = paddedHeight
    self.paddedWidth = paddedWidth
    group = max(1, min(16, 65_536 / max(1, paddedHeight * paddedWidth * g.filters)))
    turnedKernel = AlignedBuffer(g.kernelRows * g.filters)
    chunkKernels = AlignedBuffer(BatchChunks.most * g.kernelRows * g.filters)
    biasStride = wholeVectors(g.filters)
    chunkBiases = AlignedBuffer(BatchChunks.most * wholeVectors(g.filters))

    var kernelOffset = 0
    phases = GradientPhase.all(g, padHeight: padHeight, padWidth: padWidth).map { shape in
      defer { kernelOffset += shape.taps.count * g.channels * g.filters }
      let places = (0..<shape.rows).flatMap { row in (0..<shape.columns).map { (row, $0) } }
      return Phase(
        shape: shape, kernelOffset: kernelOffset,
        windowStarts: OffsetTable(
          places.map { row, column in
            ((shape.startRow + row) * paddedWidth + shape.startColumn + column) * g.filters
          }),
        inputPositions: OffsetTable(
          places.map { row, column in
            ((shape.firstRow + row * g.strideHeight) * g.inputWidth + shape.firstColumn + column * g.strideWidth)
              * g.channels
          }))
    }
  }

  /// Floats from one row of the padded gradient to the next.
  var gradientRow: Int { paddedWidth * geometry.filters }
  /// Floats from one image of the padded gradient to the next.
  var gradientCount: Int { paddedHeight * gradientRow }

  /// The first output position of an image of the worker's group.
  func gradient(_ slot: Int, _ worker: Int) -> UnsafePointer<Float> { UnsafePointer(place(slot, worker)) }

  private func place(_ slot: Int, _ worker: Int) -> UnsafeMutablePointer<Float> {
    gradients[worker].pointer + (slot * gradientCount + padHeight * gradientRow + padWidth * geometry.filters)
  }

  func kernelSums(_ chunk: Int) -> UnsafeMutablePointer<Float> {
    chunkKernels.pointer + chunk * geometry.kernelRows * geometry.filters
  }

  /// Makes scratch memory for each worker, and turns the kernel for the input gradient.
  func prepare(kernel: UnsafePointer<Float>?, _ pass: Pass) {
    while gradients.count < pass.parallelism.workers {
      gradients.append(AlignedBuffer(group * gradientCount))
      maps.append(AlignedBuffer(geometry.outputCount))
    }
    guard let kernel else { return }
    let g = geometry
    let tapCount = g.channels * g.filters
    for phase in phases {
      pass.parallelism.forEach(phase.shape.taps.count) { tap, _ in
        pass.kernels.transpose(
          kernel + phase.shape.taps[tap] * tapCount, g.channels, g.filters, g.filters,
          turnedKernel.pointer + phase.kernelOffset + tap * tapCount, g.channels)
      }
    }
  }

  /// Puts one image's dz, unpooled if the layer pools, between the zeros of a slot.
  func expand(
    _ dz: UnsafePointer<Float>, pool: PoolingGeometry?, positions: UnsafePointer<Float>?, _ slot: Int, _ worker: Int,
    _ kernels: KernelSet
  ) {
    var map = dz
    if let pool, let positions {
      kernels.maxPoolGradient(pool, dz, positions, maps[worker].pointer)
      map = maps[worker].readOnly
    }
    let start = place(slot, worker)
    let count = geometry.outputWidth * geometry.filters
    for row in 0..<geometry.outputHeight { (start + row * gradientRow).update(from: map + row * count, count: count) }
  }

  /// Adds the sums over a group's images and positions to db.
  func addBiasGradient(_ images: Int, _ worker: Int, _ chunk: Int, accumulate: Bool, _ kernels: KernelSet) {
    let sums = chunkBiases.pointer + chunk * biasStride
    for slot in 0..<images {
      for row in 0..<geometry.outputHeight {
        kernels.columnSums(
          gradient(slot, worker) + row * gradientRow, geometry.outputWidth, geometry.filters, geometry.filters, sums,
          accumulate || slot > 0 || row > 0)
      }
    }
  }

  /// dx of one image of the worker's group.
  func inputGradient(_ slot: Int, _ worker: Int, _ dx: UnsafeMutablePointer<Float>, _ kernels: KernelSet) {
    let g = geometry
    let origin = gradients[worker].readOnly + slot * gradientCount
    for phase in phases {
      let run = phase.shape.tapColumns * g.filters
      kernels.contract(
        Contraction(
          a: origin, aStrides: .init(middle: gradientRow, inner: 1), aOffsets: phase.windowStarts.readOnly,
          rows: phase.shape.rows * phase.shape.columns,
          b: turnedKernel.readOnly + phase.kernelOffset,
          bStrides: .init(middle: run * g.channels, inner: g.channels), columns: g.channels,
          depth: .init(middle: phase.shape.tapRows, inner: run),
          c: dx, cOffsets: phase.inputPositions.readOnly))
    }
  }

  /// Adds the chunks' sums in order into the gradients.
  func sumChunks(
    _ chunks: Int, _ kernel: UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let count = geometry.kernelRows * geometry.filters
    pass.parallelism.forEachBlock(of: count, size: 4096) { range, _ in
      pass.kernels.sumParts(
        chunkKernels.readOnly + range.lowerBound, chunks, count, kernel + range.lowerBound, range.count)
    }
    if let bias { pass.kernels.sumParts(chunkBiases.readOnly, chunks, biasStride, bias, geometry.filters) }
  }
}
