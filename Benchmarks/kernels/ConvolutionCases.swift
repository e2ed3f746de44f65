import Geometry
import KernelTypes
import Tensors

/// conv.yaml's first convolution with its pooling, 28 × 28 × 1 to 13 × 13 × 32, over a batch of MNIST.
struct FirstConvolutionCases {
  private static let samples = 64
  private static let side = 28
  private static let pool = PoolingGeometry(
    inputHeight: 26, inputWidth: 26, channels: 32, outputHeight: 13, outputWidth: 13, poolHeight: 2, poolWidth: 2,
    strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0)
  private let kernels: any KernelSet
  private let x: AlignedBuffer<Float>
  private let taps = AlignedBuffer((0..<9).map { $0 / 3 * side + $0 % 3 })
  private let listed = AlignedBuffer<PooledPosition>(pool.inputHeight * pool.inputWidth)
  private let kernel = randomBuffer(9 * 32)
  private let bias = randomBuffer(32)
  private let y = AlignedBuffer<Float>(samples * pool.outputCount)
  private let places = AlignedBuffer<Float>(samples * pool.outputCount)

  init(_ pixels: [UInt8], _ kernels: any KernelSet) {
    self.kernels = kernels
    x = AlignedBuffer(pixels.prefix(Self.samples * Self.side * Self.side).map { Float($0) / 255 })
    forward()
  }

  private func convolution(_ sample: Int) -> PooledConvolution {
    PooledConvolution(
      image: x.readOnly + sample * Self.side * Self.side, rowStep: Self.side, columnStep: 1, taps: taps.readOnly,
      tapCount: 9, filters: 32, pool: Self.pool, strideHeight: 1, kernelHeight: 3, run: 3, rowStride: Self.side,
      positions: listed.pointer)
  }

  private func forward() {
    for sample in 0..<Self.samples {
      let first = sample * Self.pool.outputCount
      kernels.convolveAndPool(
        convolution(sample), kernel: kernel.readOnly, bias: bias.readOnly, relu: true, y: y.pointer + first,
        positions: places.pointer + first)
    }
  }

  func products() -> [ProductCase] {
    let dense = Self.samples * Self.pool.inputHeight * Self.pool.inputWidth * 9 * 32
    let (gradient, sums) = (randomBuffer(y.count), randomBuffer(9 * 32))
    return [
      ProductCase(
        "`convolveAndPool` 3 × 3 × 1 to 32 filters", multiplyAdds: outputs(rows: 2) * 9 * 32, dense: dense
      ) { forward() },
      ProductCase(
        "`addPooledKernelGradient` likewise", multiplyAdds: outputs(rows: 1) * 9 * 32, dense: dense
      ) {
        for sample in 0..<Self.samples {
          let first = sample * Self.pool.outputCount
          kernels.addPooledKernelGradient(
            convolution(sample), dz: gradient.readOnly + first, positions: places.readOnly + first, c: sums.pointer)
        }
      },
    ]
  }

  func passes() -> [PassCase] {
    let (dz, sums) = (randomBuffer(y.count), randomBuffer(32))
    return [
      PassCase("`addPooledBiasGradient`, 64 × 13 × 13 × 32", bytes: 8 * y.count, elements: y.count) {
        for first in stride(from: 0, to: y.count, by: Self.pool.outputCount) {
          kernels.addPooledBiasGradient(
            Self.pool, dz: dz.readOnly + first, positions: places.readOnly + first, db: sums.pointer)
        }
      },
      PassCase("`applyGradient` ReLU, 64 × 13 × 13 × 32", bytes: 12 * y.count, elements: y.count) {
        kernels.applyGradient(.relu, cached: y.readOnly, dy: dz.readOnly, dx: dz.pointer, count: y.count)
      },
    ]
  }

  /// The outputs that are computed: those of each group of `rows` × 2 that sees a non-zero pixel.
  private func outputs(rows: Int) -> Int {
    var count = 0
    for sample in 0..<Self.samples {
      for top in stride(from: 0, to: Self.pool.inputHeight, by: rows) {
        for left in stride(from: 0, to: Self.pool.inputWidth, by: 2) {
          let seen = (0..<rows + 2).contains { row in
            (0..<4).contains { x.pointer[(sample * Self.side + top + row) * Self.side + left + $0] != 0 }
          }
          if seen { count += 2 * rows }
        }
      }
    }
    return count
  }
}

/// conv.yaml's other convolutions computed directly.
enum DirectConvolutionCases {
  static func all(_ kernels: any KernelSet) -> [ProductCase] {
    [
      product(side: 13, channels: 32, outputSide: 10, filters: 64, kernels.contract),
      product(side: 5, channels: 64, outputSide: 3, filters: 64, kernels.contract),
      kernelGradient(images: 4, side: 5, channels: 64, outputSide: 3, filters: 64, kernels),
    ]
  }

  /// For one chunk of the batch, which is one sum over its images and their positions.
  private static func kernelGradient(
    images: Int, side: Int, channels: Int, outputSide: Int, filters: Int, _ kernels: any KernelSet
  ) -> ProductCase {
    let (positions, kernelRows) = (outputSide * outputSide, 9 * channels)
    let (x, dz) = (randomBuffer(images * side * side * channels), randomBuffer(images * positions * filters))
    let dw = randomBuffer(kernelRows * filters)
    let taps = AlignedBuffer(
      (0..<kernelRows).map { $0 / (3 * channels) * side * channels + $0 % (3 * channels) })
    let lines = rowOffsets(kernelRows, stride: filters)
    return ProductCase(
      "its kernel's gradient, \(images) images", multiplyAdds: images * positions * kernelRows * filters
    ) {
      kernels.contract(
        Contraction(
          a: x.readOnly, aStrides: .init(outer: side * side * channels, middle: side * channels, inner: channels),
          aOffsets: taps.readOnly, rows: kernelRows, b: dz.readOnly,
          bStrides: .init(outer: positions * filters, middle: outputSide * filters, inner: filters), columns: filters,
          depth: .init(outer: images, middle: outputSide, inner: outputSide), c: dw.pointer, cOffsets: lines.readOnly))
    }
  }

  static func product(
    side: Int, channels: Int, outputSide: Int, filters: Int, _ contract: @escaping (Contraction) -> Void
  ) -> ProductCase {
    let run = 3 * channels
    let (image, kernel) = (randomBuffer(side * side * channels), randomBuffer(3 * run * filters))
    let positions = outputSide * outputSide
    let y = randomBuffer(positions * filters)
    let windows = AlignedBuffer((0..<positions).map { ($0 / outputSide * side + $0 % outputSide) * channels })
    let outputs = rowOffsets(positions, stride: filters)
    return ProductCase(
      "3 × 3 × \(channels) at \(positions) positions to \(filters) filters", multiplyAdds: positions * 3 * run * filters
    ) {
      contract(
        Contraction(
          a: image.readOnly, aStrides: .init(middle: side * channels, inner: 1), aOffsets: windows.readOnly,
          rows: positions, b: kernel.readOnly, bStrides: .init(middle: run * filters, inner: filters), columns: filters,
          depth: .init(middle: 3, inner: run), c: y.pointer, cOffsets: outputs.readOnly, relu: true))
    }
  }
}
