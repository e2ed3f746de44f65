import ArgumentParser
import Files
import Runs

// The options that several commands share, in groups. They mean the same everywhere and every command accepts them, so
// that a script can use one set; the help shows those that have an effect. Only --set is refused by commands that read
// no spec: it would promise another run.

/// Where results are read and written.
struct ResultsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of all results.", valueName: "dir"), completion: .directory)
  var results = "results"

  func validate() throws {
    if results.isEmpty { throw ValidationError("--results: the folder's name is empty.") }
  }

  /// Without a slash at its end.
  var folder: String { withoutSlash(results) }
}

/// Where to look for data sets.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("Look for data sets in this folder first.", valueName: "dir"), completion: .directory)
  var folder: String?
}

/// How a spec is read.
struct SpecOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change a key of the spec, as in epochs=3 or optimizer.adam.learning_rate=1e-2. May be repeated.",
      valueName: "key=value"))
  var overrides: [String] = []

  func validate() throws { try requireAssignments(overrides) }
}

private func requireAssignments(_ overrides: [String]) throws {
  for override in overrides where !override.contains("=") {
    throw ValidationError("--set \(override): no '=' between key and value; write KEY=VALUE, as in --set epochs=3.")
  }
}

/// How many threads compute.
struct ThreadOptions: ParsableArguments {
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "The number of threads that compute, up to \(most); results do not depend on it. (default: one per core, or the "
        + "control group's share of them)", valueName: "n"))
  var count: Int?

  /// Each has its own scratch memory in each layer, even if there is no core for it. No machine has anywhere near this
  /// many cores.
  private static let most = 1024

  func validate() throws {
    guard let count else { return }
    if count < 1 { throw ValidationError("--threads \(count): at least 1 thread is needed.") }
    if count > Self.most { throw ValidationError("--threads \(count): at most \(Self.most) are possible.") }
  }
}

struct QuietOptions: ParsableArguments {
  @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print errors only.")
  var isQuiet = false
}

struct ProgressStyleOptions: ParsableArguments {
  @Option(
    name: .customLong("progress"),
    help:
      "How to show progress on stderr; auto is a bar on a terminal and one line per epoch elsewhere.")
  var style: ProgressStyle = .auto
}

/// What a command shows while it trains.
struct ProgressOptions: ParsableArguments {
  @OptionGroup private var chosen: ProgressStyleOptions
  @OptionGroup private var quiet: QuietOptions

  /// Quiet commands show none.
  var shown: ProgressStyle { isQuiet ? .none : chosen.style }
  var isQuiet: Bool { quiet.isQuiet }
}

extension ProgressStyle: ExpressibleByArgument {}
extension SavedWeights: ExpressibleByArgument {}

/// What has no effect where only results are read.
struct UnusedOptions: ParsableArguments {
  @OptionGroup var data: DataOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var progress: ProgressOptions
}

/// How an interrupted run continues.
struct CheckpointOptions: ParsableArguments {
  @Flag(help: "Start from the beginning, even where an interrupted run could go on.")
  var restart = false

  @Option(
    help: ArgumentHelp(
      "Save a checkpoint every so many seconds and after each epoch, or less often if saving takes long.",
      valueName: "seconds"))
  var checkpointEvery = CheckpointPolicy().interval

  func validate() throws {
    guard checkpointEvery >= 0, checkpointEvery <= 1e9 else {
      throw ValidationError("--checkpoint-every \(checkpointEvery): a number of seconds from 0 is needed.")
    }
  }

  var policy: CheckpointPolicy { CheckpointPolicy(restarts: restart, interval: checkpointEvery) }
}

/// For commands that train.
struct TrainingOptions: ParsableArguments {
  @OptionGroup var results: ResultsOptions
  @OptionGroup var spec: SpecOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var progress: ProgressOptions

  var isQuiet: Bool { progress.isQuiet }

  func setup(_ checkpoints: CheckpointPolicy = CheckpointPolicy()) -> TrainingSetup {
    TrainingSetup(
      results: results.folder, dataFolder: spec.data.folder, overrides: spec.overrides, threads: threads.count,
      isQuiet: isQuiet, checkpoints: checkpoints)
  }
}

extension ExperimentReader {
  init(_ options: SpecOptions, threads: Int? = nil, trains: Bool = true) throws {
    try self.init(overrides: options.overrides, dataFolder: options.data.folder, threads: threads, trains: trains)
  }
}

extension SavedModel {
  init(_ argument: String, _ options: ModelOptions) throws {
    try self.init(
      argument, in: options.results.folder, weights: options.weights, dataFolder: options.data.folder,
      overrides: options.overrides, threads: options.threads.count)
  }
}

/// What is written after the training, besides the results.
struct ReportOptions: ParsableArguments {
  @Flag(name: .customLong("no-report"), help: "Do not write report.html and its pictures.")
  var isLeftOut = false
}

/// For commands that use a trained model.
struct ModelOptions: ParsableArguments {
  @OptionGroup var results: ResultsOptions
  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change the data set, as in dataset.test_limit=1000 or dataset.idx=FOLDER. May be repeated.",
      valueName: "key=value"))
  var overrides: [String] = []

  @Option(help: "Take the weights that the run ended with, saved, or the best that model_checkpoint has kept.")
  var weights = SavedWeights.saved

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try requireAssignments(overrides)
    for override in overrides where !override.hasPrefix("dataset.") && !override.hasPrefix("dataset=") {
      throw ValidationError(
        "--set \(override): a trained model is as it was trained, only its data set can be changed; train the changed "
          + "spec: runner run SPEC --set \(override) --set name=NAME")
    }
  }
}
