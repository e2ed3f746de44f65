import ExperimentSpec
import Results
import Training

/// A run of two epochs with small numbers, for tests to change.
func exampleSummary(name: String = "dense", misclassified: [Int] = [2, 5]) -> RunSummary {
  RunSummary(
    status: .completed, name: name,
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
    parameters: 7850, multiplyAdds: 7840, metrics: ["accuracy"],
    history: [
      EpochRecord(epoch: 1, training: Scores(loss: 0.5, metrics: [0.85]), validation: nil, learningRate: 0.001),
      EpochRecord(epoch: 2, training: Scores(loss: 0.1105, metrics: [0.9676]), validation: nil, learningRate: 0.001),
    ],
    test: TestSummary(scores: Scores(loss: 0.0724, metrics: [0.8]), misclassified: misclassified),
    weightsHash: "abc123", numericsVersion: 1)
}
