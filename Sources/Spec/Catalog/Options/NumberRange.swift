/// The numbers that an option accepts.
public struct NumberRange: Equatable, Sendable {
  public struct Bound: Equatable, Sendable {
    public let value: Double
    /// Whether the bound itself is out of range.
    public let isOpen: Bool
  }

  /// Completes "a number …".
  public let words: String
  public let lower: Bound
  public let upper: Bound
  /// Whether the number is stored in single precision: one that this would change to 0 or 1 is refused.
  public let isSingle: Bool
  /// Whether numbers from 1 are counts, which have to be whole.
  public let hasCounts: Bool

  private init(_ words: String, from lower: Bound, to upper: Bound, isSingle: Bool = true, hasCounts: Bool = false) {
    self.words = words
    self.lower = lower
    self.upper = upper
    self.isSingle = isSingle
    self.hasCounts = hasCounts
  }

  public func contains(_ value: Double) -> Bool {
    (lower.isOpen ? value > lower.value : value >= lower.value)
      && (upper.isOpen ? value < upper.value : value <= upper.value)
      && (!hasCounts || value < 1 || value == value.rounded())
  }

  private static let zero = Bound(value: 0, isOpen: false)
  private static let belowOne = Bound(value: 1, isOpen: true)
  /// A number that would be infinite in single precision is refused.
  private static let largest = Bound(value: Double(Float.greatestFiniteMagnitude), isOpen: false)

  public static let positive = NumberRange("above 0", from: Bound(value: 0, isOpen: true), to: largest)
  public static let notNegative = NumberRange("from 0", from: zero, to: largest)
  public static let fromOne = NumberRange("from 1", from: Bound(value: 1, isOpen: false), to: largest)
  /// [0, 1).
  public static let fraction = NumberRange("from 0 to below 1", from: zero, to: belowOne)
  /// [0, 1].
  public static let unit = NumberRange("from 0 to 1", from: zero, to: Bound(value: 1, isOpen: false))
  /// [0, 1) for fractions of countable things, which are not in single precision.
  public static let share = NumberRange(fraction.words, from: zero, to: belowOne, isSingle: false)
  /// A part of a data set's rows, or how many of them.
  public static let portion = NumberRange(
    "above 0 and below 1, or a whole number of rows", from: Bound(value: 0, isOpen: true),
    to: Bound(value: Double(Limits.images), isOpen: false), isSingle: false, hasCounts: true)
  /// The bounds of a range.
  public static let finite = NumberRange(
    "that is finite", from: Bound(value: -largest.value, isOpen: false), to: largest, isSingle: false)
  /// [−1, 1]
  public static let signedUnit = NumberRange(
    "from −1 to 1", from: Bound(value: -1, isOpen: false), to: unit.upper, isSingle: false)
  /// (−1, 1]
  public static let zoom = NumberRange(
    "above −1, up to 1", from: Bound(value: -1, isOpen: true), to: unit.upper, isSingle: false)
}
