import Catalog
import Files
import Glibc
import Records
import Text

/// Everything that a finished run leaves behind.
public struct RunRecord: Sendable {
  public var summary: RunSummary
  /// The resolved spec as YAML.
  public var resolvedSpec: String
  /// weights.safetensors; nil for a run that diverged.
  public var weights: [UInt8]?
  /// best.safetensors; nil if no rule has chosen an epoch.
  public var bestWeights: [UInt8]?
  /// On the test set; nil for a run that diverged.
  public var test: Evaluation?
  /// nil without `log_steps`.
  public var steps: [StepRecord]?
  public var timings: [EpochTiming]
  /// The interface of the data on which the model was trained.
  public var interface: DataInterface
  /// Where and when: never in a committed file.
  public var environment: JSONValue

  public init(
    summary: RunSummary, resolvedSpec: String, weights: [UInt8]?, bestWeights: [UInt8]? = nil, test: Evaluation?,
    steps: [StepRecord]?, timings: [EpochTiming], interface: DataInterface, environment: JSONValue
  ) {
    self.summary = summary
    self.resolvedSpec = resolvedSpec
    self.weights = weights
    self.bestWeights = bestWeights
    self.test = test
    self.steps = steps
    self.timings = timings
    self.interface = interface
    self.environment = environment
  }
}

extension RunRecord {
  /// The seconds spent on training.
  public var seconds: Double { timings.reduce(0) { $0 + $1.seconds } }
}

/// What happened to an earlier result of the same name.
public enum SaveOutcome: Equatable, Sendable {
  /// There was none.
  case new
  case identical
  /// The same spec gave another result than the recorded one; the earlier files are in `previous`.
  case differs(Difference, previous: String)
  /// It was another spec's; its files are in `previous`.
  case replaced(previous: String)
  /// It could not be read; its files are in `previous`.
  case unreadable(previous: String)
}

extension RunRecord {
  /// Writes all files, each completely or not at all, the summary last. An earlier result that this one does not repeat
  /// is first moved aside, and so are files in their places that the program has not written.
  ///
  /// Meanwhile a reader finds a summary only if all of its files are there. If anything fails, the earlier result is
  /// either untouched or complete in `previous`.
  ///
  /// - Parameters:
  ///   - continues: whether an earlier result that is the beginning of this one is replaced: all of its epochs are in this one.
  ///   - notice: is told which files the program had not written, and where they are now.
  public func save(
    to paths: ResultPaths, continuing continues: Bool = false, notice: ([String], String) -> Void = { _, _ in }
  ) throws(FileProblem) -> SaveOutcome {
    try paths.makeFolder()
    let recorded = try paths.recordedSummary()
    let isBeginning = continues && recorded?.isBeginning(of: summary.conditions) == true
    let outcome = isBeginning ? .new : try makeRoom(at: paths, recorded)
    let files = files(at: paths)
    let strangers = files.filter { $0.differsFromWhatIsThere && !paths.isOwn($0.path, by: recorded) }.map(\.path)
    if !strangers.isEmpty { notice(strangers, try paths.moveAside(strangers)) }
    for file in files { try file.write() }
    try AtomicFile.write(summary.json.text, to: paths.summary)
    return outcome
  }

  /// All files except the summary.
  private func files(at paths: ResultPaths) -> [ResultFile] {
    func text(_ table: CSVTable?) -> [UInt8]? { table.map { Array($0.text.utf8) } }
    return [
      ResultFile(path: paths.resolvedSpec, bytes: Array(resolvedSpec.utf8)),
      ResultFile(path: paths.weights, bytes: weights),
      ResultFile(path: paths.bestWeights, bytes: bestWeights),
      ResultFile(
        path: paths.predictions,
        bytes: text(test.map { .predictions($0, summary.data.target, rows: interface.testRows) })),
      ResultFile(path: paths.steps, bytes: text(steps.map { .steps($0, metrics: summary.metrics) })),
      ResultFile(path: paths.timing, bytes: text(.timing(timings, summary.data.kind))),
      ResultFile(path: paths.preprocessing, bytes: Array(interface.json.text.utf8)),
      ResultFile(path: paths.environment, bytes: Array(environment.text.utf8)),
      ResultFile(path: paths.history, bytes: text(summary.historyTable)),
    ]
  }

  private func makeRoom(at paths: ResultPaths, _ recorded: RunSummary?) throws(FileProblem) -> SaveOutcome {
    guard paths.hasSummary else { return .new }
    guard let recorded else { return .unreadable(previous: try paths.moveAside()) }
    guard let difference = summary.firstDifference(from: recorded) else { return .identical }
    let previous = try paths.moveAside()
    return summary.isRepetition(of: recorded) ? .differs(difference, previous: previous) : .replaced(previous: previous)
  }
}

/// One of a result's files, as a run would write it.
private struct ResultFile {
  let path: String
  /// nil if the run has no such file: then another run's, whose end was not written, must not be left there.
  let bytes: [UInt8]?
  /// A file that cannot be read does not count: writing it will fail, too, and report the error.
  var differsFromWhatIsThere: Bool {
    guard access(path, F_OK) == 0, let found = try? AtomicFile.read(path) else { return false }
    return found != bytes
  }

  func write() throws(FileProblem) {
    if let bytes { try AtomicFile.write(bytes, to: path) } else { try AtomicFile.remove(path) }
  }
}

extension ResultPaths {
  /// nil if there is none that can be read.
  fileprivate func recordedSummary() throws(FileProblem) -> RunSummary? {
    guard hasSummary else { return nil }
    return try? RunSummary(text: String(decoding: try AtomicFile.read(summary), as: UTF8.self))
  }
}

extension RunSummary {
  /// Whether a run under these conditions has the same epochs, and more.
  fileprivate func isBeginning(of run: RunConditions) -> Bool {
    conditions.plannedEpochs < run.plannedEpochs && run.firstDifferenceOfTraining(from: conditions) == nil
  }

  /// Whether this run was meant to repeat the recorded one: it has the same spec, even if with other data under the
  /// same name.
  fileprivate func isRepetition(of recorded: RunSummary) -> Bool {
    conditions.spec == recorded.spec
      || JSONValue(conditions.spec.current.unnamed) == JSONValue(recorded.spec.current.unnamed)
      || conditions.firstDifference(from: recorded.conditions) == nil
  }
}
