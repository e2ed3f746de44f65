import Records

extension Comparison {
  /// What a comparison can be sorted by: the table's columns, and `seconds`.
  public var sortColumns: [String] { table.header.filter { $0 != "weights_sha256" } + ["seconds"] }

  /// The runs with the best value of a column first: the highest of a metric, the lowest of anything else. Runs of one
  /// configuration stay together and are sorted by their mean; those without a value are last. The order of equals is
  /// kept.
  ///
  /// - Parameters:
  ///   - column: one of ``sortColumns``.
  ///   - seconds: each run's training time by its name.
  ///   - eachRun: whether each run is sorted by itself.
  ///   - reversed: whether the worst are first.
  public func sorted(
    by column: String, seconds: [String: Double], eachRun: Bool = false, reversed: Bool = false
  ) -> Comparison {
    let groups = rows(eachRun: eachRun)
    let cells = cells(of: column)
    let keys = groups.map { group in
      SortKey(group.runs.map { column == "seconds" ? seconds[$0.name].map(\.description) ?? "" : cells[$0.name] ?? "" })
    }
    let descends = isMetric(column) != reversed
    let order = groups.indices.sorted { first, second in
      let (a, b) = (keys[first], keys[second])
      if a.isMissing != b.isMissing { return b.isMissing }
      return a == b ? first < second : descends ? b < a : a < b
    }
    return Comparison(order.flatMap { groups[$0].runs }, rankBy: rankBy)
  }

  /// The configurations, or each run by itself: on request, and if all runs belong to one configuration.
  public func rows(eachRun: Bool) -> [Configuration] {
    let configurations = configurations
    return eachRun || configurations.count == 1 ? runs.map { Configuration($0) } : configurations
  }

  /// A column of the table by the runs' names.
  private func cells(of column: String) -> [String: String] {
    let table = table
    guard let index = table.header.firstIndex(of: column) else { return [:] }
    return Dictionary(zip(runs.map(\.name), table.rows.map { $0[index] }), uniquingKeysWith: { first, _ in first })
  }

  private func isMetric(_ column: String) -> Bool {
    (scoreColumns.contains(column) || column == bestColumn.map { "best_" + $0 })
      && !isAscending(column.suffix(after: "best_") ?? column)
  }
}

/// Sorts numbers by size and before words, and words by their bytes. Several cells count as their mean, or as the first
/// word.
private struct SortKey: Comparable {
  private let number: Double?
  private let word: String
  let isMissing: Bool

  init(_ cells: [String]) {
    let numbers = cells.compactMap { Double($0) }
    number = numbers.count == cells.count ? SampleStatistics(numbers)?.mean : nil
    word = cells.first ?? ""
    isMissing = cells.contains("")
  }

  static func == (a: SortKey, b: SortKey) -> Bool { !(a < b) && !(b < a) }

  static func < (a: SortKey, b: SortKey) -> Bool {
    switch (a.number, b.number) {
    case (let a?, let b?): a < b
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): a.word.utf8.lexicographicallyPrecedes(b.word.utf8)
    }
  }
}
