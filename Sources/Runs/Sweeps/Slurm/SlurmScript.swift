import Files
import Glibc
import Processes
import Text

/// The script of every task of a job array: it calls this program for the run that has the task's index.
package struct SlurmScript {
  package let arguments: TaskArguments
  package let runs: [SweepRun]

  /// A list of words, then one command in which only the run's name, the threads and `--restart` vary.
  ///
  /// `exec`: the signals that Slurm sends before it kills a task reach the program itself, which then saves where it stands.
  package var text: String {
    """
    #!/bin/sh
    # The tasks of the sweep '\(arguments.sweepName)', written by runner. Each trains one of these runs:
    set -- \(runs.map { "\\\n  " + shellQuoted($0.name) }.joined(separator: " "))
    shift "$SLURM_ARRAY_TASK_ID"
    # What is asked for with --cpus-per-task, or else all that the node has given.
    threads=${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}
    \(restart)exec \(command) >/dev/null

    """
  }

  /// A task that is queued again goes on from its checkpoint, even if it was to start over at first.
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

  /// The file of this program, which the nodes must see under the same path.
  private static var program: String {
    guard let path = realpath(ChildProcess.ownPath, nil) else { return ChildProcess.ownPath }
    defer { free(path) }
    return String(cString: path)
  }

  /// The words for sbatch, among which later ones win: the user's own replace the first ones, but not those that the sweep depends
  /// on.
  ///
  /// - Parameters:
  ///   - own: the user's words.
  ///   - limit: how many tasks may run at once.
  ///   - earlier: jobs that must have ended, in whatever way.
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
