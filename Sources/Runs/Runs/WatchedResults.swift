import Files
import Glibc
import Records
import Reporting
import Results
import Statistics
import Text

/// Runs whose files are read again and again while other processes train them. No lock is taken, so that watching disturbs nobody.
package struct WatchedResults {
  /// A run, and what is known of it before it has a result.
  private struct Target {
    let name: String
    let paths: ResultPaths
    var plannedEpochs: Int?
    /// Of a finished sweep, whose own file is all that a fresh clone has.
    var recorded: RunSummary?
  }

  private let targets: [Target]
  private let reader = ResultReader()

  /// - Parameter arguments: runs and sweeps; none for all that are unfinished in the folder.
  package init(_ arguments: [String], _ results: String) throws {
    guard arguments.isEmpty else {
      targets = try arguments.flatMap { try Self.targets(argument: $0, results) }
      return
    }
    guard isFolder(results) else { throw RecordedResult.nothing(in: results) }
    let sweeps = try ResultPaths.interruptedSweeps(in: results)
    let runs = try ResultPaths.interrupted(in: results)
    targets = runs.map { Self.target($0) } + sweeps.flatMap { Self.targets($0.paths, $0.plan) }
    guard !targets.isEmpty else {
      throw Failure(.missingInput, "error: \(results): nothing here is being trained; for all results: runner list")
    }
  }

  private static func targets(argument: String, _ results: String) throws -> [Target] {
    let paths = try RecordedResult.place(of: argument, results)
    if let plan = paths.readPlannedSweep() { return targets(paths, plan) }
    guard RecordedSweep.isAt(paths) else { return [target(paths)] }
    return try RecordedSweep(paths).results.map {
      Target(name: $0.summary.name, paths: $0.paths, recorded: $0.summary)
    }
  }

  private static func target(_ paths: ResultPaths) -> Target {
    Target(name: paths.name, paths: paths, plannedEpochs: paths.newestCheckpoint().checkpoint?.summary.plannedEpochs)
  }

  private static func targets(_ sweep: ResultPaths, _ plan: PlannedSweep?) -> [Target] {
    guard let plan else { return ((try? ResultPaths.interrupted(in: sweep.folder)) ?? []).map { target($0) } }
    return plan.runs.map { run in
      Target(
        name: "\(sweep.name)/\(run.name)", paths: ResultPaths(in: sweep, run: run.name),
        plannedEpochs: JSONValue(run.spec)["epochs"].flatMap { Int($0.cell) })
    }
  }

  /// As the files are now.
  package var runs: [WatchedRun] { targets.map(state) }

  private func state(_ target: Target) -> WatchedRun {
    let now = time(nil)
    if let status = AtomicFile.status(target.paths.liveHistory), let table = Self.history(target.paths) {
      return WatchedRun(
        name: target.name, state: .begun, plannedEpochs: target.plannedEpochs, column: table.column,
        values: table.values,
        age: max(0, now - status.st_mtim.tv_sec))
    }
    guard let run = target.recorded ?? (try? reader.result(target.paths))?.summary else {
      return WatchedRun(name: target.name, state: .waiting, plannedEpochs: target.plannedEpochs)
    }
    let column = SweepSummary.defaultRankBy([run]) ?? run.metrics.first ?? "loss"
    return WatchedRun(
      name: target.name, state: run.status == .diverged ? .diverged : .completed, plannedEpochs: run.plannedEpochs,
      column: column, values: run.history.compactMap { run.score(column, in: $0).map(Double.init) })
  }

  /// The column to be watched: of the validation data if there are any, and not the loss if there is another.
  private static func history(_ paths: ResultPaths) -> (column: String, values: [Double])? {
    guard let bytes = try? AtomicFile.read(paths.liveHistory),
      let table = CSVTable(text: String(decoding: bytes, as: UTF8.self))
    else { return nil }
    let scores = table.header.filter { !["epoch", "learning_rate"].contains($0) }
    let validation = scores.filter { $0.hasPrefix("val_") }
    let candidates = validation.isEmpty ? scores : validation
    guard let column = candidates.first(where: { !$0.hasSuffix("loss") }) ?? candidates.first,
      let place = table.header.firstIndex(of: column)
    else { return nil }
    return (column, table.rows.compactMap { Double($0[place]) })
  }
}
