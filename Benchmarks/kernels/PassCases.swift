import Catalog
import Geometry
import KernelTypes
import Tensors
import Training

/// Kernels that pass over memory once, at the sizes of dense.yaml and conv.yaml.
enum PassCases {
  static func all(_ kernels: any KernelSet) -> [PassCase] {
    [
      adam(kernels, count: 16_384), adam(kernels, count: 784 * 512), softmax(kernels), crossEntropy(kernels),
      tanh(kernels), columnSums(kernels), transpose(kernels), pixels(kernels), resample(kernels, channels: 1),
      resample(kernels, channels: 3),
    ] + NormalizationCases.all(kernels)
  }

  /// As the optimizer does: in blocks of at most 16,384 parameters.
  private static func adam(_ kernels: any KernelSet, count: Int) -> PassCase {
    let (w, g, m, v) = (randomBuffer(count), randomBuffer(count), randomBuffer(count), AlignedBuffer<Float>(count))
    let rule = OptimizerRule.adam(stepSize: 1e-6, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, epsilon: 1e-7)
    return PassCase("`update` by Adam, \(count) parameters", bytes: 28 * count, elements: count) {
      for first in stride(from: 0, to: count, by: 16_384) {
        _ = kernels.update(
          rule, decay: nil, w: w.pointer + first, g: g.readOnly + first, s: m.pointer + first, t: v.pointer + first,
          u: nil,
          count: min(16_384, count - first))
      }
    }
  }

  private static func softmax(_ kernels: any KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(5_000), randomBuffer(5_000))
    return PassCase("`softmax`, 500 × 10", bytes: 8 * x.count, elements: x.count) {
      kernels.softmax(x.readOnly, y: y.pointer, rows: 500, columns: 10)
    }
  }

  private static func crossEntropy(_ kernels: any KernelSet) -> PassCase {
    let (x, y, dx, losses) = (randomBuffer(5_000), randomBuffer(5_000), randomBuffer(5_000), randomBuffer(500))
    let labels = AlignedBuffer((0..<500).map { Int32($0 % 10) })
    return PassCase("`crossEntropy`, 500 × 10", bytes: 12 * x.count, elements: x.count) {
      kernels.crossEntropy(
        x.readOnly, labels: labels.readOnly, y: y.pointer, losses: losses.pointer, dx: dx.pointer, scale: 0.002,
        rows: 500, columns: 10)
    }
  }

  private static func tanh(_ kernels: any KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(32_000), randomBuffer(32_000))
    return PassCase("`apply` tanh, 500 × 64", bytes: 8 * x.count, elements: x.count) {
      kernels.apply(.tanh, x: x.readOnly, y: y.pointer, count: x.count)
    }
  }

  /// A panel of 64 columns: `Dense`'s bias gradient.
  private static func columnSums(_ kernels: any KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(500 * 64), randomBuffer(64))
    return PassCase("`columnSums`, 500 × 64", bytes: 4 * x.count, elements: x.count) {
      kernels.columnSums(x.readOnly, rows: 500, rowStride: 64, columns: 64, y: y.pointer, accumulate: false)
    }
  }

  private static func transpose(_ kernels: any KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(500 * 64), randomBuffer(500 * 64))
    return PassCase("`transpose`, 500 × 64", bytes: 8 * x.count, elements: x.count) {
      kernels.transpose(x.readOnly, rows: 500, columns: 64, xStride: 64, y: y.pointer, yStride: 500)
    }
  }

  /// A picture of MNIST's size, or one of CIFAR-10's, turned by 11° as `random_rotation` does, bilinear and reflected at its edges.
  private static func resample(_ kernels: any KernelSet, channels: Int) -> PassCase {
    let side = channels == 1 ? 28 : 32
    let (rows, count) = (PictureRows(Shape([side, side, channels])), side * side * channels)
    let (x, y) = (randomBuffer(count), randomBuffer(count))
    let map = AffineMap.rotation(turns: 0.03, Extent2D(side, side))
    return PassCase("`resample`, \(side) × \(side) × \(channels)", bytes: 8 * count, elements: count) {
      rows.resample(x.readOnly, to: y.pointer, map, Filling(), kernels)
    }
  }

  private static func pixels(_ kernels: any KernelSet) -> PassCase {
    let (x, y) = (AlignedBuffer<UInt8>(500 * 784), randomBuffer(500 * 784))
    return PassCase("`unitPixels`, 500 × 784", bytes: 5 * x.count, elements: x.count) {
      kernels.unitPixels(x.readOnly, y: y.pointer, count: x.count)
    }
  }
}
