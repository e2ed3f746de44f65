/// How one step changes a parameter, with this step's coefficients already computed.
///
/// w: parameter, g: gradient, s and t: the parameter's two state arrays (m and v, velocity, accumulator, …).
public enum OptimizerRule: Sendable {
  /// w ← w − η·g
  case sgd(learningRate: Float)
  /// s ← μ·s − η·g;  w ← w + s, or with Nesterov's look-ahead w ← w + μ·s − η·g
  case momentum(learningRate: Float, momentum: Float, nesterov: Bool)
  /// s ← s + (g − s)(1−β₁);  t ← t + (g² − t)(1−β₂);  w ← w − α·s ÷ (√t + ε), α = η√(1−β₂ⁿ) ÷ (1−β₁ⁿ)
  case adam(stepSize: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float)
  /// As adam, with u ← max(u, t) in place of t in the step
  case amsgrad(stepSize: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float)
  /// s and t as adam;  w ← w − η·(a·s + b·g) ÷ (√(c·t) + ε), a, b and c that step's corrections
  case nadam(
    learningRate: Float, meanFactor: Float, gradientFactor: Float, squareFactor: Float, oneMinusBeta1: Float,
    oneMinusBeta2: Float, epsilon: Float)
  /// s ← s + (g − s)(1−β₁);  t ← max(β₂·t, |g|);  w ← w − α·s ÷ (t + ε), α = η ÷ (1−β₁ⁿ)
  case adamax(stepSize: Float, oneMinusBeta1: Float, beta2: Float, epsilon: Float)
  /// w ← w − η·sign(β₁·s + (1−β₁)·g);  s ← β₂·s + (1−β₂)·g
  case lion(learningRate: Float, beta1: Float, oneMinusBeta1: Float, beta2: Float, oneMinusBeta2: Float)
  /// s ← ρ·s + (1−ρ)·g²;  d = √(t + ε) ÷ √(s + ε)·g;  t ← ρ·t + (1−ρ)·d²;  w ← w − η·d
  case adadelta(learningRate: Float, rho: Float, oneMinusRho: Float, epsilon: Float)
  /// s ← ρ·s + (1−ρ)·g²;  w ← w − η·g ÷ √(s + ε)
  case rmsprop(learningRate: Float, rho: Float, oneMinusRho: Float, epsilon: Float)
  /// t ← ρ·t + (1−ρ)·g as well, and √(s − t² + ε) when centered;  u ← μ·u + η·g ÷ √…;  w ← w − u
  case rmspropGeneral(
    learningRate: Float, rho: Float, oneMinusRho: Float, momentum: Float, epsilon: Float, centered: Bool)
  /// s ← s + g²;  w ← w − η·g ÷ √(s + ε)
  case adagrad(learningRate: Float, epsilon: Float)

  /// How many state arrays the rule keeps for each parameter.
  public var stateCount: Int {
    switch self {
    case .sgd: 0
    case .momentum, .rmsprop, .adagrad, .lion: 1
    case .adam, .nadam, .adamax, .adadelta: 2
    case .amsgrad, .rmspropGeneral: 3
    }
  }
}
