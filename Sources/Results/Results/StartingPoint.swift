import Catalog
import Files
import Glibc
import Hashing
import Records
import Text

/// A state from which a run can continue, and what left it.
public struct StartingPoint: Sendable {
  public enum Origin: Equatable, Sendable {
    /// This run itself, interrupted.
    case interrupted
    /// A finished run with fewer epochs, by its name.
    case finished(String)
  }

  public var checkpoint: Checkpoint
  public var origin: Origin
}

extension RunConditions {
  /// How many epochs the spec asks for.
  public var plannedEpochs: Int { JSONValue(spec)["epochs"]?.count ?? 0 }

  /// The first difference, apart from the number of epochs, in what a run is a function of.
  ///
  /// Finished epochs do not depend on how many follow, unless a schedule is stretched over the whole run: epoch k is a
  /// function of the state after epoch k − 1, the data, the seed and k. Shuffling and dropout are keyed by epoch and step,
  /// the optimizer counts steps, and callbacks see only the epochs so far.
  public func firstDifferenceOfTraining(from other: RunConditions) -> Difference? {
    if dependsOnEpochs { return firstDifference(from: other) }
    var same = other
    same.spec = other.spec.replacing("epochs", by: .integer(plannedEpochs))
    return firstDifference(from: same)
  }

  private var dependsOnEpochs: Bool { ExperimentSpec(recorded: spec)?.dependsOnEpochs ?? false }

  /// Eight hexadecimal digits, equal for all runs that differ only in words and in the number of epochs, if no epoch
  /// depends on that number.
  var trainingKey: String {
    let plain = withoutWords
    let key = dependsOnEpochs ? plain.spec : plain.spec.without(["epochs"])
    let document = JSONValue.object([
      .init("numerics_version", .integer(numericsVersion)), .init("spec", JSONValue(key)),
      .init("data", plain.data.json),
    ])
    return String(SHA256.hash(Array(document.line.utf8)).hex.prefix(8))
  }
}

extension ConfigValue {
  fileprivate func replacing(_ key: String, by value: ConfigValue) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(entries.map { $0.key == key ? (key, value) : $0 })
  }
}

extension Checkpoint {
  /// Whether a run under these conditions passes through this state.
  func leads(to run: RunConditions) -> Bool {
    run.firstDifferenceOfTraining(from: summary.conditions) == nil
      && (state.finishedEpochs < run.plannedEpochs || state.finishedEpochs == run.plannedEpochs && state.steps == 0)
  }

  func isFurther(than other: Checkpoint) -> Bool {
    (state.finishedEpochs, state.steps) > (other.state.finishedEpochs, other.state.steps)
  }
}

extension ResultPaths {
  /// The state of a finished run after its last epoch, with the optimizer's state: a later spec with more epochs
  /// continues from there.
  public var finalCheckpoint: String { folder + "/checkpoint.final" }

  /// Where an interrupted run of another spec is kept until that spec is run again.
  func keptCheckpoint(of run: RunConditions) -> String { folder + "/checkpoint." + run.trainingKey }

  /// The most advanced state on a run's way to its result, among all that runs of this name and of `others` have left.
  /// Changes nothing.
  public func startingPoint(for run: RunConditions, orOf others: [ResultPaths] = []) -> StartingPoint? {
    startingPoint(for: run, from: unfinished(run), orOf: others)
  }

  /// The furthest state that this run itself has left where it was interrupted.
  public func interruption(of run: RunConditions) -> Checkpoint? {
    unfinished(run).filter { $0.leads(to: run) }.reduce(nil) { best, checkpoint in
      best.map { checkpoint.isFurther(than: $0) ? checkpoint : $0 } ?? checkpoint
    }
  }

  private func unfinished(_ run: RunConditions) -> [Checkpoint] {
    [newest().found?.checkpoint, Self.checkpoint(keptCheckpoint(of: run))].compactMap(\.self)
  }

  /// - Parameter unfinished: what interrupted runs of this name have left.
  public func startingPoint(
    for run: RunConditions, from unfinished: [Checkpoint], orOf others: [ResultPaths]
  ) -> StartingPoint? {
    var points = unfinished.filter { $0.leads(to: run) }.map { StartingPoint(checkpoint: $0, origin: .interrupted) }
    for paths in [self] + others {
      // The same number of epochs means that the run is repeated, even if a rule ended it before the last.
      guard let checkpoint = Self.checkpoint(paths.finalCheckpoint), checkpoint.leads(to: run),
        checkpoint.summary.plannedEpochs < run.plannedEpochs
      else { continue }
      points.append(StartingPoint(checkpoint: checkpoint, origin: .finished(paths.name)))
    }
    return points.reduce(nil) { best, point in
      if let best, !point.checkpoint.isFurther(than: best.checkpoint) { return best }
      return point
    }
  }

  /// What an unfinished run of another spec has left under this name.
  public struct OtherRun: Sendable {
    public var summary: RunSummary
    /// Where it is now.
    public var path: String
  }

  /// Called before a run begins: makes the state from which it can continue its checkpoint, and moves another run's out
  /// of its way.
  ///
  /// Only for the holder of this result's lock.
  /// - Parameter newest: the checkpoint that is here. It may be large, so it is read once.
  /// - Returns: the run's checkpoint now, and the other run.
  public func prepareCheckpoints(
    _ newest: Newest, for run: RunConditions
  ) throws(FileProblem) -> (own: Checkpoint?, other: OtherRun?) {
    let kept = keptCheckpoint(of: run)
    let other = try keepOtherCheckpoint(newest, from: run)
    let current = other == nil ? newest.found?.checkpoint : nil
    guard let waiting = Self.checkpoint(kept), waiting.leads(to: run) else { return (current, other) }
    if let current, !waiting.isFurther(than: current) {
      try AtomicFile.remove(kept)
      return (current, other)
    }
    try AtomicFile.rename(kept, to: checkpoint)
    return (waiting, other)
  }

  private func keepOtherCheckpoint(_ newest: Newest, from run: RunConditions) throws(FileProblem) -> OtherRun? {
    guard let (path, found) = newest.found, !found.leads(to: run) else { return nil }
    let kept = keptCheckpoint(of: found.summary.conditions)
    // If there are two states of one training, the more advanced one is enough.
    if let waiting = Self.checkpoint(kept), !found.isFurther(than: waiting) {
      try AtomicFile.remove(path)
    } else {
      try AtomicFile.rename(path, to: kept)
    }
    removeCheckpoints()
    return OtherRun(summary: found.summary, path: kept)
  }

  /// Called once the result is on disk: a spec with more epochs can continue from a completed run's last state.
  public func finishCheckpoints(of run: RunSummary) throws(FileProblem) {
    if run.status == .completed, access(checkpoint, F_OK) == 0 {
      try AtomicFile.rename(checkpoint, to: finalCheckpoint)
    }
    removeCheckpoints()
  }
}
