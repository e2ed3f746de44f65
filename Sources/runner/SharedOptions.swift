import ArgumentParser

/// The options that mean the same in every command.
struct SharedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of all results.", valueName: "dir"))
  var results = "results"

  @Option(help: ArgumentHelp("Look for data sets in this folder first.", valueName: "dir"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "How many threads compute; the results do not depend on it. (default: one a core)", valueName: "n"))
  var threads: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change the spec, as in optimizer.adam.learning_rate=1e-2. May be repeated.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(help: "How training shows its progress on stderr; auto is a bar on a terminal and a line an epoch elsewhere.")
  var progress: ProgressStyle = .auto

  @Flag(name: .shortAndLong, help: "Print nothing but errors and what was asked for: no progress, no report of a run.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): at least 1 thread is needed.") }
    if results.isEmpty { throw ValidationError("--results: the folder's name is empty.") }
    for override in overrides where !override.contains("=") {
      throw ValidationError("--set \(override): no '=' between key and value; write KEY=VALUE, as in --set epochs=3.")
    }
  }

  /// - Throws: a `Failure` for a folder of data sets that is none: looking past it would hide a typing mistake.
  func requireDataFolder() throws {
    guard let data, !isFolder(data) else { return }
    throw Failure(.missingInput, "error: --data \(data): there is no such folder; check the path, or leave --data out")
  }

  /// The folder of all results, without a slash at its end.
  var resultsFolder: String {
    var folder = results[...]
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return String(folder)
  }
}

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  case auto, bar, plain, json, none
}
