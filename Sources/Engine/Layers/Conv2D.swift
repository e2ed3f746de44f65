import Geometry
import KernelTypes
import Tensors

/// y[p, f] = f(Σ_(kh, kw, c) x[p + (kh, kw), c] · W[kh, kw, c, f] + b[f])
///
/// x: [samples, height, width, channels]   W: [kernel height, kernel width, channels, filters]
/// y: [samples, output height, output width, filters]
///
/// Backward, with dz = dy ⊙ f′ and sums in the order of the output positions p:
///   dW[k, c, f] = Σ_(samples, p) x[p + k, c] · dz[p, f]   db[f] = Σ_(samples, p) dz[p, f]
///   dx[q, c] = Σ_(p, f) dz[p, f] · W[q − p, c, f]
///
/// With dilation d, k stands for d·k. Groups are convolutions side by side, of a part of the channels and filters each.
///
/// No matrix of patches is ever built: a row of a window is a run of kernelWidth · channels floats in the image, so a
/// `Contraction` reads the windows in place. dW and db are summed over chunks of the batch, whose number is fixed by
/// the batch's size, and the chunks' sums are added in order.
///
/// With `pool`, max pooling is part of the layer: the map before it exists only for the image being processed, in a
/// worker's scratch memory, and y is the pooled map. `ConvolutionWay` says how each part is computed.
public final class Conv2D: Layer {
  let geometry: ConvolutionGeometry
  let kernel: Parameter
  let bias: Parameter?
  let activation: ActivationStage
  let pool: PoolingGeometry?
  let way: ConvolutionWay

  /// Pooling only: the position of each window's largest element.
  let poolPositions: AlignedBuffer<Float>?
  /// The input with zero padding; nil if no window leaves the input, or none is read so.
  let paddedInput: AlignedBuffer<Float>?
  let windowStarts: OffsetTable
  private let outputRows: OffsetTable
  /// Where the kernel's elements are in an image, relative to a window's start.
  let taps: OffsetTable
  /// For convolutions by Winograd's tiles.
  let winograd: WinogradConvolution?
  var gradientState: Conv2DGradient?
  var pooledGradient: PooledConv2DGradient?
  private var scratch: [AlignedBuffer<Float>] = []
  private var positionLists: [AlignedBuffer<PooledPosition>] = []

  /// - Parameters:
  ///   - wantsInputGradient: whether a backward pass may request dx.
  ///   - role: the kernel's.
  ///   - kernelShape: [kernel height, kernel width, channels of a group, filters] unless a file has it in another shape.
  public init(
    _ geometry: ConvolutionGeometry, activation: ActivationFunction, useBias: Bool, pool: PoolingGeometry? = nil,
    wantsInputGradient: Bool = true, role: String = "kernel", kernelShape: Shape? = nil, capacity: Int
  ) {
    self.geometry = geometry
    self.pool = pool
    way = ConvolutionWay(geometry, pool: pool, wantsInputGradient: wantsInputGradient)
    kernel = Parameter(role: role, shape: kernelShape ?? geometry.kernelShape)
    bias = useBias ? Parameter(role: "bias", shape: Shape([geometry.filters])) : nil
    let outputs = pool?.outputCount ?? geometry.outputCount
    self.activation = ActivationStage(activation, count: outputs, columns: geometry.filters, capacity: capacity)
    poolPositions = pool.map { AlignedBuffer(capacity * $0.outputCount) }

    let g = geometry
    let inputRow = g.paddedWidth * g.channels
    windowStarts = OffsetTable(
      (0..<g.positions).map { position in
        position / g.outputWidth * g.strideHeight * inputRow + position % g.outputWidth * g.strideWidth * g.channels
      })
    outputRows = .rows(g.positions, stride: g.filters)
    winograd = way.isWinograd ? WinogradConvolution(g) : nil
    paddedInput = way.padsInput(g) ? AlignedBuffer(capacity * g.paddedCount) : nil
    taps = OffsetTable(
      (0..<g.kernelRows).map { row in
        let (tap, channel) = row.quotientAndRemainder(dividingBy: g.groupChannels)
        let (tapRow, tapColumn) = tap.quotientAndRemainder(dividingBy: g.kernelWidth)
        return tapRow * g.dilationHeight * inputRow + tapColumn * g.dilationWidth * g.channels + channel
      })
  }

  public var parameters: [Parameter] { [kernel] + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    prepareScratch(pass)
    winograd?.prepare(kernel.values.readOnly, pass)
    let windows = padded(x, pass)
    if let pool, let poolPositions {
      pass.parallelism.forEach(pass.samples) { sample, worker in
        let first = sample * pool.outputCount
        convolveAndPool(
          image(sample, x, windows), pool, y + first, poolPositions.pointer + first, worker, pass.kernels)
      }
    } else {
      forwardWithoutPool(x, windows, y, pass)
    }
  }

  /// An image of the batch: Winograd's tiles know where it ends, everything else reads windows with zero padding.
  func image(
    _ sample: Int, _ x: UnsafePointer<Float>, _ windows: UnsafePointer<Float>
  ) -> UnsafePointer<Float> {
    winograd == nil ? windows + sample * geometry.paddedCount : x + sample * geometry.inputCount
  }

  private func forwardWithoutPool(
    _ x: UnsafePointer<Float>, _ windows: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let g = geometry
    // Blocks are a multiple of every register tile's rows.
    let block = 192
    let blocks = winograd?.bands ?? (g.positions + block - 1) / block
    pass.parallelism.forEach(pass.samples * blocks) { tile, worker in
      let (sample, part) = (tile / blocks, tile % blocks)
      let image = image(sample, x, windows)
      let output = sample * g.outputCount
      let positions: Range<Int>
      if let winograd {
        let rows = winograd.outputRows(of: part)
        positions = rows.lowerBound * g.outputWidth..<rows.upperBound * g.outputWidth
        winograd.convolve(
          image, band: part, bias: bias?.values.readOnly, relu: activation.isFusedRelu, y + output, worker,
          pass.kernels)
      } else {
        positions = part * block..<min(g.positions, (part + 1) * block)
        convolve(image, positions, y + output, pass.kernels)
      }
      activation.forward(
        y, output + positions.lowerBound * g.filters..<output + positions.upperBound * g.filters, pass.kernels)
    }
  }

  /// For one image: its pooled map and the position of each window's largest element. The activation is none or ReLU.
  private func convolveAndPool(
    _ image: UnsafePointer<Float>, _ pool: PoolingGeometry, _ y: UnsafeMutablePointer<Float>,
    _ positions: UnsafeMutablePointer<Float>, _ worker: Int, _ kernels: any KernelSet
  ) {
    let bias = bias?.values.readOnly
    let relu = activation.isFusedRelu
    if way.forward == .windowByWindow {
      return kernels.convolveAndPool(
        pooledConvolution(image, pool, worker), kernel: kernel.values.readOnly, bias: bias, relu: relu, y: y,
        positions: positions)
    }
    if way.forward == .winogradPooled, let winograd {
      for band in 0..<winograd.bands {
        winograd.convolveAndPool(image, band: band, bias: bias, relu: relu, y, positions, worker, kernels)
      }
      return
    }
    let map = scratch[worker].pointer
    if let winograd {
      for band in 0..<winograd.bands {
        winograd.convolve(image, band: band, bias: bias, relu: relu, map, worker, kernels)
      }
    } else {
      convolve(image, 0..<geometry.positions, map, kernels)
    }
    kernels.maxPool(pool, x: map, y: y, positions: positions)
  }

  func pooledConvolution(
    _ image: UnsafePointer<Float>, _ pool: PoolingGeometry, _ worker: Int
  ) -> PooledConvolution {
    let g = geometry
    return PooledConvolution(
      image: image, rowStep: g.strideHeight * g.paddedWidth * g.channels, columnStep: g.strideWidth * g.channels,
      taps: taps.readOnly, tapCount: g.kernelRows, filters: g.filters, pool: pool, strideHeight: g.strideHeight,
      kernelHeight: g.kernelHeight,
      run: g.kernelWidth * g.channels, rowStride: g.paddedWidth * g.channels, positions: positionLists[worker].pointer)
  }

  private func convolve(
    _ image: UnsafePointer<Float>, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>, _ kernels: any KernelSet
  ) {
    let g = geometry
    let sums = WindowSums.outputs(g)
    for group in 0..<g.groups {
      let filter = group * g.groupFilters
      kernels.contract(
        Contraction(
          a: image + group * g.groupChannels, aStrides: sums.a, aOffsets: windowStarts.readOnly + rows.lowerBound,
          rows: rows.count, b: kernel.values.readOnly + filter, bStrides: sums.b, columns: g.groupFilters,
          depth: sums.depth, c: output + filter, cOffsets: outputRows.readOnly + rows.lowerBound,
          bias: bias.map { $0.values.readOnly + filter }, relu: activation.isFusedRelu))
    }
  }

  /// Makes a map for each worker, if there is pooling. Called at the first pass.
  private func prepareScratch(_ pass: Pass) {
    guard pool != nil else { return }
    while scratch.count < pass.parallelism.workers {
      scratch.append(AlignedBuffer(geometry.outputCount))
      positionLists.append(AlignedBuffer(way.gradients == .fromPositions ? geometry.positions : 0))
    }
  }

  /// The batch with zero padding around each image; the borders were zeroed with the buffer and stay so. If Winograd's
  /// tiles compute the forward pass, only the backward pass reads it.
  func padded(_ x: UnsafePointer<Float>, _ pass: Pass) -> UnsafePointer<Float> {
    guard let paddedInput, winograd == nil || pass.isTraining else { return x }
    let g = geometry
    let rowCount = g.inputWidth * g.channels
    pass.parallelism.forEach(pass.samples) { sample, _ in
      var target = paddedInput.pointer + sample * g.paddedCount
      target += (g.padTop * g.paddedWidth + g.padLeft) * g.channels
      for row in 0..<g.inputHeight {
        (target + row * g.paddedWidth * g.channels).update(
          from: x + sample * g.inputCount + row * rowCount, count: rowCount)
      }
    }
    return paddedInput.readOnly
  }
}

extension ConvolutionGeometry {
  var kernelShape: Shape { Shape([kernelHeight, kernelWidth, groupChannels, filters]) }
}
