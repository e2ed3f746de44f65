import ArgumentParser
import Sweeps

extension ExecutorKind: ExpressibleByArgument {}

/// The options that say where a sweep's runs are trained.
struct ExecutorOptions: ParsableArguments {
  @Option(help: "Where to train: on this machine, or on the nodes of a Slurm cluster, as one job array.")
  var executor = ExecutorKind.local

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Options for sbatch, as in \"--partition=long --time=2:00:00\"; needs --executor slurm.", valueName: "options"))
  var slurmArgs: String?

  @Flag(help: "Return once the runs are submitted; the same command without it waits for them. Needs --executor slurm.")
  var noWait = false

  func validate() throws {
    if executor == .local {
      if slurmArgs != nil { throw ValidationError("--slurm-args: this is for --executor slurm.") }
      if noWait { throw ValidationError("--no-wait: this is for --executor slurm.") }
    }
    _ = try sbatchWords
  }

  /// The words of `--slurm-args`.
  var sbatchWords: [String] {
    get throws {
      do { return try Sweeps.sbatchWords(slurmArgs ?? "") } catch {
        throw ValidationError("--slurm-args: \(error.problem).")
      }
    }
  }
}
