import KernelTypes
import Tensors

/// Kernels that go through memory once, at the sizes of dense.yaml and conv.yaml.
enum PassCases {
  static func all(_ kernels: KernelSet) -> [PassCase] {
    [
      adam(kernels, count: 16_384), adam(kernels, count: 784 * 512), softmax(kernels), crossEntropy(kernels),
      tanh(kernels), columnSums(kernels), transpose(kernels), pixels(kernels),
    ]
  }

  /// As the optimizer does it: in blocks of at most 16,384 parameters.
  private static func adam(_ kernels: KernelSet, count: Int) -> PassCase {
    let (w, g, m, v) = (randomBuffer(count), randomBuffer(count), randomBuffer(count), AlignedBuffer<Float>(count))
    let rule = OptimizerRule.adam(
      stepSize: 1e-6, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, epsilon: 1e-7, decay: nil)
    return PassCase("`update` by Adam, \(count) parameters", bytes: 28 * count, elements: count) {
      for first in stride(from: 0, to: count, by: 16_384) {
        _ = kernels.update(
          rule, w.pointer + first, g.readOnly + first, m.pointer + first, v.pointer + first, nil,
          min(16_384, count - first))
      }
    }
  }

  private static func softmax(_ kernels: KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(5_000), randomBuffer(5_000))
    return PassCase("`softmax`, 500 × 10", bytes: 8 * x.count, elements: x.count) {
      kernels.softmax(x.readOnly, y.pointer, 500, 10)
    }
  }

  private static func crossEntropy(_ kernels: KernelSet) -> PassCase {
    let (x, y, dx, losses) = (randomBuffer(5_000), randomBuffer(5_000), randomBuffer(5_000), randomBuffer(500))
    let labels = AlignedBuffer((0..<500).map { UInt8($0 % 10) })
    return PassCase("`crossEntropy`, 500 × 10", bytes: 12 * x.count, elements: x.count) {
      kernels.crossEntropy(x.readOnly, labels.readOnly, y.pointer, losses.pointer, dx.pointer, 0.002, 500, 10)
    }
  }

  private static func tanh(_ kernels: KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(32_000), randomBuffer(32_000))
    return PassCase("`apply` tanh, 500 × 64", bytes: 8 * x.count, elements: x.count) {
      kernels.apply(.tanh, x.readOnly, y.pointer, x.count)
    }
  }

  /// A panel of 64 columns: `Dense`'s bias gradient.
  private static func columnSums(_ kernels: KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(500 * 64), randomBuffer(64))
    return PassCase("`columnSums`, 500 × 64", bytes: 4 * x.count, elements: x.count) {
      kernels.columnSums(x.readOnly, 500, 64, 64, y.pointer, false)
    }
  }

  private static func transpose(_ kernels: KernelSet) -> PassCase {
    let (x, y) = (randomBuffer(500 * 64), randomBuffer(500 * 64))
    return PassCase("`transpose`, 500 × 64", bytes: 8 * x.count, elements: x.count) {
      kernels.transpose(x.readOnly, 500, 64, 64, y.pointer, 500)
    }
  }

  private static func pixels(_ kernels: KernelSet) -> PassCase {
    let (x, y) = (AlignedBuffer<UInt8>(500 * 784), randomBuffer(500 * 784))
    return PassCase("`unitPixels`, 500 × 784", bytes: 5 * x.count, elements: x.count) {
      kernels.unitPixels(x.readOnly, y.pointer, x.count)
    }
  }
}
