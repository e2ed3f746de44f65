import Glibc
import Runs

/// The arguments of a sweep's task, here or on a cluster's node.
package struct TaskArguments {
  package let target: String
  package let sweepName: String
  package var setup: TrainingSetup

  package init(target: String, sweepName: String, _ setup: TrainingSetup) {
    self.target = target
    self.sweepName = sweepName
    self.setup = setup
  }

  /// `sweep TARGET … --task NAME`
  ///
  /// - Parameters:
  ///   - goesOn: whether this very command has already started the run. If so, `--restart` is done.
  ///   - dataset: the file descriptor of its data set.
  package func words(for run: SweepRun, threads: Int, goesOn: Bool, dataset: Int32?) -> [String] {
    var arguments = self
    arguments.setup.threads = threads
    if goesOn { arguments.setup.checkpoints.restarts = false }
    return arguments.words + ["--task", run.task, "--parent", String(getpid())]
      + (dataset.map { ["--shared-dataset", String($0)] } ?? [])
  }

  /// All but the run's own.
  package var words: [String] {
    var words = ["sweep", target, "--results", setup.results, "--progress", "json"]
    if let data = setup.dataFolder { words += ["--data", data] }
    if let threads = setup.threads { words += ["--threads", String(threads)] }
    for override in setup.overrides { words += ["--set", override] }
    words += ["--checkpoint-every", setup.checkpoints.interval.description]
    if setup.checkpoints.restarts { words.append("--restart") }
    return words
  }
}
