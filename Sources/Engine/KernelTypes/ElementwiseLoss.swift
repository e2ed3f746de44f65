/// A loss of one output p with the target y.
public enum ElementwiseLoss: Equatable, Sendable {
  /// (p − y)²
  case squaredError
  /// |p − y|
  case absoluteError
  /// 100·|p − y| ÷ max(|y|, 1e-7)
  case percentageError
  /// (ln(p + 1) − ln(y + 1))², with p and y at least 1e-7.
  case squaredLogarithmicError
  /// ½e² with e = p − y, beyond δ the straight line that continues it.
  case huber(delta: Float)
  /// ln cosh(p − y)
  case logCosh
  /// p − y·ln(p + 1e-7)
  case poisson
  /// y·ln(y ÷ p), with p and y in [1e-7, 1].
  case divergence
  /// max(1 − y·p, 0), or its square; a target of 0 is −1.
  case hinge(isSquared: Bool)
  /// −ln σ(p) for the part of the label that is 1, and −ln σ(−p) for the rest.
  case sigmoidCrossEntropy(SmoothedLabel)
  /// The same times (1 − probability of the label)^γ, and times α for 1 and 1 − α for 0 if α is given.
  case sigmoidFocal(SmoothedLabel, alpha: Float?, gamma: Float)
  /// −y·ln p, for a probability p in [1e-7, 1 − 1e-7].
  case crossEntropy(SmoothedLabel)
  /// −y·ln p − (1 − y)·ln(1 − p), likewise.
  case binaryCrossEntropy(SmoothedLabel)
  /// −α·(1 − p)^γ·y·ln p, likewise.
  case focal(SmoothedLabel, alpha: Float, gamma: Float)
}

/// A label of 0 or 1, of which a part is shared by all classes.
public struct SmoothedLabel: Equatable, Sendable {
  public let factor: Float
  public let rest: Float

  /// - Parameter classes: 2 for a single output, which stands for one of two.
  public init(smoothing: Double, classes: Int) {
    factor = Float(1 - smoothing)
    rest = Float(smoothing / Double(classes))
  }
}
