import Catalog
import Datasets
import ExperimentSpec
import Geometry
import Kernels
import Records
import Testing
import Training

/// Fifty training steps on small tables against Keras's: two classes with one output, several numbers, sample weights, class weights.
/// `Fixtures/make_table_fixtures.py` makes the same tables and initial weights from the same whole numbers.
struct TableFidelityTests {
  private static let names = [
    "autoencoder", "binary", "constrained", "convolutional-autoencoder", "embedding", "huber", "imbalanced",
    "sigmoid-autoencoder", "weighted", "wide-deep",
  ]

  @Test(arguments: names)
  func everyStepIsKeras(_ name: String) throws {
    let spec = try ExperimentLoader.load(ScoreFixtures.folder + "tables/\(name).yaml").spec
    let keras = try ScoreFixtures.read("tables/steps.json")[name]
    let steps = try ScoreFixtures.elements(keras?["steps"]).map { try ScoreFixtures.numbers($0) as [Double] }
    let samples = Table(name).samples(800, 1)
    let trainer = try makeTrainer(spec, samples, initialWeights: initialWeights(spec, samples))
    var ours: [Scores] = []
    while ours.count < steps.count {
      _ = trainer.trainEpoch {
        ours.append($0.batch)
        return ours.count < steps.count
      }
    }
    for (step, (ours, keras)) in zip(ours, steps).enumerated() {
      try expectClose(ours, keras, "step \(step + 1)")
    }
    let test = Table(name).samples(100, 2)
    try expectClose(trainer.evaluate(test).scores, try ScoreFixtures.numbers(keras?["test"]), "test")
  }

  /// The same bits from every instruction set and any number of threads.
  @Test(arguments: names)
  func theBitsAreTheSame(_ name: String) throws {
    let spec = try ExperimentLoader.load(ScoreFixtures.folder + "tables/\(name).yaml").spec
    let samples = Table(name).samples(200, 1)
    let ways = InstructionSet.supported.map { ($0, 1) } + [2, 3, 5].map { (InstructionSet.best, $0) }
    let trainers = try ways.map { set, workers in
      try makeTrainer(spec, samples, set: set, workers: workers, initialWeights: initialWeights(spec, samples))
    }
    let outcomes = trainers.map { ($0.trainEpoch(), $0.state, $0.evaluate(samples)) }
    for outcome in outcomes { #expect(outcome == outcomes[0]) }
  }

  private func expectClose(_ ours: Scores, _ keras: [Double], _ place: String) throws {
    // After the first step that differs, further differences say nothing new.
    try #require(
      isClose(Double(ours.loss), keras[0], within: 1e-4 * keras[0].magnitude),
      "\(place): loss \(ours.loss), Keras \(keras[0])")
    for (ours, keras) in zip(ours.metrics, keras.dropFirst()) {
      #expect(
        isClose(Double(ours), keras, within: 1e-4 * max(1, keras.magnitude)), "\(place): metric \(ours), Keras \(keras)"
      )
    }
    #expect(ours.metrics.count == keras.count - 1)
  }

  private func initialWeights(_ spec: ExperimentSpec, _ samples: Samples) throws -> [NamedTensor] {
    try makeTrainer(spec, samples).weights().enumerated().map { index, tensor in
      var tensor = tensor
      tensor.values = Table.numbers(tensor.values.count, 10 + index).map { $0 * 0.5 }
      return tensor
    }
  }
}

/// The tables of `Fixtures/make_table_fixtures.py`.
private struct Table {
  let name: String
  private static let features = 13

  init(_ name: String) { self.name = name }

  /// Whether the targets are the inputs.
  private var isAutoencoder: Bool { name.hasSuffix("autoencoder") }

  func samples(_ rows: Int, _ salt: Int) -> Samples {
    let target: DataInterface.Target =
      switch name {
      case "binary": .classes(["no", "yes"])
      case "embedding", "imbalanced": .classes(["a", "b", "c", "d"])
      case "huber", "constrained": .values(["x", "y", "z"])
      case "wide-deep": .values(["y"])
      case _ where isAutoencoder: .values(Self.preparation.columns.map(\.name))
      default: .values(["x", "y"])
      }
    return Samples(
      DataInterface(inputs: [.init(Shape([Self.features]), .float)], target: target, table: Self.preparation),
      inputs: [.floats(inputs(rows * Self.features, salt))], targets: targets(rows, salt, target),
      weights: name == "weighted" ? Self.numbers(rows, salt + 2).map { $0 + 1 } : nil)
  }

  private func inputs(_ count: Int, _ salt: Int) -> [Float] {
    switch name {
    case "embedding": Self.wholeNumbers(count, salt).map { Float($0 % 50) }
    case "sigmoid-autoencoder": Self.wholeNumbers(count, salt).map { Float($0) / 1008 }
    default: Self.numbers(count, salt)
    }
  }

  /// Its columns are x0, x1, …, used as they are.
  private static let preparation = TablePreparation(
    dialect: .init(separator: .comma, decimal: .point, hasHeader: true, missingValues: []),
    columns: (0..<features).map { index in
      .init(
        "x\(index)", .number(.init(.none, offset: 0, divisor: 1), fill: nil), hasIndicator: false)
    }, others: [], rescale: 1, unknown: .error, target: ["y"], weight: nil, rows: nil)

  private func targets(_ rows: Int, _ salt: Int, _ target: DataInterface.Target) -> Samples.Targets {
    if isAutoencoder { return .values(inputs(rows * Self.features, salt)) }
    let scores = Self.scores(rows, salt, 0)
    switch (name, target) {
    case ("binary", _): return .classes(scores.map { $0 > 900 ? 1 : 0 })
    case (_, .classes): return .classes(scores.map { score in Int32([400, 1000, 1600].count { score >= $0 }) })
    case (_, .values(let names)):
      let outputs = names.indices.map { Self.scores(rows, salt, $0) }
      return .values((0..<rows).flatMap { row in outputs.map { Float($0[row]) / 1024 } })
    }
  }

  private static func wholeNumbers(_ count: Int, _ salt: Int) -> [Int] {
    (0..<count).map { ($0 * $0 * 31 + $0 * 7919 + salt * 104_729) % 1009 }
  }

  static func numbers(_ count: Int, _ salt: Int) -> [Float] { wholeNumbers(count, salt).map { Float($0) / 504.5 - 1 } }

  private static func scores(_ rows: Int, _ salt: Int, _ output: Int) -> [Int] {
    let values = wholeNumbers(rows * features, salt)
    return (0..<rows).map { row in
      (0..<features).reduce(0) { $0 + (values[row * features + $1] - 504) * (($1 + output) % 3 - 1) }
    }
  }
}
