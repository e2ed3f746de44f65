import ArgumentParser

/// Where a sweep's runs are trained.
enum ExecutorKind: String, ExpressibleByArgument, CaseIterable {
  case local, slurm
}

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
      let words: [String]
      do { words = try shellWords(slurmArgs ?? "") } catch {
        throw ValidationError("--slurm-args: \(error.problem).")
      }
      if let first = words.first, !first.hasPrefix("-") {
        throw ValidationError(
          "--slurm-args: '\(first)' is no option of sbatch; write \"--partition=long\", for example.")
      }
      for word in words {
        if let owned = ownedOptions.first(where: { $0.matches(word) }) {
          throw ValidationError("--slurm-args: \(word): \(owned.instead).")
        }
      }
      return words
    }
  }
}

/// An option of sbatch that a sweep sets itself.
private struct OwnedOption {
  let long: String
  let short: String?
  let instead: String

  func matches(_ word: String) -> Bool {
    let isShort = short.map { word.hasPrefix($0) && !word.hasPrefix("--") } ?? false
    return word == long || word.hasPrefix(long + "=") || isShort
  }
}

private let ownedOptions = [
  OwnedOption(long: "--array", short: "-a", instead: "use --jobs to limit how many runs train at once"),
  OwnedOption(long: "--cpus-per-task", short: "-c", instead: "use --threads"),
  OwnedOption(long: "--output", short: "-o", instead: "the logs are in the results' folder .slurm"),
  OwnedOption(long: "--error", short: "-e", instead: "the logs are in the results' folder .slurm"),
  OwnedOption(long: "--chdir", short: "-D", instead: "the tasks work in the folder of this command"),
  OwnedOption(long: "--wait", short: "-W", instead: "the sweep waits, unless --no-wait is given"),
  OwnedOption(long: "--wrap", short: nil, instead: "the tasks' script is the sweep's own"),
]
