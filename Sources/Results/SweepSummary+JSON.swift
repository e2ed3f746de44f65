import ExperimentSpec

extension SweepSummary {
  /// `results/<name>.json`: the ranking, and every run's whole summary, so that the file alone is enough to compare, report and
  /// verify the runs.
  public var json: JSONValue {
    .object([
      .init("sweep", .string(name)),
      .init("rank_by", rankBy.map(JSONValue.string) ?? .null),
      .init("swept", sweptJSON),
      .init("ranking", rankingJSON),
      .init("missing", .list(missing.map(JSONValue.string))),
      .init("runs", .list(runs.map(\.json))),
    ])
  }

  private var sweptJSON: JSONValue { .list(sweptKeys.map(JSONValue.string)) }

  private var rankingJSON: JSONValue {
    let (differences, keys, columns) = (differences, sweptKeys, summaryColumns)
    return .list(
      ranking.map { entry in
        let values = keys.map { key in
          let value = differences.value(of: key, at: index(of: entry.configuration))
          return JSONValue.Member(key, value.map(JSONValue.init) ?? .null)
        }
        return .object(
          [.init("rank", entry.rank.map(JSONValue.integer) ?? .null), .init("values", .object(values))]
            + entry.configuration.members(columns: columns))
      })
  }

  /// What the ranking says of each configuration: what ranks it, and the test, which does not.
  private var summaryColumns: [String] {
    var columns = rankBy.map { [$0] } ?? []
    let metrics = Comparison(runs).metrics
    columns += (["loss"] + metrics).map { "test_" + $0 } + ["test_errors"]
    return columns
  }

  /// Of the configuration's first run.
  package func index(of configuration: Configuration) -> Int {
    runs.firstIndex { $0.name == configuration.runs[0].name } ?? 0
  }
}

extension Configuration {
  /// Its runs, their seeds, and each column as mean and standard deviation; null where a run diverged or has no number.
  func members(columns: [String]) -> [JSONValue.Member] {
    [
      .init("runs", .list(runs.map { .string($0.name) })),
      .init("seeds", .list(seeds.map(JSONValue.init))),
      .init("parameters", .integer(runs[0].parameters)),
      .init("multiply_adds", .integer(runs[0].multiplyAdds)),
    ] + columns.map { .init($0, isCompleted ? statistics(of: $0)?.json ?? .null : .null) }
  }
}

extension SweepSummary {
  /// Reads `results/<name>.json`: every key must be there and be of its kind, no other may be, and the ranking must be the one
  /// that the runs come to.
  public init(text: String) throws(SummaryProblem) {
    let document = try JSONValue(summary: text)
    var root = try ObjectReader(document, path: "")
    name = try root.name("sweep")
    rankBy = root.isNull("rank_by") ? nil : try root.name("rank_by")
    let swept = try root.value("swept")
    let ranking = try root.value("ranking")
    missing = []
    for (index, value) in try root.list("missing").enumerated() {
      guard case .string(let name) = value else {
        throw SummaryProblem(place: "missing[\(index)]", problem: "a run's name is expected")
      }
      try requireName(name, at: "missing[\(index)]")
      missing.append(name)
    }
    runs = []
    for (index, value) in try root.list("runs").enumerated() {
      do throws(SummaryProblem) { runs.append(try RunSummary(value)) } catch {
        let place = "runs[\(index)]" + (error.place.isEmpty ? "" : "." + error.place)
        throw SummaryProblem(place: place, problem: error.problem)
      }
    }
    try root.finish()
    let expected = [("swept", sweptJSON, swept), ("ranking", rankingJSON, ranking)]
    for (key, value, recorded) in expected where value != recorded {
      throw SummaryProblem(place: key, problem: "it is not what the runs below come to")
    }
  }
}

extension SweepSummary {
  /// Writes `results/<name>.csv` and then `results/<name>.json`, each in full or not at all.
  ///
  /// - Returns: where the earlier ranking of that name was moved, or a run's result of that name; nil where nothing was, or
  ///   where this ranking has all of its runs again.
  @discardableResult public func save(in root: String) throws(FileProblem) -> String? {
    let paths = ResultPaths(root: root, name: name)
    try AtomicFile.makeDirectories(root)
    let previous = try makeRoom(at: paths)
    try AtomicFile.write(table.text, to: paths.history)
    try AtomicFile.write(json.text, to: paths.summary)
    return previous
  }

  private func makeRoom(at paths: ResultPaths) throws(FileProblem) -> String? {
    guard paths.hasSummary else {
      // Anyone may have a table of this name.
      guard let found = try? AtomicFile.read(paths.history), found != Array(table.text.utf8) else { return nil }
      return try paths.moveRankingAside()
    }
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    if let earlier = try? SweepSummary(text: text) {
      let isRepeated = earlier.runs.allSatisfy { run in
        runs.contains { $0.name == run.name && $0.firstDifference(from: run) == nil }
      }
      return isRepeated && FileMark.ranking.allowsWriting(paths.history) ? nil : try paths.moveRankingAside()
    }
    return try paths.moveRunAside()
  }
}
