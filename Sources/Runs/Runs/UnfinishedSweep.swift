import Files
import Records
import Reporting
import Results
import Text

/// A sweep that was cut short, or is under way.
package struct UnfinishedSweep {
  package let paths: ResultPaths
  package let plan: PlannedSweep
  /// What it has come to so far.
  package let summary: SweepSummary

  /// Nil where none has begun, or its ranking is written.
  package init?(_ paths: ResultPaths) {
    guard let plan = paths.readPlannedSweep() else { return nil }
    self.paths = paths
    self.plan = plan
    summary = plan.summary(in: paths)
  }

  /// All of a folder, by name.
  package static func all(in results: String) throws -> [UnfinishedSweep] {
    guard isFolder(results) else { return [] }
    return try ResultPaths.interruptedSweeps(in: results).compactMap { UnfinishedSweep($0) }
  }

  /// `two: 5 of 16 runs are missing; runner sweep two.yaml goes on`
  package var sentence: String {
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
