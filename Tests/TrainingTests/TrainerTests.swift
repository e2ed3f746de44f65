import Catalog
import Geometry
import Records
import Testing
import Training

struct TrainerTests {
  /// Image count, fraction, and Keras's count of training images: Python's `int(math.floor(n * (1.0 - f)))`.
  @Test(arguments: [
    (100, 0.1, 90), (100, 0, 100), (10, 0.3, 7), (7, 0.5, 3), (3, 0.4, 1), (100, 0.29, 71), (99, 0.01, 98),
    (50, 0.02, 49), (1, 0.9, 1), (10, 0.999, 1), (70, 0.1, 63), (30, 0.7, 9),
  ])
  func validationTakesTheEnd(count: Int, fraction: Double, training: Int) throws {
    let trainer = try makeTrainer(testSpec { $0.validationSplit = fraction }, noiseImages(count))
    #expect(trainer.trainingCount == training)
    #expect(trainer.validationCount == count - training)
  }

  @Test func validationScoresAreThoseOfTheLastImages() throws {
    let images = noiseImages(100)
    let trainer = try makeTrainer(testSpec { $0.validationSplit = 0.29 }, images)
    guard case .finished(let record) = trainer.trainEpoch() else { return #expect(Bool(false)) }
    #expect(record.validation == trainer.evaluate(images.part(71..<100)).scores)
    #expect(record.epoch == 1)
    #expect(record.learningRate == 0.01)
  }

  @Test func withoutASplitThereIsNoValidation() throws {
    guard case .finished(let record) = try makeTrainer(testSpec(), noiseImages(10)).trainEpoch() else {
      return #expect(Bool(false))
    }
    #expect(record.validation == nil)
  }

  /// Ten images in batches of four: the last batch, of two, has half the weight.
  @Test func aShortLastBatchWeighsByItsSize() throws {
    let trainer = try makeTrainer(testSpec(), noiseImages(10))
    #expect(trainer.stepsPerEpoch == 3)
    var steps: [StepRecord] = []
    let outcome = trainer.trainEpoch {
      steps.append(copy $0)
      return true
    }
    guard case .finished(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(steps.map(\.step) == [1, 2, 3])
    #expect(steps.map(\.stepInEpoch) == [1, 2, 3])
    #expect(steps.map(\.stepsInEpoch) == [3, 3, 3])
    let losses = steps.map { Double($0.batch.loss) }
    let accuracies = steps.map { Double($0.batch.metrics[0]) }
    func mean(_ x: [Double]) -> Double { (4 * x[0] + 4 * x[1] + 2 * x[2]) / 10 }
    #expect(isClose(Double(record.training.loss), mean(losses), within: 1e-6))
    #expect(isClose(Double(record.training.metrics[0]), mean(accuracies), within: 1e-7))
    #expect(isClose(Double(steps[1].running.loss), (losses[0] + losses[1]) / 2, within: 1e-6))
    // The three losses differ, so that equal weighting would show.
    #expect(!isClose(mean(losses), (losses[0] + losses[1] + losses[2]) / 3, within: 1e-4))
    #expect(steps[2].running == record.training)
  }

  /// The gradient of a short batch is its own mean: a batch of two after two of four moves the weights as training on
  /// those two images alone would.
  @Test func aShortLastBatchIsItsOwnMean() throws {
    let images = noiseImages(10)
    let spec = testSpec { $0.shuffle = false }
    let whole = try makeTrainer(spec, images)
    _ = whole.trainEpoch()
    let begun = try makeTrainer(spec, images)
    #expect(begun.trainEpoch { $0.step < 2 } == .stopped)
    let rest = try makeTrainer(spec, images.part(8..<10), initialWeights: begun.weights())
    _ = rest.trainEpoch()
    #expect(rest.weights().map(\.bits) == whole.weights().map(\.bits))
    #expect(begun.weights().map(\.bits) != whole.weights().map(\.bits))
  }

  @Test func epochsAndStepsAreCountedOn() throws {
    let trainer = try makeTrainer(testSpec(), noiseImages(10))
    _ = trainer.trainEpoch()
    var steps: [StepRecord] = []
    let outcome = trainer.trainEpoch {
      steps.append(copy $0)
      return true
    }
    guard case .finished(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(record.epoch == 2)
    #expect(steps.map(\.epoch) == [2, 2, 2])
    #expect(steps.map(\.step) == [4, 5, 6])
    #expect(steps.map(\.stepInEpoch) == [1, 2, 3])
  }

  @Test func trainingLearns() throws {
    let images = noiseImages(200)
    var adam = Adam()
    adam.learningRate = 0.01
    let trainer = try makeTrainer(testSpec { $0.optimizer = OptimizerSpec(adam) }, images)
    let before = trainer.evaluate(images).scores
    for _ in 0..<20 { _ = trainer.trainEpoch() }
    let after = trainer.evaluate(images).scores
    #expect(after.loss < before.loss / 2)
    #expect(after.metrics[0] > 0.8)
  }

  // MARK: Initial weights

  private func problem(_ weights: [NamedTensor]) -> String? { refusal(weights)?.problem }

  private func hint(_ weights: [NamedTensor]) -> String? { refusal(weights)?.hint }

  private func refusal(_ weights: [NamedTensor]) -> InitialWeightsProblem? {
    do {
      _ = try makeTrainer(testSpec([flatten, dense(10, .softmax)]), noiseImages(4), initialWeights: weights)
      return nil
    } catch {
      return error as? InitialWeightsProblem
    }
  }

  @Test func initialWeightsMustBeTheModels() {
    let kernel = NamedTensor(name: "layers.1.kernel", shape: Shape([64, 10]), values: .init(repeating: 1, count: 640))
    let bias = NamedTensor(name: "layers.1.bias", shape: Shape([10]), values: .init(repeating: 2, count: 10))
    #expect(problem([kernel, bias]) == nil)
    #expect(problem([bias, kernel]) == nil)
    #expect(problem([bias]) == "the tensor layers.1.kernel [64, 10] is missing; the file has layers.1.bias [10]")
    #expect(problem([kernel]) == "the tensor layers.1.bias [10] is missing; the file has layers.1.kernel [64, 10]")
    #expect(problem([]) == "the tensor layers.1.kernel [64, 10] is missing; the file has none")
    let turned = NamedTensor(name: "layers.1.kernel", shape: Shape([10, 64]), values: kernel.values)
    #expect(
      problem([turned, bias])
        == "the tensor layers.1.kernel has the shape [10, 64], but the model needs [64, 10]")
    let other = NamedTensor(name: "layers.7.bias", shape: Shape([10]), values: bias.values)
    #expect(problem([kernel, bias, other]) == "the model has no tensor layers.7.bias")
  }

  @Test(arguments: [
    (Float.nan, "not a number"), (.signalingNaN, "not a number"), (.infinity, "infinite"), (-.infinity, "infinite"),
  ])
  func initialWeightsMustBeNumbers(_ value: Float, _ word: String) {
    var kernel = NamedTensor(name: "layers.1.kernel", shape: Shape([64, 10]), values: .init(repeating: 1, count: 640))
    var bias = NamedTensor(name: "layers.1.bias", shape: Shape([10]), values: .init(repeating: 2, count: 10))
    bias.values[9] = value
    #expect(problem([kernel, bias]) == "a value of layers.1.bias is \(word)")
    kernel.values[320] = value
    #expect(problem([kernel, bias]) == "a value of layers.1.kernel is \(word)")
  }

  /// The names and shapes in the message show whose file it is.
  @Test func weightsOfOtherProgramsAreListed() {
    func tensors(_ names: [(String, [Int])]) -> [NamedTensor] {
      names.map { NamedTensor(name: $0, shape: Shape($1), values: .init(repeating: 0, count: $1.reduce(1, *))) }
    }
    let missing = "the tensor layers.1.kernel [64, 10] is missing; the file has"
    let rename = "name them layers.N.kernel and layers.N.bias, N being the layer's place in the spec's list from 0"
    let torch = tensors([("0.weight", [10, 64]), ("0.bias", [10])])
    #expect(problem(torch) == "\(missing) 0.weight [10, 64], 0.bias [10]")
    #expect(
      hint(torch)
        == "PyTorch's layout is the transpose: permute [out, in] to [in, out] and [out, in, h, w] to [h, w, in, out], "
        + "then \(rename)")
    let keras = tensors([("dense/kernel", [64, 10]), ("dense/bias", [10])])
    #expect(problem(keras) == "\(missing) dense/kernel [64, 10], dense/bias [10]")
    #expect(hint(keras) == rename)
    let many = tensors((0..<6).map { ("t\($0)", [1]) })
    #expect(problem(many) == "\(missing) t0 [1], t1 [1], t2 [1], t3 [1] and 2 more")
    let turned = tensors([("layers.1.kernel", [10, 64]), ("layers.1.bias", [10])])
    #expect(hint(turned) == "it is the transpose, as PyTorch stores it: transpose it")
  }
}
