import Diagnostics
import ExperimentSpec
import Results

/// A sweep whose runs have passed every check there is before training.
struct Sweep {
  let name: String
  /// The folder or file, as the user named it.
  let target: String
  let rankBy: String?
  let runs: [SweepRun]
  /// The results' folder in which the ranking stands; the runs' results are in its folder `name`.
  let root: String

  var paths: ResultPaths { ResultPaths(root: root, name: name) }
}

/// One run of a sweep.
struct SweepRun {
  let experiment: Experiment
  let paths: ResultPaths

  var name: String { experiment.name }

  /// The result of exactly this run, if it is there: under these conditions another training would come to the same.
  func recorded() throws -> RunSummary? {
    guard paths.hasSummary, let summary = try? RecordedResult(paths).summary else { return nil }
    return experiment.conditions.firstDifferenceOfConditions(from: summary) == nil ? summary : nil
  }

  /// What training it would find.
  func state() throws -> State {
    if let summary = try recorded() { return .recorded(summary) }
    if let checkpoint = try paths.newestCheckpoint().checkpoint,
      experiment.conditions.firstDifferenceOfConditions(from: checkpoint.summary) == nil
    {
      return .interrupted(finishedEpochs: checkpoint.state.finishedEpochs)
    }
    return paths.hasSummary ? .changed : .new
  }

  enum State: Equatable {
    case new
    case interrupted(finishedEpochs: Int)
    /// The result there is another spec's: it will be kept aside.
    case changed
    case recorded(RunSummary)

    static func == (a: State, b: State) -> Bool { a.word == b.word }

    var word: String {
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
  /// A folder's or a sweep file's runs, or all the problems of all of them.
  mutating func readSweep(_ target: String, in root: String) throws -> Sweep {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    var runs: [SweepRun] = []
    var failures: [Failure] = []
    for run in loaded.runs {
      do { runs.append(try sweepRun(run, of: loaded, in: root)) } catch {
        guard let failure = Failure(error) else { throw error }
        // Runs of one file share their problems.
        if !failures.contains(where: { $0.message == failure.message }) { failures.append(failure) }
      }
    }
    guard failures.isEmpty else { throw Failure(all: failures) }
    return Sweep(
      name: loaded.name, target: target,
      rankBy: loaded.rankBy ?? SweepSummary.defaultRankBy(runs.map(\.experiment.spec)),
      runs: runs, root: root)
  }

  /// One run alone: what a task of a sweep needs.
  mutating func readSweep(_ target: String, run name: String, in root: String) throws -> SweepRun {
    let loaded = try SweepLoader.load(target, overrides: overrides)
    guard let run = loaded.runs.first(where: { $0.spec.name == name }) else {
      throw Failure(.usage, "error: \(target): this sweep has no run '\(name)'")
    }
    return try sweepRun(run, of: loaded, in: root)
  }

  private mutating func sweepRun(_ run: LoadedExperiment, of sweep: LoadedSweep, in root: String) throws -> SweepRun {
    let experiment = try check(run, file: run.file, resolved: run.spec.resolved())
    return SweepRun(
      experiment: experiment, paths: ResultPaths(in: ResultPaths(root: root, name: sweep.name), run: experiment.name))
  }
}
