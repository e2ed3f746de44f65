import Glibc
import Hashing
import Tensors
import Training

/// Everything that a finished run leaves behind.
public struct RunRecord: Sendable {
  public var summary: RunSummary
  /// The resolved spec as YAML.
  public var resolvedSpec: String
  /// weights.safetensors; nil for a run that diverged.
  public var weights: [UInt8]?
  /// On the test set; nil for a run that diverged.
  public var test: Evaluation?
  /// nil without `log_steps`.
  public var steps: [StepRecord]?
  public var timings: [EpochTiming]
  /// Where and when: never in a committed file.
  public var environment: JSONValue

  public init(
    summary: RunSummary, resolvedSpec: String, weights: [UInt8]?, test: Evaluation?, steps: [StepRecord]?,
    timings: [EpochTiming], environment: JSONValue
  ) {
    self.summary = summary
    self.resolvedSpec = resolvedSpec
    self.weights = weights
    self.test = test
    self.steps = steps
    self.timings = timings
    self.environment = environment
  }
}

/// What became of an earlier result of the same name.
public enum SaveOutcome: Equatable, Sendable {
  /// There was none.
  case new
  case identical
  /// The same spec came out otherwise than recorded; the earlier files are in `previous`.
  case differs(Difference, previous: String)
  /// It was another spec's, or could not be read; its files are in `previous`.
  case replaced(previous: String)
}

extension RunRecord {
  /// Writes all files, each in full or not at all, the summary last. An earlier result that this one does not repeat is kept
  /// aside first.
  ///
  /// Whoever reads meanwhile finds a summary only where all of its files are there. When anything fails, the earlier result is
  /// either untouched or in `previous`, whole.
  public func save(to paths: ResultPaths) throws(FileProblem) -> SaveOutcome {
    try paths.makeFolder()
    let outcome = try makeRoom(at: paths)
    try AtomicFile.write(resolvedSpec, to: paths.resolvedSpec)
    try replace(paths.weights, by: weights)
    try replace(paths.predictions, by: test.map { Array(CSVTable.predictions($0).text.utf8) })
    try replace(paths.steps, by: steps.map { Array(CSVTable.steps($0, metrics: summary.metrics).text.utf8) })
    try AtomicFile.write(CSVTable.timing(timings).text, to: paths.timing)
    try AtomicFile.write(environment.text, to: paths.environment)
    try AtomicFile.write(summary.historyTable.text, to: paths.history)
    try AtomicFile.write(summary.json.text, to: paths.summary)
    return outcome
  }

  /// What this run does not have must not be left of another, whose end was not written.
  private func replace(_ path: String, by bytes: [UInt8]?) throws(FileProblem) {
    if let bytes { try AtomicFile.write(bytes, to: path) } else { try AtomicFile.remove(path) }
  }

  private func makeRoom(at paths: ResultPaths) throws(FileProblem) -> SaveOutcome {
    guard paths.hasSummary else { return .new }
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    guard let recorded = try? RunSummary(text: text) else { return .replaced(previous: try paths.moveAside()) }
    guard let difference = summary.firstDifference(from: recorded) else { return .identical }
    let previous = try paths.moveAside()
    return summary.isRepetition(of: recorded) ? .differs(difference, previous: previous) : .replaced(previous: previous)
  }
}

extension Comparison {
  /// Writes comparison.csv and comparison.json.
  public func save(in root: String) throws(FileProblem) {
    let paths = ResultPaths.comparison(root: root)
    try AtomicFile.makeDirectories(root)
    try AtomicFile.write(table.text, to: paths.csv)
    try AtomicFile.write(json.text, to: paths.json)
  }
}

extension RunSummary {
  /// Whether this run was meant to come to what is recorded: one of the same spec, be it of other data under the same name.
  fileprivate func isRepetition(of recorded: RunSummary) -> Bool {
    JSONValue(spec.unnamed) == JSONValue(recorded.spec.unnamed) || firstDifferenceOfConditions(from: recorded) == nil
  }
}
