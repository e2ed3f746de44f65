import Geometry
import KernelTypes
import Tensors

/// The gradients of a convolution followed by max pooling, from the few positions that have one: at most one in four for a
/// 2 × 2 window, and fewer after ReLU. The sums are those of `Conv2DGradient` in the same order without their zeros, so the
/// bits are the same.
final class PooledConv2DGradient {
  private let geometry: ConvolutionGeometry
  private let pool: PoolingGeometry
  /// Where in the padded input each output position's window begins.
  private let windowStarts: OffsetTable
  /// [filters, kernelRows]: each filter's weights are contiguous, like a patch of the input.
  private let transposedKernel: AlignedBuffer<Float>
  /// In the workspace.
  private var chunkKernels = AlignedBuffer<Float>(0)
  private let chunkBiases: AlignedBuffer<Float>
  private let kernelSum: AlignedBuffer<Float>
  private var scratch: [Scratch] = []
  private let biasStride: Int
  /// Where each filter's weights begin.
  private let filterStarts: OffsetTable

  /// A worker's lists for one image.
  private struct Scratch {
    /// By position: channels and gradients, [positions, listStride].
    let channels: AlignedBuffer<UInt32>
    let values: AlignedBuffer<Float>
    let counts: AlignedBuffer<Int>
    /// By channel: window starts and gradients, [filters, windows].
    let starts: AlignedBuffer<UInt32>
    let channelValues: AlignedBuffer<Float>
    let channelCounts: AlignedBuffer<Int>
    /// dx with its zero padding; nil if the input is not padded.
    let paddedGradient: AlignedBuffer<Float>?
  }

  init(_ geometry: ConvolutionGeometry, _ pool: PoolingGeometry, windowStarts: OffsetTable) {
    self.geometry = geometry
    self.pool = pool
    self.windowStarts = windowStarts
    let kernelCount = geometry.kernelRows * geometry.filters
    transposedKernel = AlignedBuffer(kernelCount)
    kernelSum = AlignedBuffer(kernelCount)
    biasStride = wholeVectors(geometry.filters)
    filterStarts = .rows(geometry.filters, stride: geometry.kernelRows)
    chunkBiases = AlignedBuffer(BatchChunks.most * biasStride)
  }

  static func floatsOfWorker(_ g: ConvolutionGeometry, _ pool: PoolingGeometry) -> Int {
    // A count takes as much as two floats.
    2 * g.positions * (g.filters + vectorWidth + 1) + 2 * g.filters * (pool.outputHeight * pool.outputWidth + 1)
      + (g.isPadded ? g.paddedCount : 0)
  }

  /// The listing kernel writes whole vectors.
  private var listStride: Int { geometry.filters + vectorWidth }
  private var windows: Int { pool.outputHeight * pool.outputWidth }

  func prepare(kernel: UnsafePointer<Float>, _ pass: Pass) {
    let g = geometry
    chunkKernels = pass.workspace(BatchChunks.most * g.kernelRows * g.filters)
    while scratch.count < pass.parallelism.workers {
      scratch.append(
        Scratch(
          channels: AlignedBuffer(g.positions * listStride), values: AlignedBuffer(g.positions * listStride),
          counts: AlignedBuffer(g.positions), starts: AlignedBuffer(g.filters * windows),
          channelValues: AlignedBuffer(g.filters * windows), channelCounts: AlignedBuffer(g.filters),
          paddedGradient: g.isPadded ? AlignedBuffer(g.paddedCount) : nil))
    }
    pass.parallelism.forEachBlock(of: g.kernelRows, size: 64) { rows, _ in
      pass.kernels.transpose(
        kernel + rows.lowerBound * g.filters, rows: rows.count, columns: g.filters, xStride: g.filters,
        y: transposedKernel.pointer + rows.lowerBound, yStride: g.kernelRows)
    }
  }

  func begin(_ chunk: Int) {
    let count = geometry.kernelRows * geometry.filters
    (chunkKernels.pointer + chunk * count).update(repeating: 0, count: count)
    (chunkBiases.pointer + chunk * biasStride).update(repeating: 0, count: biasStride)
  }

  /// Adds one image's share to the chunk's dW and db, and computes its dx unless that is nil.
  func add(
    image: UnsafePointer<Float>, dz: UnsafePointer<Float>, positions: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>?, _ chunk: Int, _ worker: Int, _ kernels: any KernelSet
  ) {
    let lists = scratch[worker]
    kernels.listPooledGradients(
      pool, dy: dz, positions: positions, listStride: listStride, channels: lists.channels.pointer,
      values: lists.values.pointer, counts: lists.counts.pointer)
    if let dx { inputGradient(lists, dx, kernels) }
    listByChannel(lists)
    let sums = chunkKernels.pointer + chunk * geometry.kernelRows * geometry.filters
    kernels.addPooledBiasGradient(pool, dz: dz, positions: positions, db: chunkBiases.pointer + chunk * biasStride)
    kernels.addPatches(
      PatchProduct(
        offsets: lists.starts.readOnly, values: lists.channelValues.readOnly, counts: lists.channelCounts.readOnly,
        listStride: windows, source: image, sourceStride: geometry.paddedWidth * geometry.channels, target: sums,
        targets: filterStarts.readOnly, count: geometry.filters, targetStride: run, targetsOverlap: false,
        rows: geometry.kernelHeight, run: run))
  }

  /// The number of floats in a window's row.
  private var run: Int { geometry.kernelWidth * geometry.channels }

  /// Makes the lists by channel from those by position, positions in order.
  private func listByChannel(_ lists: Scratch) {
    let counts = lists.channelCounts.pointer
    counts.update(repeating: 0, count: geometry.filters)
    for position in 0..<geometry.positions {
      let first = position * listStride
      let start = UInt32(truncatingIfNeeded: windowStarts.pointer[position])
      for entry in first..<first &+ lists.counts.pointer[position] {
        let channel = Int(lists.channels.pointer[entry])
        let place = channel &* windows &+ counts[channel]
        lists.starts.pointer[place] = start
        lists.channelValues.pointer[place] = lists.values.pointer[entry]
        counts[channel] &+= 1
      }
    }
  }

  private func inputGradient(_ lists: Scratch, _ dx: UnsafeMutablePointer<Float>, _ kernels: any KernelSet) {
    let g = geometry
    let target = lists.paddedGradient?.pointer ?? dx
    target.update(repeating: 0, count: g.paddedCount)
    kernels.addPatches(
      PatchProduct(
        offsets: lists.channels.readOnly, scale: g.kernelRows, values: lists.values.readOnly,
        counts: lists.counts.readOnly, listStride: listStride, source: transposedKernel.readOnly, sourceStride: run,
        target: target, targets: windowStarts.readOnly, count: g.positions, targetStride: g.paddedWidth * g.channels,
        targetsOverlap: true, rows: g.kernelHeight, run: run))
    guard let padded = lists.paddedGradient else { return }
    let row = g.inputWidth * g.channels
    let start = (g.padTop * g.paddedWidth + g.padLeft) * g.channels
    for y in 0..<g.inputHeight {
      (dx + y * row).update(from: padded.readOnly + (start + y * g.paddedWidth * g.channels), count: row)
    }
  }

  /// Adds the chunks' sums in order into the gradients.
  func sumChunks(
    _ chunks: Int, _ kernel: UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let g = geometry
    let count = g.kernelRows * g.filters
    pass.parallelism.forEachBlock(of: count, size: 4096) { range, _ in
      pass.kernels.sumParts(
        chunkKernels.readOnly + range.lowerBound, parts: chunks, stride: count, y: kernelSum.pointer + range.lowerBound,
        count: range.count)
    }
    pass.parallelism.forEachBlock(of: g.filters, size: 16) { filters, _ in
      pass.kernels.transpose(
        kernelSum.readOnly + filters.lowerBound * g.kernelRows, rows: filters.count, columns: g.kernelRows,
        xStride: g.kernelRows,
        y: kernel + filters.lowerBound, yStride: g.filters)
    }
    if let bias {
      pass.kernels.sumParts(chunkBiases.readOnly, parts: chunks, stride: biasStride, y: bias, count: g.filters)
    }
  }
}
