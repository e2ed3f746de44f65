import Results

/// A sweep that a command line names, with its runs. Its JSON file alone is enough: a fresh clone has no other.
struct RecordedSweep {
  let paths: ResultPaths
  let summary: SweepSummary

  init(_ paths: ResultPaths) throws {
    self.paths = paths
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    do { summary = try SweepSummary(text: text) } catch {
      throw Failure(.inputOutput, "error: \(paths.summary): \(error): this is no sweep that this runner can read")
    }
  }

  /// Best first where something ranks them.
  var results: [RecordedResult] {
    summary.ranking.flatMap(\.configuration.runs).map { run in
      RecordedResult(ResultPaths(in: paths, run: run.name), run)
    }
  }

  /// Whether a result's file is that of a sweep; `false` for a file that is not there.
  static func isAt(_ paths: ResultPaths) -> Bool {
    guard paths.hasSummary, let bytes = try? AtomicFile.read(paths.summary),
      let document = try? JSONValue(text: String(decoding: bytes, as: UTF8.self))
    else { return false }
    return document["sweep"] != nil
  }

  /// All sweeps of the folder, by name.
  static func all(_ results: ResultsOptions) throws -> [RecordedSweep] {
    guard isFolder(results.folder) else { return [] }
    return try ResultPaths.sweeps(in: results.folder).map { try RecordedSweep($0) }
  }
}

/// What a command line names as results: runs, and sweeps with all their runs.
struct ResultSelection {
  var results: [RecordedResult] = []
  var sweeps: [RecordedSweep] = []

  /// - Parameter arguments: `dense`, `results/dense.json`, `batchsizes` (a sweep), `batchsizes/64` (one of its runs).
  init(_ arguments: [String], _ results: ResultsOptions) throws {
    for argument in arguments {
      let paths = ResultPaths(argument: argument, root: results.folder)
      if RecordedSweep.isAt(paths) {
        let sweep = try RecordedSweep(paths)
        if !sweeps.contains(where: { $0.paths == paths }) { sweeps.append(sweep) }
        for result in sweep.results { add(result) }
      } else {
        add(try RecordedResult(argument: argument, results))
      }
    }
  }

  /// Once, however often it is named.
  private mutating func add(_ result: RecordedResult) {
    if !results.contains(where: { $0.paths == result.paths }) { results.append(result) }
  }

  /// Of runs and sweeps alike, everything in the folder of results; an error where there is nothing. The runs of the last comparison
  /// come first and in its order, the others by name.
  init(allIn options: ResultsOptions) throws {
    sweeps = try RecordedSweep.all(options)
    if isFolder(options.folder) {
      let all = try ResultPaths.all(in: options.folder).map { try RecordedResult($0) }
      let first = Comparison.recordedNames(in: options.folder)
      let places = all.map { first.firstIndex(of: $0.summary.name) ?? first.count }
      results = all.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { all[$0] }
    }
    guard results.isEmpty, sweeps.isEmpty else { return }
    throw RecordedResult.nothing(in: options.folder)
  }
}
