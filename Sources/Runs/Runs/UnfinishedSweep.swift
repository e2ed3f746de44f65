import Files
import Records
import Reporting
import Results
import Text

/// An interrupted sweep, or one under way.
package struct UnfinishedSweep {
  package let paths: ResultPaths
  package let plan: PlannedSweep
  /// Its results so far.
  package let summary: SweepSummary

  /// Nil if no run has begun, or if its ranking is written.
  package init?(_ paths: ResultPaths) {
    guard let plan = paths.readPlannedSweep() else { return nil }
    self.init(paths, plan)
  }

  package init(_ paths: ResultPaths, _ plan: PlannedSweep) {
    self.paths = paths
    self.plan = plan
    summary = plan.summary(in: paths)
  }

  /// All in a folder, by name.
  package static func all(in results: String) throws -> [UnfinishedSweep] {
    guard isFolder(results) else { return [] }
    return try ResultPaths.interruptedSweeps(in: results).compactMap { paths, plan in
      plan.map { UnfinishedSweep(paths, $0) }
    }
  }

  /// `two: 5 of 16 runs are missing; runner sweep two.yaml goes on`
  package var sentence: String {
    let (missing, planned) = (summary.missing.count, plan.runs.count)
    let place = "\(grouped(missing)) of \(counted(planned, "run")) \(missing == 1 ? "is" : "are") missing"
    // If there is a ranking, it is that of an earlier sweep.
    let name = paths.hasSummary ? "\(plan.name), swept again" : plan.name
    return isUnderWay
      ? "\(name): \(place); another process is training" : "\(name): \(place); \(plan.command) goes on"
  }

  var isUnderWay: Bool {
    summary.missing.contains { run in
      let paths = ResultPaths(in: paths, run: run)
      return isFolder(paths.folder) && ResultLock.isHeld(paths.lock)
    }
  }
}
