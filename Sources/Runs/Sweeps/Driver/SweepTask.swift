import Datasets
import Runs

/// Trains one run of a sweep in its own process, here or on a node of a cluster.
///
/// Another sweep of the same folder may have been faster: the run is trained only if its result is still missing once no other
/// process can write it.
package struct SweepTask {
  package let run: SweepRun
  package let setup: TrainingSetup

  /// - Parameter sharedDataset: the file descriptor of its data set.
  package init(of target: String, run name: String, sharedDataset: Int32?, _ setup: TrainingSetup) throws {
    var reader = try ExperimentReader(
      overrides: setup.overrides, dataFolder: setup.dataFolder, threads: setup.threads,
      inherited: sharedDataset.flatMap(Dataset.init(shared:)))
    run = try reader.readSweep(target, run: name, in: setup.results)
    self.setup = setup
  }

  package func perform(_ display: ProgressDisplay, _ terminal: any Terminal) throws {
    let reserved = try ReservedRun(
      run.experiment, at: run.paths, setup, siblings: run.shorter.map(\.paths),
      continuing: run.trial != nil, display: display, terminal)
    let summary = try run.recorded ?? reserved.train().summary
    if summary.status == .diverged { throw Failure(.failed, "") }
  }
}
