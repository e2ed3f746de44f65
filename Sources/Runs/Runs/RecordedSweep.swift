import Files
import Records
import Results
import Text

/// A sweep that a command line names, with its runs. Its JSON file suffices: a fresh clone has nothing else.
package struct RecordedSweep {
  package let paths: ResultPaths
  package let summary: SweepSummary
  /// Nil once its ranking is written. Until then the summary covers the existing runs.
  package let unfinished: UnfinishedSweep?

  package init(_ sweep: UnfinishedSweep) {
    (paths, summary, unfinished) = (sweep.paths, sweep.summary, sweep)
  }

  package init(_ paths: ResultPaths) throws {
    if !paths.hasSummary, let sweep = UnfinishedSweep(paths) {
      self.init(sweep)
    } else {
      self.init(paths, try Self.summary(paths))
    }
  }

  private init(_ paths: ResultPaths, _ summary: SweepSummary) {
    (self.paths, self.summary, unfinished) = (paths, summary, nil)
  }

  private static func summary(_ paths: ResultPaths) throws -> SweepSummary {
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    do { return try SweepSummary(text: text) } catch {
      throw Failure(
        .inputOutput,
        "error: \(paths.summary): \(error): this is no sweep that this runner can read; restore it, or run the sweep again"
      )
    }
  }

  /// Best first, if they are ranked.
  package var results: [RecordedResult] {
    summary.ranking.flatMap(\.configuration.runs).map { run in
      RecordedResult(ResultPaths(in: paths, run: run.name), run)
    }
  }

  /// Whether a sweep has results here, all or some.
  package static func isAt(_ paths: ResultPaths) -> Bool {
    guard paths.hasSummary else { return paths.readPlannedSweep() != nil }
    guard let bytes = try? AtomicFile.read(paths.summary),
      let document = try? JSONValue(text: String(decoding: bytes, as: UTF8.self))
    else { return false }
    return document["sweep"] != nil
  }
}
