import Catalog
import ExperimentSpec
import Files
import Records
import Results
import Runs

/// A sweep whose runs have passed every check before training.
package struct Sweep {
  package let name: String
  /// The folder or file, as the user named it.
  package let target: String
  /// Whether each run's process can read it again.
  package let isFile: Bool
  package let rankBy: String?
  package let runs: [SweepRun]
  /// How a search came to these runs; nil if all runs are known from the beginning.
  package let search: SearchSummary?
  /// The results folder with the ranking; the runs' results are in its subfolder `name`.
  package let root: String

  package var paths: ResultPaths { ResultPaths(root: root, name: name) }

  /// The same at another stage of its search.
  func with(_ runs: [SweepRun], _ search: SearchSummary) -> Sweep {
    Sweep(name: name, target: target, isFile: isFile, rankBy: rankBy, runs: runs, search: search, root: root)
  }

  /// Warnings about misleading data, metrics and callbacks. Most runs have the same ones.
  package var warnings: [String] {
    runs.flatMap(\.experiment.warnings).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// One run of a sweep.
package struct SweepRun {
  package let experiment: Experiment
  package let paths: ResultPaths
  /// Runs of the sweep that differ from this one only in having fewer epochs, sorted by them: it continues from the end of the last of
  /// them, so that no epoch is trained twice.
  package let shorter: [Prefix]
  /// For a trial of a search, what was decided about it.
  package let trial: TrialTask?
  let results: ResultReader

  package var name: String { experiment.name }

  /// By which its task knows it.
  package var task: String { trial?.word ?? name }

  package struct Prefix {
    package let paths: ResultPaths
    package let epochs: Int
  }

  /// The result of exactly this run, if it exists: training again under these conditions would give the same.
  package var recorded: RunSummary? { found.map(experiment.worded) }

  /// The same as the file words it.
  private var found: RunSummary? {
    guard paths.hasSummary, let summary = try? results.result(paths).summary else { return nil }
    return experiment.conditions.firstDifference(from: summary.conditions) == nil ? summary : nil
  }

  /// Updates an existing result: finishes what a process that was killed at its very end left undone, and writes the spec's current
  /// words, such as its description, if others were recorded.
  package func settle() throws {
    guard let seen = found, paths.hasCheckpoint || experiment.worded(seen).json != seen.json,
      let lock = try? ResultLock.acquire(paths.lock)
    else { return }
    defer { lock.release() }
    // As it is now that no other process writes it.
    guard let found else { return }
    let summary = experiment.worded(found)
    if paths.interruption(of: summary.conditions)?.state.finishedEpochs == summary.stop?.epoch ?? summary.plannedEpochs
    {
      try paths.finishCheckpoints(of: summary)
    }
    guard summary.json != found.json else { return }
    try AtomicFile.write(experiment.resolved.yaml(), to: paths.resolvedSpec)
    try AtomicFile.write(summary.json.text, to: paths.summary)
  }

  /// What its task would find.
  package var state: State {
    if let summary = recorded { return .recorded(summary) }
    if let start = paths.startingPoint(for: experiment.conditions, orOf: shorter.map(\.paths)) {
      return .interrupted(finishedEpochs: start.checkpoint.state.finishedEpochs)
    }
    return paths.hasSummary ? .changed : .new
  }

  package enum State: Equatable {
    case new
    case interrupted(finishedEpochs: Int)
    /// The existing result is another spec's, to be moved aside.
    case changed
    case recorded(RunSummary)

    package static func == (a: State, b: State) -> Bool { a.word == b.word }

    package var word: String {
      switch self {
      case .new: "new"
      case .interrupted(let epochs): "goes on after epoch \(epochs)"
      case .changed: "changed: the earlier result is kept aside"
      case .recorded(let summary): summary.status == .diverged ? "there: diverged" : "there"
      }
    }
  }
}

extension ExperimentReader {
  /// The runs of a folder or of a sweep file. If some have problems, the error has all of them.
  package mutating func readSweep(_ target: String, in root: String) throws -> (loaded: LoadedSweep, sweep: Sweep) {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    let runs = try check(loaded).map { SweepRun($0, of: loaded, in: root, results) }
    let sweep = Sweep(
      name: loaded.name, target: target, isFile: loaded.isFile,
      rankBy: loaded.rankBy ?? SweepSummary.defaultRankBy(runs.map(\.experiment.spec)),
      runs: runs, search: nil, root: root)
    return (loaded, sweep)
  }

  /// All runs of a sweep. If some have problems, the error has all of them.
  package mutating func check(_ sweep: LoadedSweep) throws -> [Experiment] {
    var runs: [Experiment] = []
    var failures: [Failure] = []
    for run in sweep.runs {
      do { runs.append(try check(run)) } catch {
        guard let failure = Failure(error) else { throw error }
        // Runs from one file share its problems.
        if !failures.contains(where: { $0.message == failure.message }) { failures.append(failure) }
      }
    }
    guard failures.isEmpty else { throw Failure(all: failures) }
    return runs
  }

  /// Only one run, which is all that a sweep's task needs.
  ///
  /// - Parameter name: the run's `task`.
  package mutating func readSweep(_ target: String, run name: String, in root: String) throws -> SweepRun {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    if let trial = TrialTask(word: name), let search = loaded.search, let number = search.number(of: trial.name) {
      let run = try check(search.experiment(number, at: trial.fractions, epochs: trial.epochs))
      let paths = ResultPaths(in: ResultPaths(root: root, name: loaded.name), run: trial.name)
      return SweepRun(experiment: run, paths: paths, shorter: [], trial: trial, results: results)
    }
    guard let run = loaded.runs.first(where: { $0.spec.name == name }) else {
      throw Failure(.usage, "error: \(target): this sweep has no run '\(name)'")
    }
    return SweepRun(try check(run), of: loaded, in: root, results)
  }
}

extension SweepRun {
  fileprivate init(_ experiment: Experiment, of sweep: LoadedSweep, in root: String, _ results: ResultReader) {
    let folder = ResultPaths(root: root, name: sweep.name)
    let shorter = sweep.runs.map(\.spec).filter { $0.isBeginning(of: experiment.spec) }.sorted { $0.epochs < $1.epochs }
    self.init(
      experiment: experiment, paths: ResultPaths(in: folder, run: experiment.name),
      shorter: shorter.map { Prefix(paths: ResultPaths(in: folder, run: $0.name), epochs: $0.epochs) }, trial: nil,
      results: results)
  }
}
