import Datasets
import ExperimentSpec
import Files
import Glibc
import Hashing
import Machine
import Records
import Results
import Training

/// A trained model that a run has left behind, ready to answer. It does not need the weights that the run began with, and it needs
/// data only for questions about the test set.
package struct SavedModel {
  package let result: RecordedResult
  package let input: ModelInput
  private let loaded: LoadedExperiment
  private let dataFolder: String?
  private let model: TrainedModel

  /// - Parameters:
  ///   - overrides: `KEY=VALUE`, for another data set.
  ///   - threads: nil for one per core.
  package init(
    _ argument: String, in results: String, dataFolder named: String?, overrides: [String], threads: Int?
  ) throws {
    try requireDataFolder(named)
    result = try RecordedResult(argument: argument, results)
    guard access(result.paths.weights, F_OK) == 0 else { throw Self.missingWeights(result) }
    dataFolder = result.dataFolder(besides: named)
    loaded = try result.loadedSpec(overrides)
    input = try result.input ?? ModelInput(loaded.testSet(dataFolder).images)
    model = try Self.model(result, loaded, input, threads: threads)
  }

  private static func model(
    _ result: RecordedResult, _ loaded: LoadedExperiment, _ input: ModelInput, threads: Int?
  ) throws -> TrainedModel {
    let graph = try loaded.graph(input)
    let engine = try EngineOptions(threads: threads)
    // Its layers are as they were trained, and cannot be made smaller.
    try TrainedModel.memory(graph, workers: engine.parallelism.workers)
      .require(for: "the model", of: loaded, hint: AvailableMemory.advice)
    let path = result.paths.weights
    do {
      let bytes = try AtomicFile.read(path)
      let weights = try Safetensors.decode(bytes)
      // The numbers in the file have no checksum of their own.
      guard SHA256.hash(bytes).hex == result.summary.weightsHash else {
        throw SafetensorsProblem("is not what '\(result.summary.name)' was trained to: its SHA-256 is another")
      }
      return try TrainedModel(
        graph: graph, metrics: loaded.spec.metrics, weights: weights, compute: engine.compute)
    } catch let problem as SafetensorsProblem {
      throw Failure(.inputOutput, "error: \(path) \(problem)")
    } catch let problem as InitialWeightsProblem {
      throw Failure(.inputOutput, "error: \(path): \(problem.problem)")
    }
  }

  private static func missingWeights(_ result: RecordedResult) -> Failure {
    let path = result.paths.weights
    guard result.summary.status == .completed else {
      return Failure(.missingInput, "error: \(path): '\(result.summary.name)' diverged, and has no weights")
    }
    return Failure(
      .missingInput,
      "error: \(path): there are no weights here (they are not committed); train them: "
        + "runner run \(result.specFile ?? "SPEC")")
  }

  /// The test set. A saved model may be tried on any: if it is not the run's, that is not an error, but a warning says so.
  package func testImages(_ terminal: any Terminal) throws -> LabeledImages {
    let (images, files) = try result.explainingPlaces { try loaded.testSet(dataFolder) }
    let shape = ModelInput(images).shape
    guard shape == input.shape else {
      throw Failure(
        .missingInput,
        "error: \(loaded.datasetSource.name) has images of the shape \(shape), the model takes \(input.shape)")
    }
    let recorded = result.summary.data.files.suffix(2)
    if let other = zip(recorded, files).first(where: { $0.sha256 != $1.sha256 }) {
      terminal.warn(
        "\(result.summary.name) was tested on other data: the SHA-256 of \(other.1.file) was "
          + "\(other.0.sha256), is \(other.1.sha256)")
    }
    return images
  }

  package func answer(_ images: LabeledImages) -> Evaluation { model.evaluate(images) }
}

extension LoadedExperiment {
  /// Test images and labels alone, with the hashes of their files.
  fileprivate func testSet(
    _ dataFolder: String?
  ) throws -> (images: LabeledImages, fileHashes: [(file: String, sha256: String)]) {
    do throws(DatasetProblem) {
      return try DatasetLoader.loadTest(datasetSource, dataDirectory: dataFolder, testLimit: spec.dataset.testLimit)
    } catch {
      throw Failure(error, of: self)
    }
  }
}
