import Files
import Glibc
import Processes
import Text

/// The script of every task in a job array: it calls this program for the run with the task's index.
package struct SlurmScript {
  package let arguments: TaskArguments
  package let runs: [SweepRun]

  /// A list of words, then one command in which only the run's name, the threads and `--restart` vary.
  ///
  /// `exec`: the signals that Slurm sends before it kills a task reach the program itself, which then saves its state.
  package var text: String {
    """
    #!/bin/sh
    # The tasks of the sweep '\(arguments.sweepName)', written by runner. Each trains one of these runs:
    set -- \(runs.map { "\\\n  " + shellQuoted($0.task) }.joined(separator: " "))
    shift "$SLURM_ARRAY_TASK_ID"
    # What is asked for with --cpus-per-task, or else all that the node has given.
    threads=${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}
    \(restart)exec \(command) >/dev/null

    """
  }

  /// A requeued task continues from its checkpoint, even if it first started over.
  private var restart: String {
    arguments.setup.checkpoints.restarts ? "restart=--restart\n[ -z \"${SLURM_RESTART_COUNT:-}\" ] || restart=\n" : ""
  }

  private var command: String {
    var task = arguments
    task.setup.checkpoints.restarts = false
    task.setup.threads = nil
    let words = ([Self.program] + task.words).map(shellQuoted).joined(separator: " ")
    return words + " --task \"$1\" --threads \"$threads\"" + (arguments.setup.checkpoints.restarts ? " $restart" : "")
  }

  /// The path of this program, which must be the same on the nodes.
  private static var program: String {
    guard let path = realpath(ChildProcess.ownPath, nil) else { return ChildProcess.ownPath }
    defer { free(path) }
    return String(cString: path)
  }

  /// The arguments of sbatch, of which later ones win: the user's replace the first ones, but not those that the sweep needs.
  ///
  /// - Parameters:
  ///   - own: the user's own.
  ///   - limit: how many tasks may run at once.
  ///   - earlier: jobs that must have ended, however.
  package func sbatchWords(
    _ own: [String], limit: Int?, after earlier: [SlurmJobID], in folder: SlurmFolder
  ) -> [String] {
    var words = ["--job-name=" + arguments.sweepName, "--requeue"] + own + earlier.dependencyWords
    if let threads = arguments.setup.threads { words.append("--cpus-per-task=\(threads)") }
    let range = "--array=0-\(runs.count - 1)" + (limit.map { "%\($0)" } ?? "")
    words += ["--parsable", range, "--open-mode=append", "--output=" + folder.logPattern]
    return words + ["--chdir=" + workingFolder(), folder.script]
  }
}
