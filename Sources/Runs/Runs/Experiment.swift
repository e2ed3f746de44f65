import Catalog
import Datasets
import Diagnostics
import ExperimentSpec
import Files
import Hashing
import Records
import Reporting
import Results
import Training

/// A spec that has passed every check before training: its shapes fit, its data and weights exist.
package struct Experiment {
  package var loaded: LoadedExperiment
  /// The spec's name in messages: its file, or the result that holds it.
  package let file: String
  /// `KEY=VALUE` that were applied to it.
  package let overrides: [String]
  /// The spec as recorded.
  package let resolved: ConfigValue
  package let graph: ModelGraph
  package let dataset: Dataset
  package let initialWeights: [NamedTensor]?
  package let initialWeightsHash: String?

  package var spec: ExperimentSpec { loaded.spec }
  package var name: String { spec.name }

  /// Warnings about misleading data, metrics and callbacks, and about layers that these data do not suit.
  package var warnings: [String] {
    ClassCounts(dataset, validationSplit: spec.validationSplit).warnings + dataset.notes
      + spec.metrics.compactMap { $0.doubt(graph.target) } + spec.doubts
      + graph.doubts(samples: dataset.split(spec.validationSplit).training, batchSize: spec.batchSize)
  }

  package func trainer(_ engine: EngineOptions) throws(InitialWeightsProblem) -> Trainer {
    try Trainer(
      spec: spec, graph: graph, training: dataset.training, split: dataset.split(spec.validationSplit),
      compute: engine.compute,
      initialWeights: initialWeights)
  }
}

extension Experiment {
  /// The same training ended after so many epochs.
  package func shortened(to epochs: Int) -> Experiment {
    let short = loaded.shortened(to: epochs)
    return Experiment(
      loaded: short, file: file, overrides: overrides, resolved: short.spec.resolved(), graph: graph, dataset: dataset,
      initialWeights: initialWeights, initialWeightsHash: initialWeightsHash)
  }
}

/// Loads and checks specs. A data set that several of them use is read once.
package struct ExperimentReader {
  /// `KEY=VALUE`: they apply to recorded specs as well.
  package let overrides: [String]
  private let dataFolder: String?
  private let engine: EngineOptions
  /// Whether to refuse a spec that this machine cannot train.
  private let trains: Bool
  private var datasets: [DataRequest: Dataset] = [:]
  /// A data set that the parent process has read and checked.
  private let inherited: Dataset?
  package let results = ResultReader()

  /// - Parameter inherited: the data set of the only spec that will be read.
  package init(
    overrides: [String], dataFolder: String?, threads: Int? = nil, trains: Bool = true, inherited: Dataset? = nil
  ) throws {
    try requireDataFolder(dataFolder)
    self.inherited = inherited
    self.trains = trains
    self.overrides = overrides
    self.dataFolder = dataFolder
    engine = try EngineOptions(threads: threads)
  }

  /// All specs. If some have problems, the error has all of them.
  ///
  /// - Parameter skippingInvalid: whether to return those without problems anyway, if there are any. The problems of the others are
  ///   reported at once.
  package mutating func readAll(
    _ paths: [String], skippingInvalid: Bool, _ terminal: any Terminal
  ) throws -> (experiments: [Experiment], invalid: InvalidSpecs?) {
    var experiments: [Experiment] = []
    var invalid: [(path: String, failure: Failure)] = []
    for path in paths {
      do { experiments.append(try readNamed(path)) } catch {
        guard let failure = Failure(error) else { throw error }
        invalid.append((path, failure))
      }
    }
    let failure = invalid.isEmpty ? nil : Failure(all: invalid.map(\.failure))
    if let failure, !skippingInvalid || experiments.isEmpty { throw failure }
    try requireDifferentNames(experiments)
    guard let failure else { return (experiments, nil) }
    terminal.say(failure)
    return (experiments, InvalidSpecs(names: invalid.map(\.path).joined(separator: ", "), status: failure.status))
  }

  /// A spec that can be trained: its results need a name.
  private mutating func readNamed(_ path: String) throws -> Experiment {
    let experiment = try read(path)
    guard !experiment.loaded.isNamed else { return experiment }
    throw experiment.loaded.diagnostic(
      at: "name", "there is no file here whose name the results could take",
      hint: "write name: NAME into the spec, or --set name=NAME")
  }

  /// Reads a spec, and applies `--set`.
  package mutating func read(_ path: String) throws -> Experiment {
    try check(ExperimentLoader.load(path, overrides: overrides))
  }

  /// Checks a spec as loaded.
  package mutating func check(_ loaded: LoadedExperiment) throws -> Experiment {
    try check(loaded, file: loaded.file, resolved: loaded.spec.resolved())
  }

  /// Reads a spec's data only, whatever the layers.
  package mutating func readData(_ path: String) throws -> (loaded: LoadedExperiment, dataset: Dataset) {
    let loaded = try ExperimentLoader.load(path, overrides: overrides)
    return (loaded, try dataset(of: loaded))
  }

  /// The same of a spec that is not in a file; messages call it `name`.
  mutating func readData(text: String, called name: String) throws -> Dataset {
    try dataset(of: ExperimentLoader.load(text: text, called: name, overrides: overrides))
  }

  /// The checks that need more than the spec: data, shapes, weights.
  package mutating func check(_ loaded: LoadedExperiment, file: String, resolved: ConfigValue) throws -> Experiment {
    let dataset = try dataset(of: loaded)
    if dataset.heldOut > 0, loaded.spec.validationSplit > 0 {
      throw loaded.diagnostic(
        at: "validation_split", "'validation_split' beside the data set's own validation part",
        hint: "keep one of them")
    }
    try requireColumns(loaded, dataset)
    let graph = try loaded.graph(dataset.interface)
    let weights = try loaded.initialWeightsPath.map { try initialWeights(at: $0, of: loaded) }
    let experiment = Experiment(
      loaded: loaded, file: file, overrides: overrides, resolved: resolved, graph: graph, dataset: dataset,
      initialWeights: weights?.tensors,
      initialWeightsHash: weights?.hash)
    try experiment.requireWholeNumbers(engine)
    if trains { try experiment.requireMemory(threads: engine.parallelism.workers) }
    if weights != nil {
      do { _ = try experiment.trainer(engine) } catch {
        throw loaded.diagnostic(at: "initial_weights", error.problem, hint: error.hint)
      }
    }
    return experiment
  }

  /// Some data sets say only when they are read whether there are validation data.
  private func requireColumns(_ loaded: LoadedExperiment, _ dataset: Dataset) throws {
    let isValidated = dataset.split(loaded.spec.validationSplit).validation > 0
    let problems = loaded.spec.problems(hasValidation: isValidated)
    guard !problems.isEmpty else { return }
    throw DiagnosticList(problems.map { loaded.diagnostic(at: $0.path, $0.problem.problem, hint: $0.problem.hint) })
  }

  private mutating func dataset(of loaded: LoadedExperiment) throws -> Dataset {
    if let inherited { return inherited }
    if let known = datasets[loaded.data] { return known }
    do {
      let dataset = try DatasetLoader.load(loaded.data, dataDirectory: dataFolder)
      datasets[loaded.data] = dataset
      return dataset
    } catch {
      throw Failure(error, of: loaded)
    }
  }

  private func initialWeights(
    at path: String, of loaded: LoadedExperiment
  ) throws -> (tensors: [NamedTensor], hash: String) {
    do {
      let bytes = try AtomicFile.read(path)
      return (try Safetensors.decode(bytes), SHA256.hash(bytes).hex)
    } catch let problem as FileProblem {
      throw Failure(.missingInput, loaded.diagnostic(at: "initial_weights", problem.description))
    } catch let problem as SafetensorsProblem {
      throw loaded.diagnostic(at: "initial_weights", "\(path) \(problem)")
    }
  }

  /// Runs of the same name would overwrite each other.
  private func requireDifferentNames(_ experiments: [Experiment]) throws {
    for (index, experiment) in experiments.enumerated() {
      guard let other = experiments[..<index].first(where: { $0.name == experiment.name }) else { continue }
      throw experiment.loaded.diagnostic(
        at: "name", "the name '\(experiment.name)' is taken by \(other.file): both would write the same results",
        hint: "give each spec of a run its own name")
    }
  }
}

/// Specs that were left out.
package struct InvalidSpecs {
  package var names: String
  package var status: ExitStatus
}

extension LoadedExperiment {
  /// Its layers, with their shapes for these data.
  package func graph(_ data: DataInterface) throws -> ModelGraph {
    do { return try ModelGraph(spec, data) } catch { throw diagnostics(of: error) }
  }

  /// What its augmentations make of the first samples.
  package func augmentationPreview(_ dataset: Dataset) throws -> AugmentationPreview {
    do { return try AugmentationPreview.of(spec, dataset) } catch { throw diagnostics(of: error) }
  }

  private func diagnostics(of problems: ShapeProblems) -> DiagnosticList {
    DiagnosticList(
      problems.problems.map {
        diagnostic(at: $0.path, $0.problem, hint: $0.hint, pointingAt: $0.pointer, hintWithout: $0.hintWithout)
      })
  }
}

extension Failure {
  /// A problem with the data, at the place in the spec that names them.
  package init(_ problem: DatasetProblem, of loaded: LoadedExperiment) {
    let key =
      switch problem.kind {
      case .trainLimit: "dataset.train_limit"
      case .testLimit: "dataset.test_limit"
      case .option(let path): "dataset." + path
      case .missing, .unreadable, .damaged, .memory: "dataset"
      }
    let diagnostic = loaded.diagnostic(at: key, problem.finding, hint: problem.hint)
    self.init(ExitStatus(problem.kind), diagnostic)
  }
}

/// - Throws: a `Failure` if the folder of data sets does not exist: ignoring that would hide a typo.
package func requireDataFolder(_ folder: String?) throws {
  guard let folder, !isFolder(folder) else { return }
  throw Failure(
    .missingInput, "error: --data \(folder): there is no such folder; check the path, or leave --data out")
}
