import Geometry
import KernelTypes
import Tensors

/// The gradients of a convolution from the whole map of its output's gradient, with the memory and tables that only the
/// backward pass needs: made when it first runs.
final class Conv2DGradient {
  private let geometry: ConvolutionGeometry
  private let phases: [Phase]
  /// W rotated by 180°, phase by phase, with each tap transposed to [filters, channels].
  private let rotatedKernel: AlignedBuffer<Float>
  /// In the workspace; empty if Winograd's tiles have their own.
  private var chunkKernels = AlignedBuffer<Float>(0)
  private let chunkBiases: AlignedBuffer<Float>
  /// How many images are processed together, so that the sums of dW stay in registers: as many maps as fit into a quarter
  /// of a second-level cache of 1 MB. It depends on the problem alone, though the order of the sums does not depend on it.
  let group: Int
  /// A worker's maps before pooling: `group` images, one after another.
  private var maps: [AlignedBuffer<Float>] = []
  /// A vector's width apart, so that no two chunks share a vector.
  private let biasStride: Int
  private let taps: OffsetTable
  private let kernelRows: OffsetTable
  /// For dW, and for dx.
  private let winograd: WinogradConvolution?
  private let winogradOfInput: WinogradConvolution?

  /// A phase with the position of its taps in `rotatedKernel`.
  private struct Phase {
    var taps: [Int]
    var tapColumns: Int
    var kernelOffset: Int
    var regions: [Region]
  }

  /// A region's positions in each image of a group: where the gradients that they see begin, and where they are.
  private struct Region {
    var shape: GradientRegion
    var gradients: OffsetTable
    var inputs: OffsetTable
  }

  /// `taps`: where the kernel's elements are in an image, relative to a window's start. `winograd`: the layer's forward
  /// pass, if it is computed so.
  init(_ geometry: ConvolutionGeometry, _ way: ConvolutionWay, taps: OffsetTable, winograd: WinogradConvolution?) {
    let g = geometry
    self.winograd = winograd
    self.geometry = g
    let group = Self.group(g)
    self.group = group
    rotatedKernel = AlignedBuffer(g.kernelRows * g.filters)
    biasStride = wholeVectors(g.filters)
    chunkBiases = AlignedBuffer(BatchChunks.most * wholeVectors(g.filters))
    self.taps = taps
    kernelRows = .rows(g.kernelRows, stride: g.filters)

    winogradOfInput = Self.winogradOfInput(g, way).map(WinogradConvolution.init)
    var kernelOffset = 0
    phases = (way.givesInputGradient ? GradientPhase.all(g) : []).map { phase in
      defer { kernelOffset += phase.taps.count * g.groupChannels * g.filters }
      return Phase(
        taps: phase.taps, tapColumns: phase.tapColumns, kernelOffset: kernelOffset,
        regions: phase.regions.map { region in
          func table(image: Int, _ places: [Int]) -> OffsetTable {
            OffsetTable((0..<group).flatMap { number in places.map { number * image + $0 } })
          }
          return Region(
            shape: region,
            gradients: table(image: g.outputCount, region.outputs.map { $0 * g.filters }),
            inputs: table(image: g.inputCount, region.inputs.map { $0 * g.channels }))
        })
    }
  }

  private static func group(_ g: ConvolutionGeometry) -> Int { max(1, min(16, 65_536 / max(1, g.outputCount))) }

  /// The convolution by which Winograd's tiles compute the input gradient; nil if they don't.
  private static func winogradOfInput(_ g: ConvolutionGeometry, _ way: ConvolutionWay) -> ConvolutionGeometry? {
    way.inputSum == .winograd ? g.ofInputGradient : nil
  }

  /// In the workspace.
  static func floatsOfSums(_ g: ConvolutionGeometry, _ way: ConvolutionWay) -> Int {
    if case .fromMap(kernel: .winograd, _) = way.gradients { return WinogradConvolution.floatsOfSums(g) }
    return BatchChunks.most * g.kernelRows * g.filters
  }

  static func floatsOfWorker(_ g: ConvolutionGeometry, _ way: ConvolutionWay, pools: Bool) -> Int {
    (pools ? group(g) * g.outputCount : 0) + (winogradOfInput(g, way).map(WinogradConvolution.floatsOfWorker) ?? 0)
  }

  func kernelSums(_ chunk: Int) -> UnsafeMutablePointer<Float> {
    chunkKernels.pointer + chunk * geometry.kernelRows * geometry.filters
  }

  func biasSums(_ chunk: Int) -> UnsafeMutablePointer<Float> { chunkBiases.pointer + chunk * biasStride }

  /// Sets a chunk's sums to zero.
  func clear(_ chunk: Int) {
    kernelSums(chunk).update(repeating: 0, count: geometry.kernelRows * geometry.filters)
    biasSums(chunk).update(repeating: 0, count: biasStride)
  }

  /// Makes scratch memory for each worker, and rotates the kernel by 180° for the input gradient, if it is given.
  ///
  /// - Parameter sums: whether the kernel's gradient is wanted.
  func prepare(kernel: UnsafePointer<Float>?, pools: Bool, sums: Bool, _ pass: Pass) {
    while pools && maps.count < pass.parallelism.workers { maps.append(AlignedBuffer(group * geometry.outputCount)) }
    if let winograd, sums {
      winograd.prepareGradient(pass)
    } else if sums {
      chunkKernels = pass.workspace(BatchChunks.most * geometry.kernelRows * geometry.filters)
    }
    guard let kernel else { return }
    let g = geometry
    let tapCount = g.groupChannels * g.filters
    for phase in phases {
      pass.parallelism.forEach(phase.taps.count) { tap, _ in
        for group in 0..<g.groups {
          pass.kernels.transpose(
            kernel + phase.taps[tap] * tapCount + group * g.groupFilters, rows: g.groupChannels,
            columns: g.groupFilters, xStride: g.filters,
            y: rotatedKernel.pointer + phase.kernelOffset + tap * tapCount + group * g.groupFilters * g.groupChannels,
            yStride: g.groupChannels)
        }
      }
    }
    winogradOfInput?.prepare(rotatedKernel.readOnly, pass)
  }

  /// The gradients of the maps before pooling from those of `images` pooled ones.
  func unpool(
    _ dz: UnsafePointer<Float>, _ pool: PoolingGeometry, _ positions: UnsafePointer<Float>, images: Int, _ worker: Int,
    _ kernels: any KernelSet
  ) -> UnsafePointer<Float> {
    for image in 0..<images {
      kernels.maxPoolGradient(
        pool, dy: dz + image * pool.outputCount, positions: positions + image * pool.outputCount,
        dx: maps[worker].pointer + image * geometry.outputCount)
    }
    return maps[worker].readOnly
  }

  /// Adds the sums over a group's images and positions to db.
  func addBiasGradient(
    _ dz: UnsafePointer<Float>, images: Int, _ chunk: Int, accumulate: Bool, _ kernels: any KernelSet
  ) {
    kernels.columnSums(
      dz, rows: images * geometry.positions, rowStride: geometry.filters, columns: geometry.filters, y: biasSums(chunk),
      accumulate: accumulate)
  }

  /// Adds the products of a group of images to dW. `windows`: with zero padding around each image, or without for
  /// Winograd's tiles.
  func addKernelGradient(
    _ windows: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, images: Int, _ chunk: Int, accumulate: Bool,
    _ worker: Int, _ kernels: any KernelSet
  ) {
    let g = geometry
    if let winograd {
      for image in 0..<images {
        winograd.addKernelGradient(
          windows + image * g.inputCount, dz + image * g.outputCount, chunk, accumulate: accumulate || image > 0,
          worker,
          kernels)
      }
      return
    }
    for group in 0..<g.groups {
      let filter = group * g.groupFilters
      kernels.contract(
        Contraction(
          a: windows + group * g.groupChannels,
          aStrides: .init(
            outer: g.paddedCount, middle: g.strideHeight * g.paddedWidth * g.channels,
            inner: g.strideWidth * g.channels),
          aOffsets: taps.readOnly, rows: g.kernelRows,
          b: dz + filter, bStrides: .init(outer: g.outputCount, middle: g.outputWidth * g.filters, inner: g.filters),
          columns: g.groupFilters, depth: .init(outer: images, middle: g.outputHeight, inner: g.outputWidth),
          c: kernelSums(chunk) + filter, cOffsets: kernelRows.readOnly, accumulate: accumulate))
    }
  }

  /// Calls `body` for the groups of each chunk of the batch, in order.
  func forEachGroup(
    _ pass: Pass, _ body: (_ images: Range<Int>, _ chunk: Int, _ isFirst: Bool, _ worker: Int) -> Void
  ) {
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, worker in
      let samples = chunks[chunk]
      for first in stride(from: samples.lowerBound, to: samples.upperBound, by: group) {
        body(first..<min(first + group, samples.upperBound), chunk, first == samples.lowerBound, worker)
      }
    }
  }

  /// dx of a group of images.
  ///
  /// - Parameter bias: added for each channel of dx, if dx is a transposed convolution's output.
  func inputGradient(
    _ dz: UnsafePointer<Float>, images: Int, _ dx: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>? = nil,
    relu: Bool = false, _ worker: Int, _ kernels: any KernelSet
  ) {
    let g = geometry
    if let winogradOfInput {
      for image in 0..<images {
        for band in 0..<winogradOfInput.bands {
          winogradOfInput.convolve(
            dz + image * g.outputCount, band: band, bias: bias, relu: relu, dx + image * g.inputCount, worker, kernels)
        }
      }
      return
    }
    for phase in phases {
      for region in phase.regions {
        let shape = region.shape
        let sums = WindowSums.inputs(g, shape, tapColumns: phase.tapColumns)
        let kernel = rotatedKernel.readOnly + phase.kernelOffset + shape.firstTap * g.groupChannels * g.filters
        for group in 0..<g.groups {
          kernels.contract(
            Contraction(
              a: dz + group * g.groupFilters, aStrides: sums.a, aOffsets: region.gradients.readOnly,
              rows: images * shape.inputs.count, b: kernel + group * g.groupFilters * g.groupChannels, bStrides: sums.b,
              columns: g.groupChannels, depth: sums.depth, c: dx + group * g.groupChannels,
              cOffsets: region.inputs.readOnly, bias: bias.map { $0 + group * g.groupChannels }, relu: relu))
        }
      }
    }
  }

  /// Adds the chunks' sums in order into the gradients.
  func sumChunks(
    _ chunks: Int, _ kernel: UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let count = geometry.kernelRows * geometry.filters
    if let winograd {
      winograd.sumChunks(chunks, kernel, pass)
    } else {
      pass.parallelism.forEachBlock(of: count, size: 4096) { range, _ in
        pass.kernels.sumParts(
          chunkKernels.readOnly + range.lowerBound, parts: chunks, stride: count, y: kernel + range.lowerBound,
          count: range.count)
      }
    }
    if let bias {
      pass.kernels.sumParts(chunkBiases.readOnly, parts: chunks, stride: biasStride, y: bias, count: geometry.filters)
    }
  }
}
