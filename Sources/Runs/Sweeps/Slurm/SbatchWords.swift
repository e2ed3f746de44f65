import Text

/// The words of `--slurm-args`: the user's options for sbatch.
///
/// - Throws: what is wrong with them, without a full stop.
package func sbatchWords(_ text: String) throws(ShellWordsProblem) -> [String] {
  let words = try shellWords(text)
  if let first = words.first, !first.hasPrefix("-") {
    throw ShellWordsProblem(problem: "'\(first)' is no option of sbatch; write \"--partition=long\", for example")
  }
  for word in words {
    guard let owned = ownedOptions.first(where: { $0.matches(word) }) else { continue }
    throw ShellWordsProblem(problem: "\(word): \(owned.instead)")
  }
  return words
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
