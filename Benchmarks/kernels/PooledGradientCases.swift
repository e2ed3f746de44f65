import Geometry
import KernelTypes
import Tensors

/// The gradients of conv.yaml's second convolution as `PooledConv2DGradient` computes them for one image: 13 × 13 × 32
/// to 5 × 5 × 64 pooled, where each window has at most one gradient and ReLU zeroes every other one.
struct PooledGradientCases {
  private static let (side, channels, filters) = (13, 32, 64)
  private static let pool = PoolingGeometry(
    inputHeight: 10, inputWidth: 10, channels: filters, outputHeight: 5, outputWidth: 5, poolHeight: 2, poolWidth: 2,
    strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0)
  private static let (run, kernelRows, listStride) = (3 * channels, 9 * channels, filters + vectorWidth)
  private static let windows = pool.outputHeight * pool.outputWidth
  private static let positions = pool.inputHeight * pool.inputWidth

  private let kernels: any KernelSet
  private let windowStarts = AlignedBuffer((0..<positions).map { ($0 / 10 * side + $0 % 10) * channels })
  private let dz: AlignedBuffer<Float>
  private let places: AlignedBuffer<Float>
  private let channelLists = AlignedBuffer<UInt32>(positions * listStride)
  private let values = AlignedBuffer<Float>(positions * listStride)
  private let counts = AlignedBuffer<Int>(positions)
  private let starts = AlignedBuffer<UInt32>(filters * windows)
  private let filterValues = AlignedBuffer<Float>(filters * windows)
  private let filterCounts = AlignedBuffer<Int>(filters)

  init(_ kernels: any KernelSet) {
    self.kernels = kernels
    let outputs = Self.pool.outputCount
    dz = AlignedBuffer((0..<outputs).map { _ in Bool.random() ? Float.random(in: 0.01...1) : 0 })
    places = AlignedBuffer((0..<outputs).map { _ in Float(Int.random(in: 0..<4)) })
    list()
    turn()
  }

  private func list() {
    kernels.listPooledGradients(
      Self.pool, dy: dz.readOnly, positions: places.readOnly, listStride: Self.listStride,
      channels: channelLists.pointer, values: values.pointer, counts: counts.pointer)
  }

  /// Makes the lists by filter from those by position.
  private func turn() {
    for position in 0..<Self.positions {
      for entry in 0..<counts.pointer[position] {
        let from = position * Self.listStride + entry
        let filter = Int(channelLists.pointer[from])
        let place = filter * Self.windows + filterCounts.pointer[filter]
        starts.pointer[place] = UInt32(windowStarts.pointer[position])
        filterValues.pointer[place] = values.pointer[from]
        filterCounts.pointer[filter] += 1
      }
    }
  }

  func passes() -> [PassCase] {
    let entries = dz.array.count { $0 != 0 }
    return [
      PassCase("`listPooledGradients`, 5 × 5 × 64", bytes: 8 * dz.count + 8 * entries, elements: dz.count) { list() }
    ]
  }

  func products() -> [ProductCase] {
    let made = dz.array.count { $0 != 0 } * Self.kernelRows
    let dense = Self.positions * Self.filters * Self.kernelRows
    let image = randomBuffer(Self.side * Self.side * Self.channels)
    let (kernel, sums) = (randomBuffer(Self.filters * Self.kernelRows), randomBuffer(Self.filters * Self.kernelRows))
    let dx = randomBuffer(image.count)
    let filterStarts = rowOffsets(Self.filters, stride: Self.kernelRows)
    return [
      ProductCase("`addPatches` kernel's gradient, 3 × 3 × 32, 64 filters", multiplyAdds: made, dense: dense) {
        kernels.addPatches(
          PatchProduct(
            offsets: starts.readOnly, values: filterValues.readOnly, counts: filterCounts.readOnly,
            listStride: Self.windows, source: image.readOnly, sourceStride: Self.side * Self.channels,
            target: sums.pointer, targets: filterStarts.readOnly, count: Self.filters, targetStride: Self.run,
            targetsOverlap: false, rows: 3, run: Self.run))
      },
      ProductCase("`addPatches` input's gradient, likewise", multiplyAdds: made, dense: dense) {
        dx.pointer.update(repeating: 0, count: dx.count)
        kernels.addPatches(
          PatchProduct(
            offsets: channelLists.readOnly, scale: Self.kernelRows, values: values.readOnly, counts: counts.readOnly,
            listStride: Self.listStride, source: kernel.readOnly, sourceStride: Self.run, target: dx.pointer,
            targets: windowStarts.readOnly, count: Self.positions, targetStride: Self.side * Self.channels,
            targetsOverlap: true, rows: 3, run: Self.run))
      },
    ]
  }
}
