import Records
import Reporting
import Results

/// A sweep that was cut short, or is under way.
struct UnfinishedSweep {
  let paths: ResultPaths
  let plan: PlannedSweep
  /// What it has come to so far.
  let summary: SweepSummary

  /// Nil where none has begun, or its ranking is written.
  init?(_ paths: ResultPaths) {
    guard let plan = paths.readPlannedSweep() else { return nil }
    self.paths = paths
    self.plan = plan
    summary = plan.summary(in: paths)
  }

  /// All of a folder, by name.
  static func all(in results: ResultsOptions) throws -> [UnfinishedSweep] {
    guard isFolder(results.folder) else { return [] }
    return try ResultPaths.interruptedSweeps(in: results.folder).compactMap { UnfinishedSweep($0) }
  }

  /// `two: 5 of 16 runs are missing; runner sweep two.yaml goes on`
  var sentence: String {
    let (missing, planned) = (summary.missing.count, plan.runs.count)
    let place = "\(grouped(missing)) of \(counted(planned, "run")) \(missing == 1 ? "is" : "are") missing"
    // A ranking that is there is an earlier sweep's.
    let name = paths.hasSummary ? "\(plan.name), swept again" : plan.name
    return isUnderWay
      ? "\(name): \(place); another process is training" : "\(name): \(place); \(plan.command) goes on"
  }

  private var isUnderWay: Bool {
    summary.missing.contains { run in
      let paths = ResultPaths(in: paths, run: run)
      guard isFolder(paths.folder) else { return false }
      do throws(ResultLock.Problem) { try ResultLock.acquire(paths.lock).release() } catch {
        if case .heldBy = error { return true }
      }
      return false
    }
  }
}

extension PlannedSweep {
  init(_ sweep: Sweep, overrides: [String]) {
    let words = ["runner", "sweep", sweep.target] + overrides.flatMap { ["--set", $0] }
    self.init(
      name: sweep.name, rankBy: sweep.rankBy, command: words.map(shellWord).joined(separator: " "),
      runs: sweep.runs.map { Run(name: $0.name, spec: $0.experiment.conditions.spec) })
  }
}
