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
