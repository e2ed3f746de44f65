import KernelTypes
import Tensors

/// Normalization of more than a cache holds, and for comparison a copy of as much.
enum NormalizationCases {
  private static let channels = 32
  private static let rows = 32 * 26 * 26

  static func all(_ kernels: any KernelSet) -> [PassCase] {
    let count = rows * channels
    let (x, dy, y) = (randomBuffer(count), randomBuffer(count), randomBuffer(count))
    let (mean, inverse, scale, shift) = (
      randomBuffer(channels), randomBuffer(channels), randomBuffer(channels), randomBuffer(channels)
    )
    let (sums, products) = (randomBuffer(channels), randomBuffer(channels))
    let n = ChannelNormalization(
      channels: channels, mean: mean.readOnly, inverse: inverse.readOnly, scale: scale.readOnly, shift: shift.readOnly,
      relu: true)
    func pass(_ name: String, bytes: Int, _ run: @escaping () -> Void) -> PassCase {
      PassCase("\(name), 32 × 26 × 26 × 32", bytes: bytes * count, elements: count, run: run)
    }
    return [
      pass("a copy", bytes: 8) { y.pointer.update(from: x.readOnly, count: count) },
      pass("`columnSums`", bytes: 4) {
        kernels.columnSums(
          x.readOnly, rows: rows, rowStride: channels, columns: channels, y: sums.pointer, accumulate: false)
      },
      pass("`squaredDeviationSums`", bytes: 4) {
        kernels.squaredDeviationSums(
          x.readOnly, mean: mean.readOnly, rows: rows, channels: channels, y: sums.pointer)
      },
      pass("`normalize` with ReLU", bytes: 8) { kernels.normalize(x.readOnly, n, y: y.pointer, count: count) },
      pass("`normalizationGradientSums`", bytes: 8) {
        kernels.normalizationGradientSums(
          x.readOnly, dy: dy.readOnly, n, rows: rows, sums: sums.pointer, products: products.pointer)
      },
      pass("`normalizationGradient`", bytes: 12) {
        kernels.normalizationGradient(
          x.readOnly, dy: dy.readOnly, n, sum: sums.readOnly, product: products.readOnly, dx: y.pointer, count: count)
      },
    ] + rowCases(kernels)
  }

  private static func rowCases(_ kernels: any KernelSet) -> [PassCase] {
    let (rows, columns) = (4096, 128)
    let count = rows * columns
    let (x, dy, y) = (randomBuffer(count), randomBuffer(count), randomBuffer(count))
    let (gamma, beta, mean, inverse) = (
      randomBuffer(columns), randomBuffer(columns), randomBuffer(rows), randomBuffer(rows)
    )
    let (means, products) = (randomBuffer(rows), randomBuffer(rows))
    let n = RowNormalization(
      rows: rows, columns: columns, mean: mean.readOnly, inverse: inverse.readOnly, gamma: gamma.readOnly,
      beta: beta.readOnly)
    func pass(_ name: String, bytes: Int, _ run: @escaping () -> Void) -> PassCase {
      PassCase("\(name), 4,096 × 128", bytes: bytes * count, elements: count, run: run)
    }
    return [
      pass("`rowMoments`", bytes: 4) {
        kernels.rowMoments(
          x.readOnly, rows: rows, columns: columns, epsilon: 1e-3, mean: mean.pointer, inverse: inverse.pointer)
      },
      pass("`normalizeRows`", bytes: 8) { kernels.normalizeRows(x.readOnly, n, y: y.pointer) },
      pass("`rowGradientMeans`", bytes: 8) {
        kernels.rowGradientMeans(x.readOnly, dy: dy.readOnly, n, means: means.pointer, products: products.pointer)
      },
      pass("`rowNormalizationGradient`", bytes: 12) {
        kernels.rowNormalizationGradient(
          x.readOnly, dy: dy.readOnly, n, means: means.readOnly, products: products.readOnly, dx: y.pointer)
      },
    ]
  }
}
