import Geometry
import KernelTypes
import Tensors

/// A 3 × 3 convolution with stride one by Winograd's F(2 × 2, 3 × 3): 16 matrix products over bands of output tiles, with
/// four ninths of the direct sum's multiply-adds. The input gradient of such a convolution is another one. `ConvolutionWay`
/// says when it is used.
final class WinogradConvolution {
  private let geometry: ConvolutionGeometry
  /// U [16, channels, filters]
  private let kernel: AlignedBuffer<Float>
  /// Tile rows in a band: about 32 tiles, whose transforms fit into half of a second-level cache of 1 MB up to 128 channels
  /// and filters.
  private let bandRows: Int
  private let inputRows: OffsetTable
  private let outputRows: OffsetTable
  private let channelPlaces: OffsetTable
  private let kernelRows: OffsetTable
  private var scratch: [(inputs: AlignedBuffer<Float>, outputs: AlignedBuffer<Float>)] = []
  /// In the workspace: dU [16, channels, filters] of each chunk of a batch, and after them their sum.
  private var chunks = AlignedBuffer<Float>(0)

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    let g = geometry
    kernel = AlignedBuffer(16 * g.channels * g.filters)
    let columns = (g.outputWidth + 1) / 2
    bandRows = Self.bandRows(g)
    inputRows = .rows(bandRows * columns, stride: g.channels)
    outputRows = .rows(bandRows * columns, stride: g.filters)
    channelPlaces = .rows(g.channels, stride: 1)
    kernelRows = .rows(g.channels, stride: g.filters)
  }

  private static func bandRows(_ g: ConvolutionGeometry) -> Int {
    min((g.outputHeight + 1) / 2, max(1, 32 / ((g.outputWidth + 1) / 2)))
  }

  static func floatsOfWorker(_ g: ConvolutionGeometry) -> Int {
    16 * bandRows(g) * ((g.outputWidth + 1) / 2) * (g.channels + g.filters)
  }

  /// In the workspace.
  static func floatsOfSums(_ g: ConvolutionGeometry) -> Int { (BatchChunks.most + 1) * 16 * g.channels * g.filters }

  /// The number of bands in an image.
  var bands: Int { ((geometry.outputHeight + 1) / 2 + bandRows - 1) / bandRows }

  /// The output rows of a band.
  func outputRows(of band: Int) -> Range<Int> {
    2 * band * bandRows..<min(geometry.outputHeight, 2 * (band + 1) * bandRows)
  }

  private func tiles(of band: Int) -> WinogradTiles {
    let g = geometry
    let rows = (g.outputHeight + 1) / 2
    return WinogradTiles(
      height: g.inputHeight, width: g.inputWidth, channels: g.channels, padTop: g.padTop, padLeft: g.padLeft,
      outputHeight: g.outputHeight, outputWidth: g.outputWidth, filters: g.filters,
      rows: band * bandRows..<min(rows, (band + 1) * bandRows))
  }

  /// Transforms the kernel [3, 3, channels, filters].
  func prepare(_ weights: UnsafePointer<Float>, _ pass: Pass) {
    prepareScratch(pass)
    let g = geometry
    pass.parallelism.forEachBlock(of: g.channels, size: 16) { channels, _ in
      pass.kernels.winogradKernel(
        weights, channels: channels, channelCount: g.channels, filters: g.filters, u: kernel.pointer)
    }
  }

  private func prepareScratch(_ pass: Pass) {
    let tiles = bandRows * ((geometry.outputWidth + 1) / 2)
    while scratch.count < pass.parallelism.workers {
      scratch.append((AlignedBuffer(16 * tiles * geometry.channels), AlignedBuffer(16 * tiles * geometry.filters)))
    }
  }

  /// y [output height, output width, filters]: computes the rows of a band.
  func convolve(
    _ image: UnsafePointer<Float>, band: Int, bias: UnsafePointer<Float>? = nil, relu: Bool = false,
    _ y: UnsafeMutablePointer<Float>, _ worker: Int, _ kernels: any KernelSet
  ) {
    let tiles = tiles(of: band)
    multiply(image, tiles, worker, kernels)
    kernels.winogradOutput(tiles, m: scratch[worker].outputs.readOnly, bias: bias, relu: relu, y: y)
  }

  /// The same, max-pooled in windows that coincide with the tiles.
  func convolveAndPool(
    _ image: UnsafePointer<Float>, band: Int, bias: UnsafePointer<Float>?, relu: Bool,
    _ y: UnsafeMutablePointer<Float>, _ positions: UnsafeMutablePointer<Float>, _ worker: Int, _ kernels: any KernelSet
  ) {
    let tiles = tiles(of: band)
    multiply(image, tiles, worker, kernels)
    kernels.winogradPooledOutput(
      tiles, m: scratch[worker].outputs.readOnly, bias: bias, relu: relu, y: y, positions: positions)
  }

  private func multiply(_ image: UnsafePointer<Float>, _ tiles: WinogradTiles, _ worker: Int, _ kernels: any KernelSet)
  {
    let g = geometry
    let (inputs, outputs) = scratch[worker]
    kernels.winogradInput(tiles, image: image, v: inputs.pointer)
    for element in 0..<16 {
      kernels.contract(
        Contraction(
          a: inputs.readOnly + element * tiles.count * g.channels, aStrides: .init(inner: 1),
          aOffsets: inputRows.readOnly, rows: tiles.count,
          b: kernel.readOnly + element * g.channels * g.filters, bStrides: .init(inner: g.filters), columns: g.filters,
          depth: .init(inner: g.channels),
          c: outputs.pointer + element * tiles.count * g.filters, cOffsets: outputRows.readOnly))
    }
  }

  // MARK: The kernel's gradient

  func prepareGradient(_ pass: Pass) {
    prepareScratch(pass)
    chunks = pass.workspace(Self.floatsOfSums(geometry))
  }

  /// Adds an image's share to a chunk's dU, or begins the sum.
  func addKernelGradient(
    _ image: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ chunk: Int, accumulate: Bool, _ worker: Int,
    _ kernels: any KernelSet
  ) {
    let g = geometry
    let (inputs, outputs) = scratch[worker]
    for band in 0..<bands {
      let tiles = tiles(of: band)
      kernels.winogradInput(tiles, image: image, v: inputs.pointer)
      kernels.winogradOutputGradient(tiles, dy: dz, z: outputs.pointer)
      for element in 0..<16 {
        kernels.contract(
          Contraction(
            a: inputs.readOnly + element * tiles.count * g.channels, aStrides: .init(inner: g.channels),
            aOffsets: channelPlaces.readOnly, rows: g.channels,
            b: outputs.readOnly + element * tiles.count * g.filters, bStrides: .init(inner: g.filters),
            columns: g.filters, depth: .init(inner: tiles.count),
            c: chunks.pointer + (chunk * 16 + element) * g.channels * g.filters, cOffsets: kernelRows.readOnly,
            accumulate: accumulate || band > 0))
      }
    }
  }

  /// The kernel's gradient from the chunks' sums, added in order.
  func sumChunks(_ count: Int, _ gradient: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let sum = chunks.pointer + BatchChunks.most * kernel.count
    let g = geometry
    pass.parallelism.forEachBlock(of: kernel.count, size: 4096) { range, _ in
      pass.kernels.sumParts(
        chunks.readOnly + range.lowerBound, parts: count, stride: kernel.count, y: sum + range.lowerBound,
        count: range.count)
    }
    pass.parallelism.forEachBlock(of: g.channels, size: 16) { channels, _ in
      pass.kernels.winogradKernelGradient(
        sum, channels: channels, channelCount: g.channels, filters: g.filters, gradient: gradient)
    }
  }
}
