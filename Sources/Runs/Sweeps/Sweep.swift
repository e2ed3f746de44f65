import Catalog
import ExperimentSpec
import Files
import Records
import Results
import Runs

/// A sweep whose runs have passed every check there is before training.
package struct Sweep {
  package let name: String
  /// The folder or file, as the user named it.
  package let target: String
  /// Whether each run's process can read it again.
  package let isFile: Bool
  package let rankBy: String?
  package let runs: [SweepRun]
  /// The results' folder in which the ranking stands; the runs' results are in its folder `name`.
  package let root: String

  package var paths: ResultPaths { ResultPaths(root: root, name: name) }

  /// What in the runs' data will mislead. Most runs have the same data.
  package var dataWarnings: [String] {
    runs.flatMap(\.experiment.dataWarnings).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// One run of a sweep.
package struct SweepRun {
  package let experiment: Experiment
  package let paths: ResultPaths
  /// Runs of the sweep that differ from this one in nothing but fewer epochs, in the order of their epochs: it goes on from where the
  /// last of them ends, so that no epoch is trained twice.
  package let shorter: [Prefix]

  package var name: String { experiment.name }

  package struct Prefix {
    package let paths: ResultPaths
    package let epochs: Int
  }

  /// The result of exactly this run, if it is there: under these conditions another training would give the same.
  package func recorded() throws -> RunSummary? {
    guard paths.hasSummary, let summary = try? RecordedResult(paths).summary else { return nil }
    guard experiment.conditions.firstDifference(from: summary.conditions) == nil else { return nil }
    return experiment.worded(summary)
  }

  /// Brings a result that is there up to date: does what a process that was killed at its very end has left undone, and writes the
  /// spec's present words, such as its description, if it was recorded with others.
  package func settle() throws {
    guard let summary = try recorded(), let lock = try? ResultLock.acquire(paths.lock) else { return }
    defer { lock.release() }
    if let last = paths.startingPoint(for: summary.conditions), last.origin == .interrupted,
      last.checkpoint.state.finishedEpochs == summary.stop?.epoch ?? summary.plannedEpochs
    {
      try paths.finishCheckpoints(of: summary)
    }
    guard summary.json != (try RecordedResult(paths).summary.json) else { return }
    try AtomicFile.write(experiment.resolved.yaml(), to: paths.resolvedSpec)
    try AtomicFile.write(summary.json.text, to: paths.summary)
  }

  /// What a task of it would find.
  package func state() throws -> State {
    if let summary = try recorded() { return .recorded(summary) }
    if let start = paths.startingPoint(for: experiment.conditions, orOf: shorter.map(\.paths)) {
      return .interrupted(finishedEpochs: start.checkpoint.state.finishedEpochs)
    }
    return paths.hasSummary ? .changed : .new
  }

  package enum State: Equatable {
    case new
    case interrupted(finishedEpochs: Int)
    /// The result there is another spec's, and will be kept aside.
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
  package mutating func readSweep(_ target: String, in root: String) throws -> Sweep {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    let runs = try check(loaded).map { SweepRun($0, of: loaded, in: root) }
    return Sweep(
      name: loaded.name, target: target, isFile: loaded.isFile,
      rankBy: loaded.rankBy ?? SweepSummary.defaultRankBy(runs.map(\.experiment.spec)),
      runs: runs, root: root)
  }

  /// All runs of a sweep. If some have problems, the error has all of them.
  package mutating func check(_ sweep: LoadedSweep) throws -> [Experiment] {
    var runs: [Experiment] = []
    var failures: [Failure] = []
    for run in sweep.runs {
      do { runs.append(try check(run)) } catch {
        guard let failure = Failure(error) else { throw error }
        // Runs of one file share their problems.
        if !failures.contains(where: { $0.message == failure.message }) { failures.append(failure) }
      }
    }
    guard failures.isEmpty else { throw Failure(all: failures) }
    return runs
  }

  /// One run alone, which is all that a task of a sweep needs.
  package mutating func readSweep(_ target: String, run name: String, in root: String) throws -> SweepRun {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    guard let run = loaded.runs.first(where: { $0.spec.name == name }) else {
      throw Failure(.usage, "error: \(target): this sweep has no run '\(name)'")
    }
    return SweepRun(try check(run), of: loaded, in: root)
  }
}

extension SweepRun {
  fileprivate init(_ experiment: Experiment, of sweep: LoadedSweep, in root: String) {
    let folder = ResultPaths(root: root, name: sweep.name)
    let shorter = sweep.runs.map(\.spec).filter { $0.isBeginning(of: experiment.spec) }.sorted { $0.epochs < $1.epochs }
    self.init(
      experiment: experiment, paths: ResultPaths(in: folder, run: experiment.name),
      shorter: shorter.map { Prefix(paths: ResultPaths(in: folder, run: $0.name), epochs: $0.epochs) })
  }
}
