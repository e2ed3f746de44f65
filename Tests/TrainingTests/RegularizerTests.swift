import Catalog
import Geometry
import Layers
import Records
import Testing
import Training

/// Penalties in loss and gradient, by a regularizer that only these tests have.
struct RegularizerTests {
  private static func spec(_ regularizer: RegularizerSpec?) -> ExperimentSpec {
    var convolution = Conv2DSpec(filters: 3, kernelSize: Extent2D(3, 3))
    (convolution.kernelRegularizer, convolution.biasInitializer) = (regularizer, .ones)
    var dense = DenseSpec(units: 10)
    (dense.kernelRegularizer, dense.biasRegularizer) = (regularizer, regularizer)
    (dense.activation, dense.biasInitializer) = (.softmax, .ones)
    return testSpec([LayerSpec(convolution), LayerSpec(FlattenSpec()), LayerSpec(dense)]) {
      $0.batchSize = 16
      $0.validationSplit = 0.2
    }
  }

  private static let square = RegularizerSpec(Square())
  private static let regularized: Set = ["layers.0.kernel", "layers.2.kernel", "layers.2.bias"]

  @Test func everyRegularizerOfTheTableHasArithmetic() {
    for regularizer in RegularizerSpec.family.members { _ = regularizer.machinery }
  }

  @Test func theLossOfAStepHasThePenaltyOfTheWeightsBeforeIt() throws {
    let (plain, penal) = (
      try makeTrainer(Self.spec(nil), noiseImages(40)), try makeTrainer(Self.spec(Self.square), noiseImages(40))
    )
    let penalty = Self.penalty(penal.weights())
    let losses = [plain, penal].map { trainer in
      var loss = Float.nan
      _ = trainer.trainEpoch {
        loss = $0.batch.loss
        return false
      }
      return Double(loss)
    }
    #expect(isClose(losses[1] - losses[0], penalty, within: 1e-5) && penalty > 0.1)
    // Evaluation does not omit it either.
    let images = noiseImages(40)
    let evaluated = penal.evaluate(images).scores.loss
    try plain.restore(penal.state)
    #expect(
      isClose(Double(evaluated - plain.evaluate(images).scores.loss), Self.penalty(penal.weights()), within: 1e-5))
  }

  /// w₁ = w₀ − η(g + 2c·w₀), in one step of sgd; other weights change as without a regularizer.
  @Test(arguments: [1, 3]) func aStepIsAgainstTheDerivativeToo(workers: Int) throws {
    let trainers = try [nil, Self.square].map {
      try makeTrainer(Self.spec($0), noiseImages(40), workers: workers)
    }
    let before = trainers[0].weights()
    for trainer in trainers { _ = trainer.trainEpoch { _ in false } }
    for (start, (plain, penal)) in zip(before, zip(trainers[0].weights(), trainers[1].weights())) {
      let isRegularized = Self.regularized.contains(plain.name)
      #expect(isRegularized || plain == penal, "\(plain.name)")
      for (start, (plain, penal)) in zip(start.values, zip(plain.values, penal.values)) where isRegularized {
        #expect(isClose(Double(penal), Double(plain) - 0.01 * 2 * 0.5 * Double(start), within: 1e-6))
      }
    }
  }

  @Test func theNumberOfWorkersChangesNothing() throws {
    let trainers = try [1, 2, 3].map { try makeTrainer(Self.spec(Self.square), noiseImages(90), workers: $0) }
    let outcomes = trainers.map { $0.trainEpoch() }
    #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2])
    #expect(trainers[0].state == trainers[1].state && trainers[0].state == trainers[2].state)
  }

  private static func penalty(_ weights: [NamedTensor]) -> Double {
    weights.filter { regularized.contains($0.name) }.reduce(0) { $0 + Square().penalty(of: $1.values) }
  }
}

/// ½·Σw².
private struct Square: RegularizerMachinery {
  static let words = ConstructWords("square", "half of all squares")
  mutating func options(_ visitor: any OptionVisitor) {}

  func penalty(of weights: [Float]) -> Double { weights.reduce(0) { $0 + 0.5 * Double($1) * Double($1) } }

  func addDerivative(of weights: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { gradient[index] += weights[index] }
  }
}
