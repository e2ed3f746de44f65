import Catalog
import Datasets
import Foundation
import Geometry
import Records
import Testing
import Training

/// Data of every kind of element and target.
struct SampleTests {
  private func history(_ spec: ExperimentSpec, _ samples: Samples) throws -> (losses: [UInt32], weights: [[UInt32]]) {
    let trainer = try makeTrainer(spec, samples)
    var losses: [UInt32] = []
    for _ in 0..<2 {
      let outcome = trainer.trainEpoch {
        losses.append($0.batch.loss.bitPattern)
        return true
      }
      guard case .finished(let record) = outcome else { continue }
      losses += [record.training.loss, record.validation?.loss ?? 0].map(\.bitPattern)
    }
    losses.append(trainer.evaluate(samples).scores.loss.bitPattern)
    return (losses, trainer.weights().map(\.bits))
  }

  /// Bytes are divided when a batch is loaded, floats earlier: the same numbers, and the same bits of everything.
  @Test(arguments: [testSpec(), DeterminismTests.convolutional])
  func floatsTrainAsTheBytesThatTheyWere(_ spec: ExperimentSpec) throws {
    var spec = spec
    spec.validationSplit = 0.2
    let images = noiseImages(90)
    let (bytes, floats) = (try history(spec, images), try history(spec, images.asFloats))
    #expect(bytes.losses.count >= 9 && bytes.losses == floats.losses)
    #expect(bytes.weights == floats.weights)
  }

  private static let shades = (0..<350).map { UInt8($0 % 256) }
  private static let deep = (0..<350).map { UInt16($0 * 187) }

  /// However the numbers are stored, the model sees the same ones.
  @Test(arguments: [
    ScaledCase(.words(deep), nil, deep.map { Float($0) / 65_535 }),
    ScaledCase(.words(deep), 0.001, deep.map { Float($0) * 0.001 }),
    ScaledCase(.bytes(shades), 1, shades.map { Float($0) }),
    ScaledCase(.bytes(shades), 0.5, shades.map { Float($0) * 0.5 }),
    ScaledCase(.floats(deep.map { Float($0) }), 0.3, deep.map { Float($0) * 0.3 }),
  ])
  func scales(_ scaled: ScaledCase) throws {
    func samples(_ values: Samples.Values, _ rescale: Float?) -> Samples {
      let input = DataInterface.Input(Shape([5]), values.element, rescale: rescale)
      return Samples(
        DataInterface(inputs: [input], target: .classes(["a", "b", "c"])), inputs: [values],
        targets: .classes((0..<70).map { Int32($0 % 3) }))
    }
    let spec = testSpec([dense(7, .tanh), dense(3, .softmax)])
    let plain = try history(spec, samples(.floats(scaled.seen), nil))
    let history = try history(spec, samples(scaled.values, scaled.rescale))
    #expect(history.losses == plain.losses && history.weights == plain.weights)
  }

  /// A first dense layer skips products with zeros. After a dropout with rate 0 it does not.
  @Test func negativeAndZeroFeatures() throws {
    let count = 70
    let values = (0..<count * 5).map { (index: Int) -> Float in index % 3 == 0 ? 0 : Float(index * 37 % 101) / 25 - 2 }
    let samples = Samples(
      DataInterface(inputs: [.init(Shape([5]), .float)], target: .classes(["a", "b", "c"])), inputs: [.floats(values)],
      targets: .classes((0..<count).map { Int32($0 % 3) }))
    let layers = [dense(7, .tanh), dense(3, .softmax)]
    let first = try history(testSpec(layers), samples)
    #expect(first.losses.count > 30)
    // Initial weights depend on a layer's index.
    let start = try makeTrainer(testSpec(layers), samples).weights()
    let moved = start.map { weight in
      var weight = weight
      weight.name = weight.name.replacing("layers.1", with: "layers.2").replacing("layers.0", with: "layers.1")
      return weight
    }
    let trainer = try makeTrainer(
      testSpec([LayerSpec(DropoutSpec(rate: 0))] + layers), samples, initialWeights: moved)
    for _ in 0..<2 { _ = trainer.trainEpoch() }
    #expect(trainer.weights().map(\.bits) == first.weights)
  }

  /// y = 3a − 2b + 1 and z = −a, which a layer without an activation can learn to the last digit.
  @Test func numbersAreLearnt() throws {
    let features: [Float] = (0..<200).map { Float($0 * 29 % 41) / 20 - 1 }
    let targets = stride(from: 0, to: 200, by: 2).flatMap { (index: Int) -> [Float] in
      let (a, b) = (features[index], features[index + 1])
      return [3 * a - 2 * b + 1, -a]
    }
    let samples = Samples(
      DataInterface(inputs: [.init(Shape([2]), .float)], target: .values(["y", "z"])), inputs: [.floats(features)],
      targets: .values(targets))
    var sgd = SGD()
    sgd.learningRate = 0.1
    let spec = testSpec([dense(2)], loss: LossSpec(MeanSquaredError())) {
      $0.metrics = []
      $0.optimizer = OptimizerSpec(sgd)
    }
    let trainer = try makeTrainer(spec, samples)
    for _ in 0..<60 { _ = trainer.trainEpoch() }
    let evaluation = trainer.evaluate(samples)
    #expect(evaluation.scores.loss < 1e-9)
    #expect(zip(evaluation.outputs, targets).allSatisfy { isClose(Double($0), Double($1), within: 1e-4) })
    #expect(evaluation.values == targets && evaluation.width == 2 && evaluation.classes == 0)
    #expect(evaluation.labels.isEmpty && evaluation.predicted.isEmpty && evaluation.scores.metrics.isEmpty)
  }

  /// The second class is where a number is above 0.3.
  @Test func twoClassesMayHaveOneOutput() throws {
    let features: [Float] = (0..<100).map { Float($0 * 29 % 41) / 20 - 1 }
    let labels = features.map { Int32($0 > 0.3 ? 1 : 0) }
    let samples = Samples(
      DataInterface(inputs: [.init(Shape([1]), .float)], target: .classes(["no", "yes"])), inputs: [.floats(features)],
      targets: .classes(labels))
    var sgd = SGD()
    sgd.learningRate = 1
    let spec = testSpec([dense(4, .tanh), dense(1, .sigmoid)], loss: LossSpec(MeanSquaredError())) {
      $0.optimizer = OptimizerSpec(sgd)
    }
    let trainer = try makeTrainer(spec, samples)
    for _ in 0..<100 { _ = trainer.trainEpoch() }
    let evaluation = trainer.evaluate(samples)
    #expect(evaluation.scores.metrics == [Float(100 - evaluation.errors) / 100] && evaluation.errors < 5)
    #expect(evaluation.classes == 2 && evaluation.width == 1 && evaluation.outputs.count == 100)
    #expect(evaluation.predicted == evaluation.outputs.map { $0 > 0.5 ? 1 : 0 } && evaluation.labels == labels)
    let differences = zip(evaluation.outputs, labels).map { Double($0) - Double($1) }
    let loss = differences.map { $0 * $0 }.reduce(0, +) / 100
    #expect(isClose(Double(evaluation.scores.loss), loss, within: 1e-6))
  }

  /// Several answers of yes or no for a sample, each by itself. Expected: the mean over samples and outputs of −log of what the right
  /// answer got, in Double.
  @Test(arguments: [false, true]) func severalLabelsAreLearnt(fromLogits: Bool) throws {
    let features: [Float] = (0..<200).map { Float($0 * 29 % 41) / 20 - 1 }
    let labels = stride(from: 0, to: 200, by: 2).flatMap { (index: Int) -> [Float] in
      let (a, b) = (features[index], features[index + 1])
      return [a > 0 ? 1 : 0, a + b > 0.1 ? 1 : 0, b < 0 ? 1 : 0]
    }
    let samples = Samples(
      DataInterface(inputs: [.init(Shape([2]), .float)], target: .values(["x", "y", "z"])), inputs: [.floats(features)],
      targets: .values(labels))
    var sgd = SGD()
    sgd.learningRate = 4
    var loss = BinaryCrossentropy()
    loss.fromLogits = fromLogits
    let spec = testSpec([dense(3, fromLogits ? .linear : .sigmoid)], loss: LossSpec(loss)) {
      $0.metrics = [MetricSpec(BinaryAccuracy()), MetricSpec(DecisionCount<TruePositive>())]
      $0.optimizer = OptimizerSpec(sgd)
    }
    let trainer = try makeTrainer(spec, samples)
    for _ in 0..<80 { _ = trainer.trainEpoch() }
    let evaluation = trainer.evaluate(samples)
    #expect(evaluation.values == labels && evaluation.predicted.isEmpty && evaluation.width == 3)
    let pairs = zip(evaluation.outputs, labels).map { (Double($0), $1 == 1) }
    #expect(pairs.allSatisfy { (0...1).contains($0.0) })
    let expected = pairs.reduce(0) { $0 - log($1.1 ? $1.0 : 1 - $1.0) } / 300
    #expect(isClose(Double(evaluation.scores.loss), expected, within: 1e-5) && expected < 0.3)
    let right = pairs.count { ($0.0 > 0.5) == $0.1 }
    #expect(right > 270)
    #expect(evaluation.scores.metrics == [Float(right) / 300, Float(pairs.count { $0.0 > 0.5 && $0.1 })])
  }

  /// A hinge wants classes on the sides of 0: its only output says the second above 0, and not only above ½ as a probability does.
  @Test func theSidesOfAHingeAreThoseOfZero() throws {
    let features: [Float] = [-1, -0.2, 0.2, 0.4, 0.8]
    let samples = featureSamples(features.map { [$0] }, .classes(["no", "yes"]), .classes([0, 1, 1, 1, 0]))
    let metrics = [MetricSpec.accuracy, MetricSpec(BinaryAccuracy()), MetricSpec(F1Score())]
    let hinge = try identityModel(1, .linear, LossSpec(Hinge()), metrics, samples).evaluate(samples)
    #expect(hinge.predicted == [0, 0, 1, 1, 1] && hinge.scores.metrics[..<2] == [0.6, 0.2])
    #expect(isClose(Double(hinge.scores.metrics[2]), 2.0 / 3, within: 1e-6))
    #expect(hinge.classOutputs(of: 3) == [-0.4, 0.4])
    let squares = try identityModel(1, .linear, LossSpec(MeanSquaredError()), metrics, samples).evaluate(samples)
    #expect(squares.predicted == [0, 0, 0, 0, 1] && squares.scores.metrics == [0.2, 0.2, 0])
    #expect(squares.classOutputs(of: 4) == [1 - 0.8, 0.8])
  }

  @Test func lossesAndMetricsOfClassesNeedClasses() {
    let data = DataInterface(inputs: [.init(Shape([2]), .float)], target: .values(["y"]))
    var spec = testSpec([dense(1, .softmax)])
    spec.metrics = [.accuracy]
    let problems = #expect(throws: ShapeProblems.self) { try ModelGraph(spec, data) }?.problems
    #expect(
      problems == [
        ShapeProblem(
          path: "loss", problem: "categorical_crossentropy needs classes, but the targets are numbers",
          hint: "write loss: mean_squared_error"),
        ShapeProblem(
          path: "metrics[0]", problem: "accuracy needs classes, but the targets are numbers", hint: "write metrics: []"),
      ])
  }
}

/// Stored numbers, and what a model sees of them.
struct ScaledCase: Sendable, CustomTestStringConvertible {
  let values: Samples.Values
  let rescale: Float?
  let seen: [Float]

  init(_ values: Samples.Values, _ rescale: Float?, _ seen: [Float]) {
    (self.values, self.rescale, self.seen) = (values, rescale, seen)
  }

  var testDescription: String { "\(values.element.name) × \(rescale?.description ?? "nil")" }
}
