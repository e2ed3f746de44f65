import Glibc
import Results

/// Which of a run's weights a model has.
package enum SavedWeights: String, CaseIterable, Sendable {
  /// weights.safetensors.
  case saved
  /// best.safetensors, if a callback has kept them.
  case best
}

extension SavedWeights {
  /// The file and its recorded hash.
  func place(in result: RecordedResult) throws -> (path: String, hash: String?) {
    let (paths, summary) = (result.paths, result.summary)
    if self == .best, summary.best == nil { throw Self.noBest(result) }
    let place = self == .best ? (paths.bestWeights, summary.best?.weightsHash) : (paths.weights, summary.weightsHash)
    guard access(place.0, F_OK) == 0 else { throw missing(place.0, result) }
    return place
  }

  private static func noBest(_ result: RecordedResult) -> Failure {
    Failure(
      .missingInput,
      "error: \(result.paths.bestWeights): '\(result.summary.name)' has kept no best weights; write callbacks: "
        + "[model_checkpoint] into its spec, and train it again: runner run \(result.specFile ?? "SPEC")")
  }

  private func missing(_ path: String, _ result: RecordedResult) -> Failure {
    guard self == .best || result.summary.status == .completed else {
      return Failure(.missingInput, "error: \(path): '\(result.summary.name)' diverged, and has no weights")
    }
    return Failure(
      .missingInput,
      "error: \(path): there are no weights here (they are not committed); train them: "
        + "runner run \(result.specFile ?? "SPEC")")
  }
}
