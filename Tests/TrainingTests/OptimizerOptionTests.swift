import Catalog
import Geometry
import Kernels
import Layers
import Records
import Tensors
import Testing
import Training

/// What every optimizer can do besides its rule. With a rate of 1, a step of sgd subtracts the gradient.
struct OptimizerOptionTests {
  private static let weights: [[Double]] = [[3, -4, 0.5, 2], [1, -2]]
  private static let gradients: [[Double]] = [[0.3, -0.6, 0.1, 0], [2, -1]]

  /// A kernel and a bias after steps with these gradients, and their averages, if there are any.
  private func step(
    _ steps: Int = 1, rate: Double = 1, penalty: RegularizerSpec? = nil, _ change: (inout OptimizerOptions) -> Void
  ) -> [(weights: [Double], average: [Double]?)] {
    let parameters = zip(["kernel", "bias"], Self.weights).map { role, weights in
      let parameter = Parameter(role: role, shape: Shape([weights.count]))
      parameter.setValues(rowMajor: weights.map { Float($0) })
      parameter.penalty = penalty.flatMap(WeightPenalty.init)
      return parameter
    }
    var sgd = SGD()
    sgd.learningRate = .number(rate)
    change(&sgd.shared)
    let optimizer = Optimizer(OptimizerSpec(sgd), parameters)
    for _ in 0..<steps {
      for (parameter, gradient) in zip(parameters, Self.gradients) {
        for (index, value) in gradient.enumerated() { parameter.gradient.pointer[index] = Float(value) }
      }
      optimizer.begin()
      optimizer.finish(Compute(parallelism: Parallelism(workers: 2)))
    }
    #expect(optimizer.isFinite)
    return parameters.map { ($0.values.array.map(Double.init), $0.states.last?.array.map(Double.init)) }
  }

  private func expect(_ found: [[Double]], _ formula: (_ parameter: Int, _ w: Double, _ g: Double) -> Double) {
    for index in 0..<2 {
      for (element, value) in found[index].enumerated() {
        let expected = formula(index, Self.weights[index][element], Self.gradients[index][element])
        #expect(isClose(value, expected, within: 2e-6), "\(index), \(element): \(value), not \(expected)")
      }
    }
  }

  @Test func weightsDecayBeforeTheStep() {
    expect(step(rate: 0.5) { $0.weightDecay = 0.2 }.map(\.weights)) { _, w, g in w - w * 0.2 * 0.5 - 0.5 * g }
    let excluding = step(rate: 0.5) { ($0.weightDecay, $0.excludedFromDecay) = (0.2, [.bias]) }
    expect(excluding.map(\.weights)) { index, w, g in w - (index == 0 ? w * 0.2 * 0.5 : 0) - 0.5 * g }
  }

  @Test func elementsAreClipped() {
    expect(step { $0.clipValue = 0.5 }.map(\.weights)) { _, w, g in w - min(max(g, -0.5), 0.5) }
  }

  /// The kernel's norm is below the limit, the bias's above.
  @Test func eachNormIsClipped() {
    expect(step { $0.clipNorm = 1 }.map(\.weights)) { index, w, g in index == 0 ? w - g : w - g / 5.0.squareRoot() }
    #expect(step { $0.clipNorm = 100 }.map(\.weights) == step { _ in }.map(\.weights))
  }

  @Test func theNormOfAllIsClipped() {
    let norm = Self.gradients.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    expect(step { $0.globalClipNorm = 0.7 }.map(\.weights)) { _, w, g in w - 0.7 * g / norm }
    #expect(step { $0.globalClipNorm = 100 }.map(\.weights) == step { _ in }.map(\.weights))
  }

  /// A penalty belongs to the loss, so its derivative is clipped, too.
  @Test func penaltiesAreClipped() {
    let penalty = RegularizerSpec(L2(0.1))
    expect(step(penalty: penalty) { $0.clipValue = 0.5 }.map(\.weights)) { _, w, g in
      w - min(max(g + 0.2 * w, -0.5), 0.5)
    }
    let norm = zip(Self.gradients.joined(), Self.weights.joined())
      .reduce(0) { $0 + ($1.0 + 0.2 * $1.1) * ($1.0 + 0.2 * $1.1) }.squareRoot()
    expect(step(penalty: penalty) { $0.globalClipNorm = 0.7 }.map(\.weights)) { _, w, g in
      w - 0.7 * (g + 0.2 * w) / norm
    }
  }

  @Test func averagesBeginWithTheFirstStepsWeights() {
    let steps = (1...4).map { count in
      step(count, rate: 0.1) { ($0.usesAverages, $0.averageMomentum) = (Flag(true), 0.75) }
    }
    for index in 0..<2 {
      var average = steps[0][index].weights
      #expect(steps[0][index].average == average)
      for step in steps.dropFirst() {
        average = zip(average, step[index].weights).map { 0.75 * $0 + 0.25 * $1 }
        for (found, expected) in zip(step[index].average ?? [], average) {
          #expect(isClose(found, expected, within: 1e-6))
        }
      }
    }
  }

  @Test func averagesOverwriteTheWeightsInSomeSteps() {
    func after(_ count: Int) -> [(weights: [Double], average: [Double]?)] {
      step(count, rate: 0.1) {
        ($0.usesAverages, $0.averageMomentum, $0.averageOverwriteFrequency) = (Flag(true), 0.75, StepCount(3))
      }
    }
    for count in 1...7 {
      let found = after(count)
      #expect((found[0].weights == found[0].average) == (count == 1 || count % 3 == 0), "step \(count)")
    }
  }

  /// What is validated, tested, kept and saved are the averages, and training goes on from the weights.
  @Test func averagesTakeTheWeightsPlace() throws {
    var sgd = SGD()
    sgd.learningRate = 0.5
    let plain = testSpec {
      $0.optimizer = OptimizerSpec(sgd)
      $0.validationSplit = 0.3
    }
    (sgd.shared.usesAverages, sgd.shared.averageMomentum) = (Flag(true), 0.9)
    let averaged = testSpec {
      $0.optimizer = OptimizerSpec(sgd)
      $0.validationSplit = 0.3
    }
    let images = noiseImages(40)
    let (raw, trainer) = (try makeTrainer(plain, images), try makeTrainer(averaged, images))
    #expect(raw.weights() == trainer.weights() && raw.evaluate(images) == trainer.evaluate(images))
    guard case .finished(let plainRecord) = raw.trainEpoch(), case .finished(let record) = trainer.trainEpoch() else {
      return #expect(Bool(false))
    }
    #expect(record.training == plainRecord.training && record.validation != plainRecord.validation)
    let state = trainer.state
    let averages = state.tensors.filter { $0.name.hasSuffix(".state.0") }
    #expect(trainer.weights().map(\.values) == averages.map(\.values) && trainer.weights() != raw.weights())
    #expect(state.tensors.filter { !$0.name.contains("state") } == raw.weights())
    // A model of the averages has the same answers.
    let model = try TrainedModel(
      graph: ModelGraph(averaged, images.interface), metrics: averaged.metrics, weights: trainer.weights(),
      compute: Compute(parallelism: Parallelism(workers: 1)))
    #expect(model.evaluate(images) == trainer.evaluate(images))
    trainer.keepWeights()
    let kept = trainer.weights()
    _ = trainer.trainEpoch()
    let last = trainer.weights()
    #expect(last != kept)
    trainer.withKeptWeights {
      #expect(trainer.weights() == kept && trainer.evaluate(images) == model.evaluate(images))
    }
    #expect(trainer.weights() == last)
  }

  @Test func memoryHasAveragesAndWholeGradients() throws {
    func bytes(_ change: (inout OptimizerOptions) -> Void) throws -> Double {
      var sgd = SGD()
      change(&sgd.shared)
      let spec = testSpec([flatten, dense(100), dense(10, .softmax)]) { $0.optimizer = OptimizerSpec(sgd) }
      let graph = try graph(spec)
      return Trainer.memory(spec, graph, samples: 100, workers: 1).layers.last?.weights ?? 0
    }
    let parameters = 1010.0
    let plain = try bytes { _ in }
    #expect(try bytes { $0.usesAverages = Flag(true) } == plain + 4 * 4 * parameters)
    #expect(try bytes { $0.clipNorm = 1 } == plain + 4 * parameters)
    #expect(try bytes { $0.globalClipNorm = 1 } == plain + 4 * parameters)
    #expect(try bytes { $0.clipValue = 1 } == plain)
  }
}
