/// A number, or a member of a family in its place: a learning rate or a schedule.
public enum NumberOrMember<Member: FamilyMember>: Hashable, Sendable {
  case number(Double)
  case member(Member)

  /// Nil for a member.
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
}

extension NumberOrMember: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral number: Double) { self = .number(number) }
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
}

extension OptionVisitor {
  /// A number, or a member of a family. While the family is empty, it is an ordinary number.
  public func numberOrMember<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    guard Member.family.members.isEmpty else { return number(key, &value, range, about) }
    guard case .number(var plain) = value else { return }
    number(key, &plain, range, about)
    value = .number(plain)
  }
}
