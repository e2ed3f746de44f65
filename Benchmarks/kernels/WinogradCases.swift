import KernelTypes

/// conv.yaml's second convolution as `WinogradConvolution` computes it for one image: 13 × 13 × 32 to 10 × 10 × 64, 25
/// tiles.
struct WinogradCases {
  private static var tiles: WinogradTiles {
    WinogradTiles(
      height: 13, width: 13, channels: 32, padTop: 0, padLeft: 0, outputHeight: 10, outputWidth: 10, filters: 64,
      rows: 0..<5)
  }
  private let kernels: any KernelSet
  private let image = randomBuffer(13 * 13 * 32)
  private let kernel = randomBuffer(9 * 32 * 64)
  private let bias = randomBuffer(64)
  private let u = randomBuffer(16 * 32 * 64)
  private let v = randomBuffer(16 * tiles.count * 32)
  private let m = randomBuffer(16 * tiles.count * 64)
  private let y = randomBuffer(tiles.count * 64)
  private let places = randomBuffer(tiles.count * 64)
  private let inputRows = rowOffsets(tiles.count, stride: 32)
  private let outputRows = rowOffsets(tiles.count, stride: 64)

  init(_ kernels: any KernelSet) { self.kernels = kernels }

  func products() -> [ProductCase] {
    let count = Self.tiles.count
    let dense = 100 * 9 * 32 * 64
    return [
      ProductCase("Winograd's 16 products of \(count) × 32 × 64", multiplyAdds: 16 * count * 32 * 64, dense: dense) {
        multiply()
      },
      ProductCase("the same with its transforms and pooling", multiplyAdds: 16 * count * 32 * 64, dense: dense) {
        transformInput()
        multiply()
        transformOutput()
      },
    ]
  }

  func passes() -> [PassCase] {
    let (tiles, pooled) = (Self.tiles, 2 * y.count)
    return [
      PassCase("`winogradInput`, 25 tiles × 32", bytes: 4 * (12 * 12 * 32 + v.count), elements: v.count) {
        transformInput()
      },
      PassCase("`winogradPooledOutput`, 25 tiles × 64", bytes: 4 * (m.count + pooled), elements: m.count) {
        transformOutput()
      },
      PassCase("`winogradKernel`, 32 × 64", bytes: 4 * (kernel.count + u.count), elements: u.count) {
        kernels.winogradKernel(
          kernel.readOnly, channels: 0..<tiles.channels, channelCount: tiles.channels, filters: tiles.filters,
          u: u.pointer)
      },
    ]
  }

  private func transformInput() { kernels.winogradInput(Self.tiles, image: image.readOnly, v: v.pointer) }

  private func transformOutput() {
    kernels.winogradPooledOutput(
      Self.tiles, m: m.readOnly, bias: bias.readOnly, relu: true, y: y.pointer, positions: places.pointer)
  }

  private func multiply() {
    let count = Self.tiles.count
    for element in 0..<16 {
      kernels.contract(
        Contraction(
          a: v.readOnly + element * count * 32, aStrides: .init(inner: 1), aOffsets: inputRows.readOnly, rows: count,
          b: u.readOnly + element * 32 * 64, bStrides: .init(inner: 64), columns: 64, depth: .init(inner: 32),
          c: m.pointer + element * count * 64, cOffsets: outputRows.readOnly))
    }
  }
}
