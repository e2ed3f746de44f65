import Catalog
import Datasets
import Records
import Testing
import Training

/// Metrics of random outputs with ties against Keras's and scikit-learn's: counts exactly, everything else to 1e-6.
struct MetricFixtureTests {
  @Test func everyMetricOfTheTableHasArithmetic() throws {
    let samples = featureSamples([[0.2, 0.8], [0.6, 0.4]], .classes(["a", "b"]), .classes([1, 1]))
    for metric in MetricSpec.family.members where !metric.name.contains("top_k") {
      let scores = try identityModel(2, .linear, LossSpec(MeanSquaredError()), [metric], samples).evaluate(samples)
        .scores
      #expect(scores.metrics.count == 1 && scores.metrics[0].isFinite, "\(metric.name)")
    }
  }

  @Test func everyMetricIsThatOfOthers() throws {
    for fixture in try ScoreFixtures.metrics() {
      let samples = samples(fixture)
      let metrics = fixture.expected.map(\.metric)
      let model = try identityModel(fixture.outputs[0].count, .linear, LossSpec(MeanSquaredError()), metrics, samples)
      let scores = model.evaluate(samples).scores.metrics
      for (ours, expected) in zip(scores, fixture.expected) {
        let isCount = expected.value == expected.value.rounded() && expected.value.magnitude > 1
        let limit = isCount ? 0 : 1e-6 * max(1, expected.value.magnitude)
        #expect(
          isClose(Double(ours), expected.value, within: limit),
          "\(expected.metric.config.flow): \(ours), \(expected.isKeras ? "Keras" : "scikit-learn") \(expected.value)")
      }
    }
  }

  private func samples(_ fixture: ScoreFixtures.Metrics) -> Samples {
    let width = fixture.outputs[0].count
    switch fixture.targets {
    case .labels(let labels):
      return featureSamples(fixture.outputs, DataInterface.numbered(max(2, width)), .classes(labels))
    case .values(let rows):
      return featureSamples(
        fixture.outputs, .values((0..<width).map { "y\($0)" }), .values(rows.flatMap { $0 }))
    }
  }

  /// With logits, metrics get the probabilities.
  @Test func logitsBecomeProbabilities() throws {
    let samples = featureSamples([[0.3], [-0.2], [2]], .classes(["no", "yes"]), .classes([1, 0, 1]))
    var logits = BinaryCrossentropy()
    logits.fromLogits = true
    let metrics = [
      MetricSpec.accuracy, MetricSpec(BinaryAccuracy()), MetricSpec(Precision()),
      MetricSpec(Mean<BinaryCrossentropy>()),
    ]
    let ours = try identityModel(1, .linear, LossSpec(logits), metrics, samples).evaluate(samples)
    let sigmoid = try identityModel(1, .sigmoid, LossSpec(BinaryCrossentropy()), metrics, samples).evaluate(samples)
    #expect(ours == sigmoid && ours.predicted == [1, 0, 1])
    #expect(ours.scores.metrics == [1, 1, 1, ours.scores.loss])
  }

  @Test func aClassOfItsOwn() throws {
    let samples = featureSamples(
      [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.7, 0.2, 0.1]], .classes(["a", "b", "c"]),
      .classes([0, 1, 2, 1]))
    func score(_ name: String) throws -> Float {
      var precision = Precision()
      precision.className = name
      let metrics = [MetricSpec(precision)]
      return try identityModel(3, .linear, LossSpec(MeanSquaredError()), metrics, samples).evaluate(samples).scores
        .metrics[0]
    }
    #expect(try ["a", "b", "c"].map(score) == [0.5, 0.5, 0])
    let problem = #expect(throws: ShapeProblems.self) { try score("d") }?.problems
    #expect(
      problem == [
        ShapeProblem(
          path: "metrics[0].precision.class_id", problem: "unknown class 'd'", hint: "known: a, b, c")
      ])
  }

  /// An epoch's value is that of all its samples, however they are cut into batches.
  @Test func batchesDoNotMatter() throws {
    let images = noiseImages(90)
    let metrics = [MetricSpec(AUC()), MetricSpec(F1Score()), MetricSpec(RootMeanSquaredError()), MetricSpec(R2Score())]
    let evaluations = try [64, 90].map { size in
      let spec = testSpec {
        $0.metrics = metrics
        $0.batchSize = size
      }
      return try makeTrainer(spec, images).evaluate(images).scores
    }
    #expect(
      zip(evaluations[0].metrics, evaluations[1].metrics).allSatisfy { isClose(Double($0), Double($1), within: 1e-6) })
    #expect(evaluations[0].metrics[0] > 0.1)
  }
}
