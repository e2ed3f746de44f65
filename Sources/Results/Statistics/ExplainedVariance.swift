import Catalog

/// How much of a measure's variance one key of a spec explains by itself: what remains of it within groups of like values is not the
/// key's doing.
///
/// This is ε², the correlation ratio without the part that groups of random members would explain (T. L. Kelley, "An unbiased correlation
/// ratio measure", PNAS 21, 1935). Unlike fANOVA it says nothing about keys that matter only together.
public enum ExplainedVariance {
  /// - Parameters:
  ///   - groups: the group of each value.
  /// - Returns: from 0 to 1; nil if there are fewer than two groups, no group has two members, or all values are equal.
  public static func share(of values: [Double], in groups: [Int]) -> Double? {
    let members = Dictionary(grouping: values.indices) { groups[$0] }.sorted { $0.key < $1.key }.map(\.value)
    let (count, groupCount) = (Double(values.count), Double(members.count))
    guard groupCount >= 2, count > groupCount else { return nil }
    func mean(_ indices: [Int]) -> Double { indices.reduce(0) { $0 + values[$1] } / Double(indices.count) }
    let all = mean(Array(values.indices))
    let total = values.reduce(0) { $0 + ($1 - all) * ($1 - all) }
    guard total > 0 else { return nil }
    let within = members.reduce(0) { sum, indices in
      let middle = mean(indices)
      return sum + indices.reduce(0) { $0 + (values[$1] - middle) * (values[$1] - middle) }
    }
    let between = total - within
    return max(0, (between - (groupCount - 1) * within / (count - groupCount)) / total)
  }

  /// Groups of equal values if there are few of them, and otherwise four groups of numbers next to each other, as equal in size as ties allow.
  public static func groups(of values: [ConfigValue]) -> [Int] {
    var different: [ConfigValue] = []
    for value in values where !different.contains(value) { different.append(value) }
    let numbers = values.compactMap(\.number)
    guard different.count > mostGroups, numbers.count == values.count else {
      return values.map { value in different.firstIndex(of: value) ?? 0 }
    }
    let sorted = numbers.sorted()
    return numbers.map { number in (sorted.firstIndex(of: number) ?? 0) * 4 / sorted.count }
  }

  private static let mostGroups = 6
}

extension ConfigValue {
  /// nil if it is no number.
  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
