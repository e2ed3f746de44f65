import Diagnostics
import ExperimentSpec
import Glibc
import Results

/// A result that a command line names, with its summary.
struct RecordedResult {
  let paths: ResultPaths
  let summary: RunSummary

  init(_ paths: ResultPaths) throws {
    self.paths = paths
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    do { summary = try RunSummary(text: text) } catch {
      throw Failure(.inputOutput, "error: \(paths.summary): \(error): this is no summary that this runner can read")
    }
  }

  init(_ paths: ResultPaths, _ summary: RunSummary) {
    self.paths = paths
    self.summary = summary
  }

  /// `dense`, `results/dense`, `results/dense/` or `results/dense.json`; `batchsizes/64` for a run of a sweep, which its own file
  /// or the sweep's may hold.
  init(argument: String, _ options: SharedOptions) throws {
    let paths = ResultPaths(argument: argument, root: options.resultsFolder)
    let inResults = ResultPaths(argument: options.resultsFolder + "/" + argument, root: options.resultsFolder)
    for paths in [paths, inResults] {
      if RecordedSweep.isAt(paths) { throw Self.isSweep(argument, try RecordedSweep(paths)) }
      if paths.hasSummary {
        try self.init(paths)
        return
      }
      let sweep = ResultPaths(argument: paths.root, root: options.resultsFolder)
      guard paths.root.contains("/"), RecordedSweep.isAt(sweep) else { continue }
      guard let run = try RecordedSweep(sweep).summary.runs.first(where: { $0.name == paths.name }) else { continue }
      self.init(paths, run)
      return
    }
    throw Self.missing(argument, paths)
  }

  private static func isSweep(_ argument: String, _ sweep: RecordedSweep) -> Failure {
    let names = sweep.results.map { "\(sweep.summary.name)/\($0.summary.name)" }
    return Failure(
      .missingInput,
      "error: \(argument): this is a sweep of \(names.count) runs; name one of them"
        + (names.first.map { ", as in \($0)" } ?? ""))
  }

  static func nothing(in folder: String) -> Failure {
    Failure(.missingInput, "error: \(folder): there is no result here; train a spec first: runner run SPEC")
  }

  /// All results of the folder, by name.
  static func all(_ options: SharedOptions) throws -> [RecordedResult] {
    let folder = options.resultsFolder
    let found = access(folder, F_OK) == 0 ? try ResultPaths.all(in: folder) : []
    guard !found.isEmpty else { throw nothing(in: folder) }
    return try found.map { try RecordedResult($0) }
  }

  private static func missing(_ argument: String, _ paths: ResultPaths) -> Failure {
    if isSpec(argument) {
      return Failure(
        .missingInput, "error: \(argument): this is a spec; name its result, or train it first: runner run \(argument)")
    }
    let results = ((try? ResultPaths.all(in: paths.root)) ?? []) + ((try? ResultPaths.sweeps(in: paths.root)) ?? [])
    let known = results.map(\.name)
    let advice =
      suggestion(for: paths.name, among: known).map { "did you mean '\($0)'?" }
      ?? "train its spec first: runner run SPEC"
    return Failure(.missingInput, "error: \(paths.summary): there is no such result; \(advice)")
  }

  /// Time spent training, from timing.csv; nil in a fresh clone, where only the committed files are.
  var seconds: Double? {
    guard let bytes = try? AtomicFile.read(paths.timing) else { return nil }
    return SavedTiming(String(decoding: bytes, as: UTF8.self))?.seconds
  }

  /// The spec's file as far as environment.json knows it, for a message's next step.
  var specFile: String? {
    guard let bytes = try? AtomicFile.read(paths.environment),
      case .string(let file)? = (try? JSONValue(text: String(decoding: bytes, as: UTF8.self)))?["spec_file"]
    else { return nil }
    return file
  }
}

func isSpec(_ argument: String) -> Bool { argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") }

extension ExperimentReader {
  /// The recorded spec as an experiment again. It goes through the same door as any other: as YAML, with every check.
  mutating func read(_ result: RecordedResult) throws -> Experiment {
    let loaded = try result.loadedSpec(overrides)
    return try check(
      loaded, file: result.paths.summary, resolved: overrides.isEmpty ? result.summary.spec : loaded.spec.resolved())
  }
}

extension RecordedResult {
  /// The recorded spec as the loader reads it.
  func loadedSpec(_ overrides: [String] = []) throws -> LoadedExperiment {
    let folder = specFile.flatMap(parentFolder)
    return try ExperimentLoader.load(
      text: summary.spec.resolvingPaths(from: folder).yaml(), called: "spec of " + paths.summary, overrides: overrides)
  }
}

/// nil for a file of the current folder.
private func parentFolder(_ path: String) -> String? {
  path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
}

extension ConfigValue {
  /// The spec's relative paths as seen from the current folder, for a spec that was written in `folder`.
  fileprivate func resolvingPaths(from folder: String?) -> ConfigValue {
    let base = folder ?? workingFolder()
    guard case .mapping(let entries) = self else { return self }
    return .mapping(
      entries.map { key, value in
        switch (key, value) {
        case ("initial_weights", .string(let path)), ("idx", .string(let path)):
          (key, .string(absolute(path, from: base)))
        case ("dataset", .mapping): (key, value.resolvingPaths(from: folder))
        default: (key, value)
        }
      })
  }

  private func absolute(_ path: String, from base: String) -> String {
    if path.hasPrefix("/") { return path }
    return base.hasPrefix("/") ? base + "/" + path : workingFolder() + "/" + base + "/" + path
  }
}
