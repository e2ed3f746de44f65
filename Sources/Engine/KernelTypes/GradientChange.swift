/// What is done to a gradient g before a step changes the parameter w by it.
public enum GradientChange: Equatable, Sendable {
  /// g ← g + l1·sign(w) + 2·l2·w, the derivative of l1·Σ|w| + l2·Σw²
  case penalty(l1: Float, l2: Float)
  /// g ← min(max(g, −limit), limit)
  case clip(limit: Float)
  /// g ← g·factor ÷ divisor
  case scale(factor: Float, divisor: Float)
}
