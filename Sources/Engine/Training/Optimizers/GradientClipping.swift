import Catalog
import KernelTypes

/// How an optimizer keeps gradients small.
enum GradientClipping {
  /// Each element.
  case value(Float)
  /// The norm of each parameter's gradient.
  case norm(Double)
  /// The norm of all gradients together.
  case globalNorm(Double)

  init?(_ options: OptimizerOptions) {
    if let value = options.clipValue {
      self = .value(Float(value))
    } else if let norm = options.clipNorm {
      self = .norm(norm)
    } else if let norm = options.globalClipNorm {
      self = .globalNorm(norm)
    } else {
      return nil
    }
  }

  /// Whether all gradients must be whole before the first parameter changes.
  var needsNorms: Bool { if case .value = self { false } else { true } }

  /// What is done to a parameter's gradient.
  ///
  /// - Parameters:
  ///   - squares: the sum of its elements' squares.
  ///   - total: that of all gradients.
  func change(squares: Double, total: Double) -> GradientChange {
    switch self {
    case .value(let limit): .clip(limit: limit)
    case .norm(let limit): .scale(factor: Float(limit), divisor: Float(max(squares.squareRoot(), limit)))
    // Keras's order of operations: no gradient below the limit changes in its last bit.
    case .globalNorm(let limit):
      .scale(factor: Float(limit * min(1 / total.squareRoot(), 1 / limit)), divisor: 1)
    }
  }
}
