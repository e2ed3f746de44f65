/// The order of classes that a data set names itself: whole numbers by their value, other names by their bytes.
enum ClassOrder {
  static func sorted(_ names: some Collection<String>) -> [String] {
    let byBytes = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = byBytes.compactMap { Int($0) }
    guard numbers.count == byBytes.count else { return byBytes }
    // Equal numbers, such as 7 and 07, stay in the order of their bytes.
    return zip(numbers, byBytes).enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map(\.element.1)
  }
}
