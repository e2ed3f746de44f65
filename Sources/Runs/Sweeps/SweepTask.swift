import Datasets
import Runs

/// Trains one run of a sweep in a process of its own: what the local executor starts, and a cluster's task.
///
/// Whoever starts it may have been overtaken by another sweep of the same folder: the run is trained only if, once nobody else
/// can write it, its result is not there.
package struct SweepTask {
  package let run: SweepRun
  package let setup: TrainingSetup

  /// - Parameter sharedDataset: the descriptor at which it has its data set.
  package init(of target: String, run name: String, sharedDataset: Int32?, _ setup: TrainingSetup) throws {
    var reader = try ExperimentReader(
      overrides: setup.overrides, dataFolder: setup.dataFolder, threads: setup.threads,
      inherited: sharedDataset.flatMap(ImageDataset.init(shared:)))
    run = try reader.readSweep(target, run: name, in: setup.results)
    self.setup = setup
  }

  package func perform(_ display: ProgressDisplay, _ terminal: any Terminal) throws {
    let reserved = try ReservedRun(
      run.experiment, at: run.paths, setup, siblings: run.shorter.map(\.paths), display: display, terminal)
    let summary = try run.recorded() ?? reserved.train().summary
    if summary.status == .diverged { throw Failure(.failed, "") }
  }
}
