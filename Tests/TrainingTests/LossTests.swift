import Foundation
import Catalog
import Datasets
import Kernels
import Records
import Testing
import Training

/// Losses and their gradients against Keras's, and against finite differences of formulas in Double.
struct LossTests {
  @Test func everyLossOfTheTableHasArithmetic() {
    for loss in LossSpec.family.members { #expect(Reference.of(loss) != nil, "\(loss.words.name)") }
  }

  @Test func everyLossAndItsGradientAreKeras() throws {
    for fixture in try ScoreFixtures.losses() {
      for sample in fixture.losses.indices {
        let ours = try Self.ours(fixture, sample)
        let place = "\(fixture.loss.config.flow) of \(fixture.width), sample \(sample)"
        expectClose([ours.loss], [fixture.losses[sample]], place)
        expectClose(ours.gradient, fixture.gradient[sample], "the gradient of \(place)")
      }
    }
  }

  @Test func everyGradientIsTheSlopeOfTheFormula() throws {
    for fixture in try ScoreFixtures.losses() {
      let formula = try #require(Reference.of(fixture.loss))
      // The first sample is extreme: finite differences are not exact there.
      for sample in fixture.losses.indices.dropFirst() {
        let (z, y) = (fixture.arguments[sample].map(Double.init), fixture.targets[sample].map(Double.init))
        func loss(_ z: [Double]) -> Double { formula(Reference.apply(fixture.activation, z, fixture.loss), y) }
        let ours = try Self.ours(fixture, sample)
        let place = "\(fixture.loss.config.flow) of \(fixture.width), sample \(sample)"
        expectClose([ours.loss], [loss(z)], place)
        let slopes = z.indices.map { index in
          var (low, high) = (z, z)
          low[index] -= 1e-5
          high[index] += 1e-5
          return (loss(high) - loss(low)) / 2e-5
        }
        expectClose(ours.gradient, slopes, "the gradient of \(place)")
      }
    }
  }

  private func expectClose(_ ours: [Double], _ expected: [Double], _ place: String) {
    for (ours, expected) in zip(ours, expected) {
      #expect(
        isClose(ours, expected, within: 2e-5 * max(expected.magnitude, 0.1)), "\(place): \(ours), not \(expected)")
    }
  }

  /// One step on one sample with a learning rate of 1, from a bias of 0: the new bias is minus the gradient.
  private static func ours(_ fixture: ScoreFixtures.Loss, _ sample: Int) throws -> (loss: Double, gradient: [Double]) {
    let samples = try samples(fixture, sample)
    let spec = identitySpec(fixture.width, fixture.activation, fixture.loss, [])
    let trainer = try makeTrainer(spec, samples, workers: 1, initialWeights: identityWeights(fixture.width))
    var loss = Double.nan
    _ = trainer.trainEpoch {
      loss = Double($0.batch.loss)
      return true
    }
    return (loss, trainer.weights()[1].values.map { -Double($0) })
  }

  /// With labels where the targets are those of classes.
  private static func samples(_ fixture: ScoreFixtures.Loss, _ sample: Int) throws -> Samples {
    let (row, width) = ([fixture.arguments[sample]], fixture.width)
    let isOfClasses = fixture.targets.allSatisfy {
      $0.allSatisfy { $0 == 0 || $0 == 1 } && (width == 1 || $0.reduce(0, +) == 1)
    }
    guard isOfClasses else {
      return featureSamples(row, .values((0..<width).map { "y\($0)" }), .values(fixture.targets[sample]))
    }
    let label = width == 1 ? Int32(fixture.targets[sample][0]) : Int32(fixture.targets[sample].firstIndex(of: 1) ?? 0)
    return featureSamples(row, DataInterface.numbered(max(width, 2)), .classes([label]))
  }

  /// A label is one-hot, or with one output the number itself.
  @Test func classesAreTheNumbersOfTheirLabels() throws {
    let rows: [[Float]] = [[0.3, -0.2], [0.9, 0.4], [-0.5, 0.1]]
    let labels: [Int32] = [1, 0, 1]
    for loss in [LossSpec(Huber()), LossSpec(SquaredHinge()), LossSpec(MeanAbsoluteError())] {
      let classes = featureSamples(rows, DataInterface.numbered(2), .classes(labels))
      let oneHot = labels.flatMap { [Float(1 - $0), Float($0)] }
      let values = featureSamples(rows, .values(["a", "b"]), .values(oneHot))
      let scores = try [classes, values].map { try identityModel(2, .linear, loss, [], $0).evaluate($0).scores.loss }
      #expect(scores[0] == scores[1] && scores[0] > 0)
    }
  }

  /// Σ w·loss ÷ n, and the same in the gradient.
  @Test func sampleWeightsAreFactorsOfTheLoss() throws {
    let rows: [[Float]] = [[0.5], [2], [-1]]
    let samples = [nil, [2, 0, 0.5]].map { featureSamples(rows, .values(["y"]), .values([0, 0, 1]), weights: $0) }
    let loss = LossSpec(MeanSquaredError())
    let scores = try samples.map { try identityModel(1, .linear, loss, [], $0).evaluate($0).scores }
    #expect(scores[0].loss == Float((0.25 + 4 + 4) / 3.0) && scores[1].loss == Float((0.5 + 0 + 2) / 3.0))
    let biases = try samples.map { samples in
      let trainer = try makeTrainer(
        identitySpec(1, .linear, loss, []), samples, workers: 1, initialWeights: identityWeights(1))
      _ = trainer.trainEpoch()
      return trainer.weights()[1].values[0]
    }
    #expect(isClose(Double(biases[0]), -(1 + 4 - 4) / 3.0, within: 1e-6))
    #expect(isClose(Double(biases[1]), -(2 + 0 - 2) / 3.0, within: 1e-6))
  }

  /// Only training counts classes differently: not validation, and no metric.
  @Test func classWeightsAreForTrainingOnly() throws {
    let rows: [[Float]] = (0..<20).map { [Float($0 % 7) / 7 - 0.5] }
    let labels = (0..<20).map { Int32($0 % 5 == 0 ? 1 : 0) }
    let samples = featureSamples(rows, .classes(["no", "yes"]), .classes(labels))
    func epoch(_ weights: ClassWeights?) throws -> EpochRecord {
      var spec = identitySpec(
        1, .sigmoid, LossSpec(BinaryCrossentropy()), [.accuracy, MetricSpec(Mean<BinaryCrossentropy>())])
      (spec.classWeight, spec.batchSize, spec.validationSplit) = (weights, 16, 0.2)
      let trainer = try makeTrainer(spec, samples, workers: 1, initialWeights: identityWeights(1))
      guard case .finished(let record) = trainer.trainEpoch() else { throw ScoreFixtureProblem() }
      return record
    }
    let plain = try epoch(nil)
    let triple = try epoch(.each(["yes": 3, "no": 3]))
    #expect(isClose(Double(triple.training.loss), 3 * Double(plain.training.loss), within: 1e-6))
    #expect(triple.training.metrics == plain.training.metrics && triple.training.metrics[1] == plain.training.loss)
    // Three steps in one go: another model, whose validation loss has no factor.
    #expect(triple.validation?.loss == triple.validation?.metrics[1])
    // 16 training samples, of which 4 say yes: 16 ÷ (2·12) and 16 ÷ (2·4).
    #expect(ClassWeights.balanced.weights(of: ["no", "yes"], labels: labels.prefix(16)) == [Float(16.0 / 24), 2])
    let balanced = try epoch(.balanced)
    let named = try epoch(.each(["yes": 2, "no": 16.0 / 24]))
    #expect(balanced == named && balanced != plain)
  }
}

/// The formulas of `Documentation/spec.md` in Double.
private enum Reference {
  typealias Formula = (_ p: [Double], _ y: [Double]) -> Double

  static func of(_ loss: LossSpec) -> Formula? {
    switch loss.construct {
    case let loss as CategoricalCrossentropy: categorical(smoothing: loss.labelSmoothing ?? 0) { _, log in -log }
    case is SparseCategoricalCrossentropy: categorical(smoothing: 0) { _, log in -log }
    case let loss as CategoricalFocalCrossentropy:
      categorical(smoothing: loss.labelSmoothing ?? 0) { p, log in -loss.alpha * pow(1 - p, loss.gamma) * log }
    case let loss as BinaryCrossentropy: mean { bce($0, smoothed($1, loss.labelSmoothing, 2)) }
    case let loss as BinaryFocalCrossentropy: mean { focal($0, smoothed($1, loss.labelSmoothing, 2), loss) }
    case is MeanSquaredError: mean { ($0 - $1) * ($0 - $1) }
    case is MeanAbsoluteError: mean { abs($0 - $1) }
    case is MeanAbsolutePercentageError: mean { 100 * abs(($0 - $1) / max(abs($1), 1e-7)) }
    case is MeanSquaredLogarithmicError:
      mean { pow(log(max($0, 1e-7) + 1) - log(max($1, 1e-7) + 1), 2) }
    case let loss as Huber:
      mean { p, y in
        let e = abs(p - y)
        return e <= loss.delta ? e * e / 2 : loss.delta * e - loss.delta * loss.delta / 2
      }
    case is LogCosh: mean { log(cosh($0 - $1)) }
    case is Poisson: mean { $0 - $1 * log($0 + 1e-7) }
    case is KLDivergence:
      { p, y in
        zip(p, y).reduce(0) { sum, pair in
          let (p, y) = (min(max(pair.0, 1e-7), 1), min(max(pair.1, 1e-7), 1))
          return sum + y * log(y / p)
        }
      }
    case is CosineSimilarity: { p, y in -dot(p, y) / (dot(p, p) * dot(y, y)).squareRoot() }
    case is Hinge: mean { max(1 - (2 * $1 - 1) * $0, 0) }
    case is SquaredHinge: mean { pow(max(1 - (2 * $1 - 1) * $0, 0), 2) }
    case is CategoricalHinge:
      { p, y in max((zip(p, y).map { (1 - $1) * $0 }.max() ?? 0) - dot(p, y) + 1, 0) }
    default: nil
    }
  }

  /// Probabilities, or what else the loss takes.
  static func apply(_ activation: Activation, _ z: [Double], _ loss: LossSpec) -> [Double] {
    let function = loss.construct.fromLogits ? loss.link ?? .linear : activation
    switch function {
    case .softmax:
      let largest = z.max() ?? 0
      let powers = z.map { exp($0 - largest) }
      return powers.map { $0 / powers.reduce(0, +) }
    case .sigmoid: return z.map { 1 / (1 + exp(-$0)) }
    case .tanh: return z.map { tanh($0) }
    default: return z
    }
  }

  private static func mean(_ term: @escaping (_ p: Double, _ y: Double) -> Double) -> Formula {
    { p, y in zip(p, y).reduce(0) { $0 + term($1.0, $1.1) } / Double(p.count) }
  }

  private static func categorical(
    smoothing: Double, _ term: @escaping (_ p: Double, _ log: Double) -> Double
  ) -> Formula {
    { p, y in zip(p, y).reduce(0) { $0 + smoothed($1.1, smoothing, p.count) * term($1.0, log($1.0)) } }
  }

  private static func smoothed(_ y: Double, _ smoothing: Double?, _ classes: Int) -> Double {
    y * (1 - (smoothing ?? 0)) + (smoothing ?? 0) / Double(classes)
  }

  private static func bce(_ p: Double, _ y: Double) -> Double { -y * log(p) - (1 - y) * log1p(-p) }

  private static func focal(_ p: Double, _ y: Double, _ loss: BinaryFocalCrossentropy) -> Double {
    let truth = y * p + (1 - y) * (1 - p)
    let weight = loss.appliesClassBalancing ? y * loss.alpha + (1 - y) * (1 - loss.alpha) : 1
    return weight * pow(1 - truth, loss.gamma) * bce(p, y)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
