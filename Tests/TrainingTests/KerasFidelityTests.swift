import Catalog
import Datasets
import ExperimentSpec
import Files
import Geometry
import Glibc
import Kernels
import Records
import Results
import Testing
import Training

/// The first 50 training steps of some stacks against Keras's. `Fixtures/README.md` says where the numbers come from.
@Suite(.serialized) struct KerasFidelityTests {
  /// For the loss of each step, relative.
  static let limit = 1e-4

  @Test(arguments: KerasFixture.stacks)
  func everyStepsLossIsKeras(stack: String) throws {
    let fixture = try KerasFixture(stack)
    let trainer = try fixture.trainer()
    var steps: [(epoch: Int, scores: Scores)] = []
    for _ in 0..<fixture.spec.epochs {
      let outcome = trainer.trainEpoch {
        steps.append(($0.epoch, $0.batch)); return true
      }
      guard case .finished = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    #expect(steps.map(\.epoch) == fixture.steps.map { Int($0[1]) })
    var largest = 0.0
    for (step, (ours, keras)) in zip(steps, fixture.steps).enumerated() {
      let loss = Double(ours.scores.loss)
      // After the first step that differs, further differences say nothing new.
      try #require(agree(loss, keras[2], relative: Self.limit), "step \(step + 1): loss \(loss), Keras \(keras[2])")
      largest = max(largest, abs(loss - keras[2]) / abs(keras[2]))
      expectMetrics(ours.scores, keras[3...], of: fixture.batchCount(step), "step \(step + 1)")
    }
    print("\(stack): the losses of \(steps.count) steps are Keras's to \(largest)")

    let test = trainer.evaluate(fixture.dataset.test).scores
    let keras = fixture.test
    #expect(agree(Double(test.loss), keras[1], relative: Self.limit), "test loss \(test.loss), Keras \(keras[1])")
    expectMetrics(test, keras[2...], of: fixture.dataset.test.count, "test")
    try expectWeights(fixture, trainer)
  }

  /// Moving means and variances, and moving averages: to the same limit, relative to the largest of a tensor.
  private func expectWeights(_ fixture: KerasFixture, _ trainer: Trainer) throws {
    let ours = trainer.weights()
    #expect(fixture.untrained.isEmpty == (fixture.spec.layers.first(where: \.hasMovingStatistics) == nil))
    #expect(fixture.averages.isEmpty != fixture.spec.optimizer.construct.shared.usesAverages.isOn)
    for keras in fixture.untrained + fixture.averages {
      let tensor = try #require(ours.first { $0.name == keras.name && $0.shape == keras.shape })
      let largest = Double(keras.values.map(\.magnitude).max() ?? 0)
      for (value, expected) in zip(tensor.values, keras.values) {
        let isNear = agree(Double(value), Double(expected), absolute: Self.limit * largest)
        #expect(isNear, "\(keras.name): \(value), Keras \(expected)")
      }
    }
  }

  /// Both metrics count images. Two nearly equal outputs may be ranked either way, so one image may count differently.
  private func expectMetrics(_ ours: Scores, _ keras: ArraySlice<Double>, of images: Int, _ place: String) {
    #expect(ours.metrics.count == keras.count)
    for (ours, keras) in zip(ours.metrics, keras) {
      #expect(agree(Double(ours), keras, absolute: 1.01 / Double(images)), "\(place): metric \(ours), Keras \(keras)")
    }
  }

  /// Losses and metrics also have numbers of their own: `ScoreFixtures`. A table's columns are selected in a table.
  @Test func theStacksTogetherHaveEverything() throws {
    // Of the tables' stacks, those whose samples are whole numbers or columns.
    let files = KerasFixture.stacks.map { $0 + "/spec.yaml" } + ["tables/embedding.yaml", "tables/wide-deep.yaml"]
    let specs = try files.map { try ExperimentLoader.load(KerasFixture.folder + $0).spec }
    let written = specs.reduce(into: try ScoreFixtures.words()) { words($1.resolved(), into: &$0) }
    #expect(Self.wanted.subtracting(written) == [])
  }

  /// Every construct, and every value of its switches. Random ones are left out: they differ from Keras by design. Callbacks decide after
  /// an epoch, and not in a step.
  private static let wanted: Set<String> = {
    let kinds: Set = ["augmentation", "callback", "initializer", "padding"]
    let families = Families.all.filter { !kinds.contains($0.kind) }
    let members = families.flatMap(\.members).filter { $0.words.name != "dropout" }
    return Set(members.map(\.words.name)).union(members.flatMap(\.options).flatMap(switches))
  }()

  private static func switches(_ option: OptionDescription) -> [String] {
    switch option.kind {
    case .boolean: [true, false].map { "\(option.key): \($0)" }
    case .word("padding", let words): words.map { "\(option.key): \($0)" }
    default: []
    }
  }

  /// Every key, every word, and `key: word` where a value is a word or a truth value.
  private func words(_ value: ConfigValue, into found: inout Set<String>) {
    switch value {
    case .string(let word): found.insert(word)
    case .list(let elements): for element in elements { words(element, into: &found) }
    case .mapping(let entries):
      for (key, value) in entries {
        found.insert(key)
        if case .bool(let truth) = value { found.insert("\(key): \(truth)") }
        if case .string(let word) = value { found.insert("\(key): \(word)") }
        words(value, into: &found)
      }
    default: break
    }
  }

  @Test func agreementIsNotAcceptedFromNaN() {
    #expect(agree(1, 1.00009, relative: 1e-4))
    #expect(!agree(1, 1.00011, relative: 1e-4))
    #expect(!agree(.nan, 1, relative: 1e-4))
    #expect(!agree(1, .nan, relative: 1e-4))
    #expect(!agree(.infinity, .infinity, relative: 1e-4))
  }
}

extension LayerSpec {
  fileprivate var hasMovingStatistics: Bool {
    construct is BatchNormalizationSpec
      || structure?.branches.contains { $0.members.contains(where: \.hasMovingStatistics) } == true
  }
}

private func agree(_ ours: Double, _ expected: Double, relative: Double) -> Bool {
  agree(ours, expected, absolute: relative * expected.magnitude)
}

private func agree(_ ours: Double, _ expected: Double, absolute: Double) -> Bool {
  (ours - expected).magnitude <= absolute
}

/// One folder of `Fixtures`.
private struct KerasFixture {
  static let folder = #filePath.dropLast("KerasFidelityTests.swift".count) + "Fixtures/"
  static let stacks = [
    "activation-layers-sgd", "amsgrad-adamw", "averaged-adam", "bidirectional-adam", "centered-rmsprop",
    "clipnorm-nadam", "clipped-rmsprop", "conv", "conv1d-adadelta", "dense", "dilated-groups-adam",
    "every-activation-adam", "gelu-same-adamw", "gru-rmsprop", "hidden-softmax-sgd", "inception-adam",
    "logits-adagrad", "lstm-adam", "merges-rmsprop", "normalized-conv-adam", "normalized-dense-nadam",
    "normalized-prelu-adamax", "overlap-rmsprop", "penalties-sgd", "pooled-adadelta", "pooled-adamax", "pooled-lion",
    "pooled-nadam", "positions-sgd", "recurrent-sgd", "residual-sgd", "selu-kl-divergence", "separable-adamax",
    "shapes-nadam", "transposed-adam", "two-epochs-adam",
  ]

  let spec: ExperimentSpec
  let dataset: Dataset
  let initialWeights: [NamedTensor]
  /// step, epoch, loss, metrics
  let steps: [[Double]]
  /// images, loss, metrics
  let test: [Double]
  /// The weights after the last step that the optimizer does not change.
  let untrained: [NamedTensor]
  /// The weights' moving averages after the last step; empty if there are none.
  let averages: [NamedTensor]

  init(_ stack: String) throws {
    let folder = Self.folder + stack
    let loaded = try ExperimentLoader.load(folder + "/spec.yaml")
    spec = loaded.spec
    dataset = try DatasetLoader.load(
      .mnist, dataDirectory: nil, trainLimit: spec.dataset.trainLimit, testLimit: spec.dataset.testLimit)
    initialWeights = try Safetensors.decode(AtomicFile.read(#require(loaded.initialWeightsPath)))
    let metrics = spec.metrics.map(\.name)
    steps = try Self.rows(folder + "/steps.csv", header: ["step", "epoch", "loss"] + metrics)
    test = try #require(try Self.rows(folder + "/test.csv", header: ["images", "loss"] + metrics).first)
    func tensors(_ name: String) throws -> [NamedTensor] {
      let file = "\(folder)/\(name).safetensors"
      return access(file, F_OK) == 0 ? try Safetensors.decode(AtomicFile.read(file)) : []
    }
    (untrained, averages) = (try tensors("untrained"), try tensors("averages"))
    try #require(steps.count == 50)
  }

  func trainer() throws -> Trainer {
    let graph = try ModelGraph(spec, dataset.interface)
    return try Trainer(
      spec: spec, graph: graph, training: dataset.training, compute: Compute(parallelism: Parallelism()),
      initialWeights: initialWeights)
  }

  /// The number of images in a batch; the last of an epoch may be short.
  func batchCount(_ step: Int) -> Int {
    let stepsInEpoch = steps.count / spec.epochs
    return min(spec.batchSize, dataset.training.count - step % stepsInEpoch * spec.batchSize)
  }

  private static func rows(_ path: String, header: [String]) throws -> [[Double]] {
    let lines = String(decoding: try AtomicFile.read(path), as: UTF8.self).split(separator: "\n")
    try #require(lines.first?.split(separator: ",").map(String.init) == header)
    return try lines.dropFirst().map { try $0.split(separator: ",").map { try #require(Double($0)) } }
  }
}
