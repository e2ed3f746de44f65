/// Trains one run of a sweep in a process of its own: what the local executor starts, and a cluster's task.
///
/// Whoever starts it may have been overtaken by another sweep of the same folder: the run is trained only if, once nobody else
/// can write it, its result is not there.
struct SweepTask {
  let run: SweepRun
  let options: TrainingOptions
  let checkpoints: CheckpointOptions

  func perform() throws {
    let reserved = try ReservedRun(
      run.experiment, at: run.paths, options, checkpoints, siblings: run.shorter.map(\.paths))
    let summary = try run.recorded() ?? reserved.train().summary
    if summary.status == .diverged { throw Failure(.failed, "") }
  }
}
