import Records

/// A run of two epochs with small numbers, which tests change.
func exampleSummary(name: String = "dense", misclassified: [Int] = [2, 5]) -> RunSummary {
  RunSummary(
    RunConditions(
      name: name,
      spec: .mapping([
        ("name", .string(name)), ("seed", .unsigned(1)),
        ("layers", .list([.string("flatten"), .mapping([("dense", .mapping([("units", .integer(10))]))])])),
        ("optimizer", .mapping([("adam", .mapping([("learning_rate", .number(0.001)), ("epsilon", .number(1e-7))]))])),
        ("metrics", .list([.string("accuracy")])), ("batch_size", .integer(500)), ("shuffle", .bool(true)),
      ]),
      data: DataSummary(
        dataset: "mnist", trainingCount: 60, validationCount: 0, testCount: 10,
        files: ["train-images", "train-labels", "t10k-images", "t10k-labels"].map {
          .init(name: $0, sha256: "\($0)-hash")
        }),
      parameters: 7850, multiplyAdds: 7840, metrics: ["accuracy"], numericsVersion: 1),
    status: .completed,
    history: [
      EpochRecord(epoch: 1, training: Scores(loss: 0.5, metrics: [0.85]), validation: nil, learningRate: 0.001),
      EpochRecord(epoch: 2, training: Scores(loss: 0.1105, metrics: [0.9676]), validation: nil, learningRate: 0.001),
    ],
    test: TestSummary(scores: Scores(loss: 0.0724, metrics: [0.8]), misclassified: misclassified),
    weightsHash: "abc123")
}

/// A run with held-out images.
///
/// - Parameter validation: `val_loss` and `val_accuracy` of each epoch.
func validatedSummary(
  _ name: String, batchSize: Int = 500, seed: UInt64 = 1, validation: [(loss: Float, accuracy: Float)],
  multiplyAdds: Int = 7840, misclassified: [Int] = [2, 5]
) -> RunSummary {
  var summary = exampleSummary(name: name, misclassified: misclassified)
  summary.spec = .mapping([
    ("name", .string(name)), ("description", .string("of " + name)), ("seed", .unsigned(seed)),
    ("metrics", .list([.string("accuracy")])), ("batch_size", .integer(batchSize)),
  ])
  summary.data.validationCount = 6
  summary.multiplyAdds = multiplyAdds
  summary.test?.scores.metrics = [1 - Float(misclassified.count) / 10]
  summary.history = validation.enumerated().map { index, score in
    EpochRecord(
      epoch: index + 1, training: Scores(loss: 0.5, metrics: [0.75]),
      validation: Scores(loss: score.loss, metrics: [score.accuracy]), learningRate: 0.001)
  }
  return summary
}

extension RunSummary {
  /// The same run, stopped in its second epoch.
  func diverged() -> RunSummary {
    var summary = self
    summary.status = .diverged
    summary.divergence = Divergence(epoch: 2, step: 137)
    summary.history = Array(history.prefix(1))
    summary.test = nil
    summary.weightsHash = nil
    return summary
  }
}
