/// What becomes of an element x in training, with a random word of its own: a number u in [0, 1), or a normal number n.
public enum NoiseFunction: Equatable, Sendable {
  /// x + deviation·n
  case addNormal(deviation: Float)
  /// x·(1 + deviation·n)
  case scaleByNormal(deviation: Float)
  /// `substitute` if u < rate, else x·scale + shift
  case replace(rate: Float, substitute: Float, scale: Float, shift: Float)
}
