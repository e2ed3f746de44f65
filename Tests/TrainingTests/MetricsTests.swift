import Catalog
import Datasets
import Geometry
import Kernels
import Records
import Testing
import Training

/// Scores of known answers: a dense layer with the identity matrix answers with the image's own pixels.
struct MetricsTests {
  private func evaluation(_ rows: [[UInt8]], labels: [Int32], metrics: [MetricSpec]) throws -> Evaluation {
    let images = grayImages(height: 2, width: 5, rows.flatMap { $0 }, labels)
    let spec = testSpec([flatten, dense(10)], loss: LossSpec(MeanSquaredError())) { $0.metrics = metrics }
    let graph = try ModelGraph(spec, input: Shape([2, 5, 1]), classes: 10)
    let unit = (0..<100).map { Float($0 / 10 == $0 % 10 ? 1 : 0) }
    let model = try TrainedModel(
      graph: graph, metrics: metrics,
      weights: [
        NamedTensor(name: "layers.1.kernel", shape: Shape([10, 10]), values: unit),
        NamedTensor(name: "layers.1.bias", shape: Shape([10]), values: .init(repeating: 0, count: 10)),
      ], compute: Compute(parallelism: Parallelism(workers: 2)))
    return model.evaluate(images)
  }

  /// Pixel i is 10·i: class 9 is the answer, class 7 ranks third.
  private static let rising = (0..<10).map { UInt8($0 * 10) }

  @Test func accuracyAndTopK() throws {
    let result = try evaluation(
      Array(repeating: Self.rising, count: 4), labels: [9, 7, 6, 0],
      metrics: [MetricSpec(TopKCategoricalAccuracy(k: 3)), .accuracy])
    #expect(result.scores.metrics == [0.5, 0.25])
    #expect(result.predicted == [9, 9, 9, 9])
    #expect(result.labels == [9, 7, 6, 0])
    #expect(result.errors == 3)
    #expect(result.outputs == Array(repeating: Self.rising.map { Float($0) / 255 }, count: 4).flatMap { $0 })
  }

  @Test(arguments: 1...10)
  func topKCountsTheFirstK(k: Int) throws {
    let result = try evaluation(
      Array(repeating: Self.rising, count: 10), labels: Array(0..<10),
      metrics: [MetricSpec(TopKCategoricalAccuracy(k: k))])
    #expect(result.scores.metrics == [Float(k) / 10])
  }

  /// Among equal answers the first class counts as the largest.
  @Test func equalAnswersGoByTheirOrder() throws {
    let flat = [UInt8](repeating: 100, count: 10)
    let result = try evaluation(
      [flat, flat, flat], labels: [0, 1, 4], metrics: [.accuracy, MetricSpec(TopKCategoricalAccuracy(k: 2))])
    #expect(result.predicted == [0, 0, 0])
    #expect(result.scores.metrics == [Float(1) / 3, Float(2) / 3])
  }

  @Test func meanSquaredErrorIsTheMeanOverClassesAndSamples() throws {
    let perfect = (0..<10).map { UInt8($0 == 3 ? 255 : 0) }
    let empty = [UInt8](repeating: 0, count: 10)
    #expect(try evaluation([perfect], labels: [3], metrics: []).scores.loss == 0)
    let loss = try evaluation([perfect, perfect, empty], labels: [3, 4, 4], metrics: []).scores.loss
    #expect(isClose(Double(loss), (0 + 0.2 + 0.1) / 3, within: 1e-8))
  }

  /// More images than one pass takes, and a remainder.
  @Test func manyImages() throws {
    let labels = (0..<1001).map { Int32($0 % 10) }
    let result = try evaluation(
      Array(repeating: Self.rising, count: 1001), labels: labels, metrics: [.accuracy])
    #expect(result.errors == 901)
    #expect(result.scores.metrics == [Float(100.0 / 1001)])
    #expect(result.outputs.count == 10_010)
    #expect(result.labels == labels)
  }

  @Test func aTrainersEvaluationIsItsSavedModels() throws {
    let images = noiseImages(150)
    let spec = DeterminismTests.convolutional
    let trainer = try makeTrainer(spec, images)
    _ = trainer.trainEpoch()
    let model = try TrainedModel(
      graph: ModelGraph(spec, input: Shape([8, 8, 1]), classes: 10), metrics: spec.metrics, weights: trainer.weights(),
      compute: Compute(parallelism: Parallelism(workers: 3)))
    #expect(model.evaluate(images) == trainer.evaluate(images))
  }
}
