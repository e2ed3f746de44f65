import Catalog
import Files
import Records
import Text

/// A sweep that has started: `results/<name>/.sweep.json`, from its start until its ranking is written.
///
/// If a sweep was interrupted, this tells which runs are missing, and which command continues it.
public struct PlannedSweep: Equatable, Sendable {
  public struct Run: Equatable, Sendable {
    public var name: String
    /// The resolved spec.
    public var spec: ConfigValue

    public init(name: String, spec: ConfigValue) {
      self.name = name
      self.spec = spec
    }
  }

  public var name: String
  /// See ``SweepSummary/rankBy``.
  public var rankBy: String?
  /// The command as a shell accepts it.
  public var command: String
  public var runs: [Run]

  public init(name: String, rankBy: String?, command: String, runs: [Run]) {
    self.name = name
    self.rankBy = rankBy
    self.command = command
    self.runs = runs
  }

  /// The results of the sweep so far. A result of one of its names from another spec, such as an earlier sweep's, does
  /// not count.
  ///
  /// - Parameter paths: those of the sweep.
  public func summary(in paths: ResultPaths) -> SweepSummary {
    var summary = SweepSummary(name: name, rankBy: rankBy, runs: [])
    for run in runs {
      let file = ResultPaths(in: paths, run: run.name).summary
      if let bytes = try? AtomicFile.read(file),
        let found = try? RunSummary(text: String(decoding: bytes, as: UTF8.self)),
        found.spec.withoutWords == run.spec.withoutWords
      {
        summary.runs.append(found)
      } else {
        summary.missing.append(run.name)
      }
    }
    return summary
  }
}

extension PlannedSweep {
  var json: JSONValue {
    let runs = runs.map { run in
      JSONValue.object([.init("name", .string(run.name)), .init("spec", JSONValue(run.spec))])
    }
    return .object([
      .init("planned_sweep", .string(name)), .init("rank_by", rankBy.map(JSONValue.string) ?? .null),
      .init("command", .string(command)), .init("runs", .list(runs)),
    ])
  }

  public init(text: String) throws(SummaryProblem) {
    var root = try ObjectReader(try JSONValue(summary: text), path: "")
    name = try root.name("planned_sweep")
    rankBy = root.isNull("rank_by") ? nil : try root.name("rank_by")
    command = try root.string("command")
    runs = []
    for (index, value) in try root.list("runs").enumerated() {
      var run = try ObjectReader(value, path: "runs[\(index)]")
      runs.append(Run(name: try run.name("name"), spec: try run.value("spec").config))
      try run.finish()
    }
    try root.finish()
  }
}

extension ResultPaths {
  /// No run's name begins with a dot.
  var plannedSweep: String { folder + "/.sweep.json" }

  public func write(_ plan: PlannedSweep) throws(FileProblem) {
    try makeFolder()
    try AtomicFile.write(plan.json.text, to: plannedSweep)
  }

  /// Nil if no sweep is unfinished, or if the file cannot be read: the next sweep writes a new one.
  public func readPlannedSweep() -> PlannedSweep? {
    guard let bytes = try? AtomicFile.read(plannedSweep) else { return nil }
    return try? PlannedSweep(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Called once the ranking is written.
  public func removePlannedSweep() throws(FileProblem) { try AtomicFile.remove(plannedSweep) }
}
