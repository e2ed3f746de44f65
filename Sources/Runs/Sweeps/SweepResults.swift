import Glibc
import Records
import Reporting
import Runs
import Statistics

/// The existing results of a sweep.
package struct SweepResults {
  private let sweep: Sweep
  private let results: RankedSweep
  private let seconds: [String: Double]

  package init(_ sweep: Sweep) throws {
    self.sweep = sweep
    var runs: [RunSummary] = []
    var missing: [String] = []
    var seconds: [String: Double] = [:]
    for run in sweep.runs {
      guard let summary = run.recorded else {
        missing.append(run.name)
        continue
      }
      runs.append(summary)
      seconds[run.name] = RecordedResult(run.paths, summary).seconds
    }
    results = RankedSweep(
      SweepSummary(name: sweep.name, rankBy: sweep.rankBy, runs: runs, missing: missing, search: sweep.search))
    self.seconds = seconds
  }

  /// Writes the ranking. Anything else of that name is moved aside, with a note.
  package func save(_ terminal: any Terminal) throws {
    for run in sweep.runs { try run.settle() }
    if let previous = try results.save(in: sweep.root) {
      terminal.note("\(sweep.name): the earlier results of that name are now in \(previous)/")
    }
  }

  package func report(width: Int?) -> String { RankingReport(results, seconds: seconds, width: width).text }
}
