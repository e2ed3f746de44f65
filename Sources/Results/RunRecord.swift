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
  /// Writes all files, each in full or not at all, the summary last. An earlier result that this one does not repeat is moved
  /// aside first.
  public func save(to paths: ResultPaths) throws(FileProblem) -> SaveOutcome {
    try AtomicFile.makeDirectories(paths.folder)
    let outcome = try makeRoom(at: paths)
    try AtomicFile.write(resolvedSpec, to: paths.resolvedSpec)
    if let weights { try AtomicFile.write(weights, to: paths.weights) }
    if let test { try AtomicFile.write(CSVTable.predictions(test).text, to: paths.predictions) }
    if let steps { try AtomicFile.write(CSVTable.steps(steps, metrics: summary.metrics).text, to: paths.steps) }
    try AtomicFile.write(CSVTable.timing(timings).text, to: paths.timing)
    try AtomicFile.write(environment.text, to: paths.environment)
    try AtomicFile.write(summary.historyTable.text, to: paths.history)
    try AtomicFile.write(summary.json.text, to: paths.summary)
    return outcome
  }

  private func makeRoom(at paths: ResultPaths) throws(FileProblem) -> SaveOutcome {
    guard paths.hasSummary else { return .new }
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    guard let recorded = try? RunSummary(text: text), JSONValue(recorded.spec) == JSONValue(summary.spec) else {
      return .replaced(previous: try paths.moveAside())
    }
    guard let difference = summary.firstDifference(from: recorded) else { return .identical }
    return .differs(difference, previous: try paths.moveAside())
  }
}

extension ResultPaths {
  /// Moves the run's files to `previous/<n>`, which is laid out as a results folder of its own, and returns its path. A
  /// checkpoint is no part of the finished run: it belongs to the one that takes its place.
  func moveAside() throws(FileProblem) -> String {
    let kept = ["previous", "lock", "checkpoint", "checkpoint.previous"]
    return try moveAside(files: Self.names(in: folder).filter { !kept.contains($0) })
  }

  /// Moves the summary, the history, and some of the folder's files.
  func moveAside(files: [String]) throws(FileProblem) -> String {
    var number = 1
    while access("\(previous)/\(number)", F_OK) == 0 { number += 1 }
    let target = ResultPaths(root: "\(previous)/\(number)", name: name)
    try AtomicFile.makeDirectories(target.folder)
    // The summary first: what is left of a result without it is not taken for one.
    try move(summary, to: target.summary)
    if access(history, F_OK) == 0 { try move(history, to: target.history) }
    for name in files where access("\(folder)/\(name)", F_OK) == 0 {
      try move("\(folder)/\(name)", to: "\(target.folder)/\(name)")
    }
    return target.root
  }

  private func move(_ path: String, to target: String) throws(FileProblem) {
    guard rename(path, target) == 0 else { throw FileProblem(path: path, operation: "move", code: errno) }
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
