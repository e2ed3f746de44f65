import Statistics
import Files
import Glibc
import Records
import Text

extension SweepSummary {
  /// See ``RankedSweep/json``.
  public var json: JSONValue { RankedSweep(self).json }
}

extension RankedSweep {
  /// `results/<name>.json`: the ranking, and every run's complete summary, so that this file alone is enough to
  /// compare, report and verify the runs.
  public var json: JSONValue {
    .object(
      [
        .init("sweep", .string(summary.name)),
        .init("rank_by", summary.rankBy.map(JSONValue.string) ?? .null),
        .init("swept", .list(differences.sweptKeys.map(JSONValue.string))),
        .init("ranking", rankingJSON),
      ] + (summary.search.map { [.init("search", $0.json)] } ?? []) + [
        .init("missing", .list(summary.missing.map(JSONValue.string))),
        .init("runs", .list(summary.runs.map(\.json))),
      ])
  }

  private var rankingJSON: JSONValue {
    let (keys, columns) = (differences.sweptKeys, summaryColumns)
    return .list(
      ranking.map { entry in
        let values = keys.map { key in
          let value = differences.value(of: key, at: summary.index(of: entry.configuration))
          return JSONValue.Member(key, value.map(JSONValue.init) ?? .null)
        }
        return .object(
          [.init("rank", entry.rank.map(JSONValue.integer) ?? .null), .init("values", .object(values))]
            + entry.configuration.members(columns: columns))
      })
  }

  /// The ranking's columns for each configuration: what ranks it, and the test, which does not.
  private var summaryColumns: [String] {
    var columns = summary.rankBy.map { [$0] } ?? []
    columns += (["loss"] + comparison.metrics).map { "test_" + $0 } + ["test_errors"]
    return columns
  }

}

extension SweepSummary {
  /// The index in `runs` of the configuration's first run.
  package func index(of configuration: Configuration) -> Int {
    runs.firstIndex { $0.name == configuration.runs[0].name } ?? 0
  }
}

extension SweepSummary {
  /// Reads `results/<name>.json`: every key must be there and of the right type, and there may be no others. What
  /// follows from the runs is derived again: versions may derive it differently, and a file from an earlier version is
  /// still valid.
  public init(text: String) throws(SummaryProblem) {
    let document = try JSONValue(summary: text)
    var root = try ObjectReader(document, path: "")
    let name = try root.name("sweep")
    let rankBy = root.isNull("rank_by") ? nil : try root.name("rank_by")
    try Self.requireView(&root)
    let search = root.has("search") ? try SearchSummary(root.object("search")) : nil
    var missing: [String] = []
    for (index, value) in try root.list("missing").enumerated() {
      guard case .string(let name) = value else {
        throw SummaryProblem(place: "missing[\(index)]", problem: "a run's name is expected")
      }
      try requireName(name, at: "missing[\(index)]")
      missing.append(name)
    }
    var runs: [RunSummary] = []
    for (index, value) in try root.list("runs").enumerated() {
      do throws(SummaryProblem) { runs.append(try RunSummary(value)) } catch {
        let place = "runs[\(index)]" + (error.place.isEmpty ? "" : "." + error.place)
        throw SummaryProblem(place: place, problem: error.problem)
      }
    }
    try root.finish()
    self.init(name: name, rankBy: rankBy, runs: runs, missing: missing, search: search)
    try requireColumn()
  }

  /// Takes `swept` and `ranking`, which only repeat what is in the runs.
  private static func requireView(_ root: inout ObjectReader) throws(SummaryProblem) {
    for (index, key) in try root.list("swept").enumerated() {
      guard case .string = key else { throw SummaryProblem(place: "swept[\(index)]", problem: "a key is expected") }
    }
    for (index, entry) in try root.list("ranking").enumerated() {
      var entry = try ObjectReader(entry, path: "ranking[\(index)]")
      if !entry.isNull("rank") { _ = try entry.integer("rank") }
      _ = try entry.object("values")
      _ = try entry.list("runs")
    }
  }

  /// A column that is not in the histories would silently rank nothing; and the test set is not for choosing.
  private func requireColumn() throws(SummaryProblem) {
    guard let rankBy, case let score = rankBy.suffix(after: "val_") ?? rankBy else { return }
    guard runs.allSatisfy({ $0.scoreColumns.contains(score) }) else {
      throw SummaryProblem(place: "rank_by", problem: "a column of the runs' histories, or null, is expected")
    }
  }
}

extension SweepSummary {
  /// See ``RankedSweep/save(in:)``.
  @discardableResult public func save(in root: String) throws(FileProblem) -> String? {
    try RankedSweep(self).save(in: root)
  }
}

extension RankedSweep {
  /// Writes `results/<name>.csv` and then `results/<name>.json`, each completely or not at all; of a cross-validation also
  /// `results/<name>/predictions.csv`.
  ///
  /// - Returns: where the earlier ranking of that name, or a run's result of that name, was moved; nil if none was, or
  ///   if this ranking has all of its runs again.
  @discardableResult public func save(in root: String) throws(FileProblem) -> String? {
    let (runs, paths) = (summary.runs, ResultPaths(root: root, name: summary.name))
    try AtomicFile.makeDirectories(root)
    let ranking = Array(table.text.utf8)
    let document = Array(json.text.utf8)
    let isThere = [(paths.history, ranking), (paths.summary, document)].allSatisfy { path, bytes in
      (try? AtomicFile.read(path)) == bytes
    }
    var previous = isThere ? nil : try summary.makeRoom(for: ranking, at: paths)
    // A run of this name has its history there.
    if !runs.contains(where: { paths.folder + "/" + $0.name + ".csv" == paths.predictions }),
      let table = heldOutPredictions(in: paths)
    {
      let stranger = try paths.save(heldOut: table)
      previous = previous ?? stranger
    }
    guard !isThere else { return previous }
    try AtomicFile.write(ranking, to: paths.history)
    try AtomicFile.write(document, to: paths.summary)
    return previous
  }

}

extension SweepSummary {
  fileprivate func makeRoom(for ranking: [UInt8], at paths: ResultPaths) throws(FileProblem) -> String? {
    let found = try? AtomicFile.read(paths.history)
    guard paths.hasSummary else {
      // This table may not be the program's.
      guard let found, found != ranking else { return nil }
      return try paths.moveRankingAside()
    }
    guard let recorded = RecordedSummary(at: paths.summary), case .sweep(let earlier) = recorded else {
      return try paths.moveRunAside()
    }
    let isRepeated = earlier.runs.allSatisfy { run in
      runs.contains { $0.name == run.name && $0.firstDifference(from: run) == nil }
    }
    let isOwn = access(paths.history, F_OK) != 0 || found == ranking || recorded.isTable(paths.history)
    return isRepeated && isOwn ? nil : try paths.moveRankingAside()
  }
}
