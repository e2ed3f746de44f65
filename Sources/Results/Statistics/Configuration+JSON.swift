import Text

extension Configuration {
  /// Its runs, their seeds, and each column as mean and standard deviation; null if a run diverged or has no number.
  package func members(columns: [String]) -> [JSONValue.Member] {
    [
      .init("runs", .list(runs.map { .string($0.name) })),
      .init("seeds", .list(seeds.map(JSONValue.init))),
      .init("parameters", .integer(runs[0].parameters)),
      .init("multiply_adds", .integer(runs[0].multiplyAdds)),
    ] + columns.map { .init($0, isCompleted ? statistics(of: $0)?.json ?? .null : .null) }
  }
}
