import Glibc
import Records
import Reporting
import Runs

/// The existing results of a sweep.
package struct SweepResults {
  private let sweep: Sweep
  private let summary: SweepSummary
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
    summary = SweepSummary(name: sweep.name, rankBy: sweep.rankBy, runs: runs, missing: missing, search: sweep.search)
    self.seconds = seconds
  }

  /// Writes the ranking. Anything else of that name is moved aside, with a note.
  package func save(_ terminal: any Terminal) throws {
    for run in sweep.runs { try run.settle() }
    if let previous = try summary.save(in: sweep.root) {
      terminal.note("\(sweep.name): the earlier results of that name are now in \(previous)/")
    }
  }

  package func report(width: Int?) -> String { RankingReport(summary, seconds: seconds, width: width).text }
}
