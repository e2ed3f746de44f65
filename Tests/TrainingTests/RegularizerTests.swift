import Catalog
import Geometry
import Kernels
import Layers
import Records
import Tensors
import Testing
import Training

/// Penalties in loss and gradient.
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

  private static let both = RegularizerSpec(L1L2(l1: 0.02, l2: 0.5))
  private static let regularized: Set = ["layers.0.kernel", "layers.2.kernel", "layers.2.bias"]

  /// Also of a matrix whose columns are in several panels, and of more elements than a block.
  @Test(arguments: [RegularizerSpec(L1(0.5)), RegularizerSpec(L2(0.25)), both])
  func aPenaltyIsTheSumOverAllWeights(_ regularizer: RegularizerSpec) throws {
    let penalty = try #require(WeightPenalty(regularizer))
    let (l1, l2) = regularizer.construct.factors
    for (rows, columns) in [(1, 1), (3, 64), (100, 70), (64, 64), (65, 200)] {
      let values = (0..<rows * columns).map { Float($0 * 37 % 101 - 50) / 64 }
      let expected = values.reduce(0) { $0 + l1 * Double($1.magnitude) + l2 * Double($1) * Double($1) }
      let parameters = [PanelLayout(rows: rows, columns: columns), nil].map { panels in
        let parameter = Parameter(role: "kernel", shape: Shape([rows, columns]), panels: panels)
        parameter.setValues(rowMajor: values)
        return parameter
      }
      // The same bits whatever the layout, the instruction set and the number of workers.
      let found = parameters.flatMap { parameter in
        InstructionSet.supported.flatMap { set in
          [1, 3].map { workers in
            penalty.value(
              of: parameter, BlockSums(), Compute(instructionSet: set, parallelism: Parallelism(workers: workers)))
          }
        }
      }
      for value in found { #expect(value == found[0]) }
      #expect(isClose(found[0], expected, within: 1e-12 * expected), "\(rows) × \(columns)")
    }
  }

  @Test func noPenaltyIsComputedForNone() {
    for regularizer in [RegularizerSpec(L1(0)), RegularizerSpec(L2(0)), RegularizerSpec(L1L2())] {
      #expect(WeightPenalty(regularizer) == nil)
    }
  }

  @Test func theLossOfAStepHasThePenaltyOfTheWeightsBeforeIt() throws {
    let (plain, penal) = (
      try makeTrainer(Self.spec(nil), noiseImages(40)), try makeTrainer(Self.spec(Self.both), noiseImages(40))
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

  /// w₁ = w₀ − η(g + l1·sign(w₀) + 2·l2·w₀), in one step of sgd; other weights change as without a regularizer.
  @Test(arguments: [1, 3]) func aStepIsAgainstTheDerivativeToo(workers: Int) throws {
    let trainers = try [nil, Self.both].map {
      try makeTrainer(Self.spec($0), noiseImages(40), workers: workers)
    }
    let before = trainers[0].weights()
    for trainer in trainers { _ = trainer.trainEpoch { _ in false } }
    for (start, (plain, penal)) in zip(before, zip(trainers[0].weights(), trainers[1].weights())) {
      let isRegularized = Self.regularized.contains(plain.name)
      #expect(isRegularized || plain == penal, "\(plain.name)")
      for (start, (plain, penal)) in zip(start.values, zip(plain.values, penal.values)) where isRegularized {
        let derivative = Double(start) + 0.02 * (start == 0 ? 0 : start > 0 ? 1 : -1)
        #expect(isClose(Double(penal), Double(plain) - 0.01 * derivative, within: 1e-6))
      }
    }
  }

  @Test func theNumberOfWorkersChangesNothing() throws {
    let trainers = try [1, 2, 3].map { try makeTrainer(Self.spec(Self.both), noiseImages(90), workers: $0) }
    let outcomes = trainers.map { $0.trainEpoch() }
    #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2])
    #expect(trainers[0].state == trainers[1].state && trainers[0].state == trainers[2].state)
  }

  private static func penalty(_ weights: [NamedTensor]) -> Double {
    weights.filter { regularized.contains($0.name) }.reduce(0) { sum, tensor in
      tensor.values.reduce(sum) { $0 + 0.02 * Double($1.magnitude) + 0.5 * Double($1) * Double($1) }
    }
  }
}
