import Catalog
import KernelTypes
import Tensors

/// The function that a layer applies to the result of its linear part.
public enum ActivationFunction: Equatable, Sendable {
  case linear
  case elementwise(ElementwiseFunction)
  case softmax
  case logSoftmax

  public init(_ activation: Activation) {
    self =
      switch activation {
      case .linear: .linear
      case .rectifier(let options): .elementwise(options.function)
      case .silu: .elementwise(.silu)
      case .tanh: .elementwise(.tanh)
      case .sigmoid: .elementwise(.sigmoid)
      case .softmax: .softmax
      case .leakyRelu(let slope): .elementwise(.leakyRelu(negativeSlope: Float(slope)))
      case .elu(let alpha): .elementwise(.elu(alpha: Float(alpha)))
      case .gelu(let approximate): .elementwise(approximate ? .geluTanh : .gelu)
      case .selu: .elementwise(.selu)
      case .softplus: .elementwise(.softplus)
      case .softsign: .elementwise(.softsign)
      case .relu6: .elementwise(.rectifier(negativeSlope: 0, largest: 6, threshold: 0))
      case .exponential: .elementwise(.exponential)
      case .hardSigmoid: .elementwise(.hardSigmoid)
      case .hardSilu: .elementwise(.hardSilu)
      case .mish: .elementwise(.mish)
      case .logSoftmax: .logSoftmax
      }
  }

  /// Whether the derivative needs the function's arguments and not only its results.
  var keepsArguments: Bool {
    if case .elementwise(let function) = self { !function.derivativeNeedsOnlyOutput } else { false }
  }
}

extension Rectifier {
  fileprivate var function: ElementwiseFunction {
    if self == Rectifier() { return .relu }
    return .rectifier(
      negativeSlope: Float(negativeSlope.value), largest: maxValue.map { Float($0) } ?? .infinity,
      threshold: Float(threshold.value))
  }
}

/// An activation within a layer: forward in place, backward in place, with the cache that the derivative needs.
///
/// `columns` is the innermost axis, over which softmax normalises; `count` is the number of elements in a sample.
final class ActivationStage {
  let function: ActivationFunction
  private let columns: Int
  private let count: Int
  /// The function's arguments, if its derivative cannot be computed from its results.
  private let arguments: AlignedBuffer<Float>?

  init(_ function: ActivationFunction, count: Int, columns: Int, capacity: Int) {
    self.function = function
    self.columns = columns
    self.count = count
    arguments = function.keepsArguments ? AlignedBuffer(capacity * count) : nil
  }

  /// Whether an element's result depends on that element alone.
  var isElementwise: Bool { function != .softmax && function != .logSoftmax }

  /// Whether a contraction applies it when it stores its results.
  var isFusedRelu: Bool { function == .elementwise(.relu) }

  /// y ← f(y) for elements `range` of the batch, whole rows of `columns`.
  func forward(_ y: UnsafeMutablePointer<Float>, _ range: Range<Int>, _ kernels: any KernelSet) {
    let start = y + range.lowerBound
    switch function {
    case .linear, .elementwise(.relu): break
    case .elementwise(let function):
      if let arguments { (arguments.pointer + range.lowerBound).update(from: start, count: range.count) }
      kernels.apply(function, x: start, y: start, count: range.count)
    case .softmax: kernels.softmax(start, y: start, rows: range.count / columns, columns: columns)
    case .logSoftmax: kernels.logSoftmax(start, y: start, rows: range.count / columns, columns: columns)
    }
  }

  /// dz ← dy · f′ for elements `range` of the batch; dz may be dy.
  func backward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, dz: UnsafeMutablePointer<Float>, _ range: Range<Int>,
    _ kernels: any KernelSet
  ) {
    backward(y: y, dy: dy, range, to: dz + range.lowerBound, kernels)
  }

  /// The same with a pointer to the range's first result.
  func backward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, _ range: Range<Int>, to dz: UnsafeMutablePointer<Float>,
    _ kernels: any KernelSet
  ) {
    let dy = dy + range.lowerBound
    switch function {
    case .linear:
      if dz != dy { dz.update(from: dy, count: range.count) }
    case .elementwise(let function):
      kernels.applyGradient(
        function, cached: (arguments?.readOnly ?? y) + range.lowerBound, dy: dy, dx: dz, count: range.count)
    case .softmax:
      kernels.softmaxGradient(y: y + range.lowerBound, dy: dy, dx: dz, rows: range.count / columns, columns: columns)
    case .logSoftmax:
      kernels.logSoftmaxGradient(y: y + range.lowerBound, dy: dy, dx: dz, rows: range.count / columns, columns: columns)
    }
  }

  /// `backward` in place over a whole batch, in tiles of samples.
  func backward(y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>, _ pass: Pass) {
    guard function != .linear else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      backward(
        y: y, dy: dy, dz: dy, samples.lowerBound * count..<samples.upperBound * count, pass.kernels)
    }
  }
}
