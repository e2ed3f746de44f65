import Records
import Reporting
import Results
import Text

/// A line of `runner list`.
package struct ListedResult {
  private let name: String
  private let kind: String
  private let status: String
  /// Finished epochs of a run.
  private var epochs: Int?
  /// For unfinished runs.
  private var plannedEpochs: Int?
  /// Runs of a sweep with a result.
  private var runs: Int?
  /// For unfinished sweeps.
  private var plannedRuns: Int?
  private var validationAccuracy: Double?
  private var testAccuracy: Double?
  /// Nil in a fresh clone, which has only the committed files.
  private var date: String?

  /// A folder's results, finished or not, by name, and what is wrong with files that can't be read.
  package static func all(in root: String) throws -> (results: [ListedResult], problems: [String]) {
    let finished = try FolderOfResults(root)
    let unfinished = try ResultPaths.interrupted(in: root).compactMap { ListedResult(unfinished: $0) }
    let parts = try ResultPaths.interruptedSweeps(in: root).filter { !$0.paths.hasSummary }
      .map { try ListedResult(unfinishedSweep: $0.paths, $0.plan) }
    let results = finished.runs.map { ListedResult($0) } + finished.sweeps.map { ListedResult($0.summary) }
    return (
      (results + unfinished + parts).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
      finished.problems
    )
  }

  private init(_ result: RecordedResult) {
    let summary = result.summary
    (name, kind, status) = (summary.name, "run", summary.status.rawValue)
    addScores(summary)
    if case .string(let date)? = result.environment?["date"] { self.date = date }
  }

  private init(_ sweep: SweepSummary) {
    (name, kind) = (sweep.name, "sweep")
    runs = sweep.runs.count
    status = sweep.missing.isEmpty ? "completed" : "\(sweep.missing.count) missing"
  }

  /// Nil if the checkpoint cannot be read. The run that finds it will say so.
  private init?(unfinished paths: ResultPaths) {
    guard let checkpoint = paths.newestCheckpoint().checkpoint else { return nil }
    (name, kind) = (paths.name, "run")
    status = ResultLock.isHeld(paths.lock) ? "running" : "interrupted"
    addScores(checkpoint.summary)
    epochs = checkpoint.state.finishedEpochs
    plannedEpochs = checkpoint.summary.plannedEpochs
  }

  private init(unfinishedSweep paths: ResultPaths, _ plan: PlannedSweep?) throws {
    (name, kind) = (paths.name, "sweep")
    let sweep = plan.map { UnfinishedSweep(paths, $0) }
    status = sweep?.isUnderWay == true ? "running" : "interrupted"
    runs = try sweep?.summary.runs.count ?? ResultPaths.finished(in: paths.folder, .run).count
    plannedRuns = plan?.runs.count
  }

  private mutating func addScores(_ summary: RunSummary) {
    epochs = summary.history.count
    validationAccuracy = summary.value(of: "val_accuracy")
    testAccuracy = summary.value(of: "test_accuracy")
  }

  package static func table(_ results: [ListedResult]) -> TextTable {
    TextTable(
      columns: [
        ("name", .left), ("status", .left), ("size", .right), ("val accuracy", .right), ("test accuracy", .right),
        ("date", .left),
      ],
      rows: results.map { result in
        [
          result.name, result.status, result.size, result.validationAccuracy.map { fixed($0, decimals: 4) } ?? "",
          result.testAccuracy.map { fixed($0, decimals: 4) } ?? "", result.date ?? "",
        ]
      })
  }

  private var size: String {
    if let runs { return plannedRuns.map { "\(grouped(runs)) of \(counted($0, "run"))" } ?? counted(runs, "run") }
    guard let epochs else { return "" }
    return plannedEpochs.map { "\(grouped(epochs)) of \(counted($0, "epoch"))" } ?? counted(epochs, "epoch")
  }

  package var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("kind", .string(kind)), .init("status", .string(status)),
      .init("epochs", epochs.map(JSONValue.integer) ?? .null), .init("runs", runs.map(JSONValue.integer) ?? .null),
      .init("val_accuracy", validationAccuracy.map(JSONValue.double) ?? .null),
      .init("test_accuracy", testAccuracy.map(JSONValue.double) ?? .null),
      .init("date", date.map(JSONValue.string) ?? .null),
    ])
  }
}
