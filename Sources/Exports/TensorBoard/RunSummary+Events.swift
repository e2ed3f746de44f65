import Records

extension RunSummary {
  /// The history as Keras's callback TensorBoard writes it: a file for training and one for validation, `epoch_loss` and the like in both,
  /// steps from 0.
  ///
  /// - Parameters:
  ///   - start: of the run, in seconds since 1970.
  ///   - seconds: what each epoch took, by its number; one if it is not known.
  package func events(from start: Double, seconds: [Int: Double]) -> [(part: String, file: EventFile)] {
    var (training, validation): ([EventFile.Scalar], [EventFile.Scalar]) = ([], [])
    var time = start
    for record in history {
      time += seconds[record.epoch] ?? 1
      func scalars(_ scores: Scores) -> [EventFile.Scalar] {
        let named = [("loss", scores.loss)] + Array(zip(conditions.metrics, scores.metrics))
        return named.map { EventFile.Scalar(tag: "epoch_" + $0, step: record.epoch - 1, time: time, value: $1) }
      }
      training += scalars(record.training)
      training.append(
        EventFile.Scalar(tag: "epoch_learning_rate", step: record.epoch - 1, time: time, value: record.learningRate))
      if let scores = record.validation { validation += scalars(scores) }
    }
    let parts = [(part: "train", file: EventFile(training))]
    return validation.isEmpty ? parts : parts + [(part: "validation", file: EventFile(validation))]
  }
}
