/// What becomes of two numbers.
public enum Combination: CaseIterable, Sendable {
  case add, subtract, multiply
  /// The first of equals, and a NaN if one of them is.
  case maximum, minimum
}
