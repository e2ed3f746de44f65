import Catalog
import Datasets
import ExperimentSpec
import Files
import Hashing
import Machine
import Records
import Reporting
import Results
import Text
import Training

/// A run's trained model, ready to answer. It does not need the run's initial weights, and needs data only for questions about the
/// test set.
package struct SavedModel {
  package let result: RecordedResult
  package let interface: DataInterface
  let loaded: LoadedExperiment
  private let dataFolder: String?
  /// A table with targets that takes the place of the test set, or an archive of arrays.
  private let testTable: String?
  let weights: SavedWeights
  private let model: TrainedModel

  /// - Parameters:
  ///   - named: the folder of data sets, or a table or an archive of arrays in place of the test set.
  ///   - weights: which of the run's.
  ///   - overrides: `KEY=VALUE`, for another data set.
  ///   - threads: nil for one per core.
  package init(
    _ argument: String, in results: String, weights: SavedWeights = .saved, dataFolder named: String?,
    overrides: [String], threads: Int?
  ) throws {
    let file = named.flatMap { isReadableFile($0) ? $0 : nil }
    if file == nil { try requireDataFolder(named) }
    result = try RecordedResult(argument: argument, results)
    self.weights = weights
    let (path, hash) = try weights.place(in: result)
    dataFolder = result.dataFolder(besides: file == nil ? named : nil)
    testTable = file
    loaded = try result.loadedSpec(overrides)
    interface = try result.interface() ?? loaded.testSet(dataFolder).samples.interface
    if interface.table == nil, file.map(PreparedArray.isArchive) != true { try requireDataFolder(named) }
    model = try Self.model(result, loaded, interface, weights: (path, hash), threads: threads)
  }

  private static func model(
    _ result: RecordedResult, _ loaded: LoadedExperiment, _ interface: DataInterface,
    weights place: (path: String, hash: String?), threads: Int?
  ) throws -> TrainedModel {
    let graph = try loaded.graph(interface)
    let engine = try EngineOptions(threads: threads)
    // Its layers are already trained, and cannot be made smaller.
    try TrainedModel.memory(graph, workers: engine.parallelism.workers)
      .require(for: "the model", of: loaded, hint: AvailableMemory.advice)
    let tensors = try tensors(result, weights: place)
    do {
      return try TrainedModel(
        graph: graph, metrics: loaded.spec.metrics, weights: tensors, compute: engine.compute)
    } catch {
      throw Failure(.inputOutput, "error: \(place.path): \(error.problem)")
    }
  }

  static func tensors(
    _ result: RecordedResult, weights place: (path: String, hash: String?)
  ) throws -> [NamedTensor] {
    let bytes = try AtomicFile.read(place.path)
    do throws(SafetensorsProblem) {
      let tensors = try Safetensors.decode(bytes)
      // The file format has no checksum.
      guard SHA256.hash(bytes).hex == place.hash else {
        throw SafetensorsProblem("is not what '\(result.summary.name)' was trained to: its SHA-256 is another")
      }
      return tensors
    } catch {
      throw Failure(.inputOutput, "error: \(place.path) \(error)")
    }
  }

  /// The test set. A saved model may be tested on any: if it is not the run's, there is a warning, but no error.
  package func testSamples(_ terminal: any Terminal) throws -> Samples {
    if let testTable { return try samples(of: testTable, terminal).samples }
    let test = try result.explainingPlaces { try loaded.testSet(dataFolder) }
    try requireFitting(test.samples.interface)
    sayOtherClasses(test.samples.interface, terminal)
    let recorded = result.summary.data.files
    for file in test.files {
      guard let known = recorded.first(where: { $0.name == file.name }), known.sha256 != file.sha256 else { continue }
      terminal.warn(
        "\(result.summary.name) was tested on other data: the SHA-256 of \(file.name) was "
          + "\(known.sha256), is \(file.sha256)")
      break
    }
    return test.samples
  }

  /// Numbered classes match any names.
  private func sayOtherClasses(_ data: DataInterface, _ terminal: any Terminal) {
    let (known, found) = (interface.target, data.target)
    guard known != found, known != DataInterface.numbered(interface.outputs) else { return }
    terminal.warn(
      "\(result.summary.name) was trained on other classes: \(interface.classNames.joined(separator: ", ")); "
        + "here they are \(data.classNames.joined(separator: ", "))")
  }

  private func requireFitting(_ data: DataInterface) throws {
    let (found, expected) = (data.input, interface.input)
    guard data.inputs == interface.inputs else {
      throw Failure(
        .missingInput,
        "error: \(loaded.dataset.source.title) has \(found.words), the model takes "
          + (found.element == expected.element ? "\(expected.shape)" : expected.words))
    }
    guard data.target.isLike(interface.target) else {
      throw Failure(
        .missingInput,
        "error: \(loaded.dataset.source.title) has \(data.target.words), the model answers with \(interface.target.words)"
      )
    }
  }

  package func answer(_ samples: Samples) -> Evaluation { model.evaluate(samples) }

  /// The scores on the test set, or on the table in its place, and what they consist of.
  package func report(_ terminal: any Terminal) throws -> String {
    if let testTable {
      let (samples, rows) = try samples(of: testTable, terminal)
      return report(on: samples, rows: rows)
    }
    let samples = try testSamples(terminal)
    return report(on: samples, rows: samples.interface.testRows)
  }

  /// Of a file in place of the test set, with their rows there.
  private func samples(of file: String, _ terminal: any Terminal) throws -> (samples: Samples, rows: [Int]) {
    if interface.table == nil {
      let samples = try PreparedArray.judged(file, interface)
      return (samples, Array(1...samples.count))
    }
    let table = try table(file, needsTargets: true, terminal)
    return (table.samples, Array(table.rows))
  }

  private func report(on samples: Samples, rows: [Int]?) -> String {
    let test = answer(samples)
    var summary = result.summary
    if weights == .best, let best = summary.best { summary.name += ", best weights, of epoch \(grouped(best.epoch))" }
    summary.test = TestSummary(test)
    summary.data.testCount = samples.count
    let report = EvaluationReport(
      SavedAnswers(test, samples.interface.target, rows: rows), classNoun: loaded.dataset.source.classNoun,
      kind: samples.interface.sampleKind)
    return "\(RunReport(summary).headline)\n\n\(report.text)"
  }
}

extension DataInterface.Input {
  fileprivate var words: String { "\(element == .byte ? "images" : "numbers") of the shape \(shape)" }
}

extension DataInterface.Target {
  /// Whether outputs for one can be scored against the other, whatever the names.
  fileprivate func isLike(_ other: Self) -> Bool {
    switch (self, other) {
    case (.classes(let a), .classes(let b)), (.values(let a), .values(let b)): a.count == b.count
    case (.classes, .values), (.values, .classes): false
    }
  }

  fileprivate var words: String {
    switch self {
    case .classes(let names): "\(names.count) classes"
    case .values(let names): "\(names.count) numbers"
    }
  }
}

extension LoadedExperiment {
  /// Only the test part.
  fileprivate func testSet(_ dataFolder: String?) throws -> TestSet {
    do throws(DatasetProblem) {
      return try DatasetLoader.loadTest(
        dataset.source, dataDirectory: dataFolder, testLimit: dataset.testLimit,
        needsClasses: spec.loss.needsClasses)
    } catch {
      throw Failure(error, of: self)
    }
  }
}
