import Glibc
import Reporting
import Results

/// What a sweep has come to so far.
struct SweepResults {
  private let sweep: Sweep
  private let summary: SweepSummary
  private let seconds: [String: Double]

  /// Reads the runs' results that are there.
  init(_ sweep: Sweep) throws {
    self.sweep = sweep
    var runs: [RunSummary] = []
    var missing: [String] = []
    var seconds: [String: Double] = [:]
    for run in sweep.runs {
      guard let summary = try run.recorded() else {
        missing.append(run.name)
        continue
      }
      runs.append(summary)
      seconds[run.name] = try RecordedResult(run.paths).seconds
    }
    summary = SweepSummary(name: sweep.name, rankBy: sweep.rankBy, runs: runs, missing: missing)
    self.seconds = seconds
  }

  /// Writes the ranking. What else stands under its name is kept aside: a run's result, or another sweep's.
  func save() throws { try summary.save(in: sweep.root) }

  func report(width: Int?) -> String { RankingReport(summary, seconds: seconds, width: width).text }
}
