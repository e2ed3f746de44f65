/// A number, or one of a family that stands for many numbers: a learning rate or its schedule.
public enum NumberOrMember<Member: FamilyMember>: Hashable, Sendable {
  case number(Double)
  case member(Member)

  /// Nil where it is a member.
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
}

extension NumberOrMember: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral number: Double) { self = .number(number) }
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
}

extension OptionVisitor {
  /// A number, or one of a family: until that has members, a number like any other.
  public mutating func numberOrMember<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    guard Member.family.members.isEmpty else { return number(key, &value, range, about) }
    guard case .number(var plain) = value else { return }
    number(key, &plain, range, about)
    value = .number(plain)
  }
}
