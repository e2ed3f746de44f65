import Datasets
import Glibc
import Hashing
import Results
import Training

/// A trained model that a run has left behind, ready to answer.
struct SavedModel {
  let result: RecordedResult
  let experiment: Experiment
  private let model: TrainedModel

  init(_ argument: String, _ options: SharedOptions) throws {
    result = try RecordedResult(argument: argument, options)
    let path = result.paths.weights
    guard access(path, F_OK) == 0 else { throw Self.missingWeights(result) }
    var reader = try ExperimentReader(options, trains: false)
    experiment = try reader.read(result)
    do {
      let bytes = try AtomicFile.read(path)
      let weights = try Safetensors.decode(bytes)
      // Its numbers have no checksum of their own.
      guard SHA256.hash(bytes).hex == result.summary.weightsHash else {
        throw SafetensorsProblem("is not what '\(result.summary.name)' was trained to: its SHA-256 is another")
      }
      model = try TrainedModel(
        graph: experiment.graph, metrics: experiment.spec.metrics, weights: weights,
        compute: EngineOptions(options).compute)
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
    // A fresh clone has no environment.json to name the spec.
    let usual = "experiments/\(result.summary.name).yaml"
    let spec = result.specFile ?? (isReadableFile(usual) ? usual : "SPEC")
    return Failure(
      .missingInput,
      "error: \(path): there are no weights here (they are not committed); train them: runner run \(spec)")
  }

  func answer(_ images: LabeledImages) -> Evaluation { model.evaluate(images) }
}
