import Catalog
import Datasets
import Files
import Geometry
import Kernels
import Records
import Testing
import Text
import Training

/// `Fixtures/scores.json`: what Keras and scikit-learn make of random outputs. `Fixtures/make_scores.py` made it.
enum ScoreFixtures {
  struct Loss: Sendable {
    let loss: LossSpec
    let activation: Activation
    /// The activation's arguments, and the targets, for each sample.
    let arguments: [[Float]]
    let targets: [[Float]]
    let losses: [Double]
    let gradient: [[Double]]

    var width: Int { arguments[0].count }
  }

  struct Metrics: Sendable {
    let outputs: [[Float]]
    /// One-hot, or values.
    let targets: Target
    let expected: [(metric: MetricSpec, value: Double, isKeras: Bool)]

    enum Target: Sendable { case labels([Int32]), values([[Float]]) }
  }

  static func losses() throws -> [Loss] {
    try list("losses").map { json in
      Loss(
        loss: try member(json["loss"]), activation: try member(json["activation"]),
        arguments: try rows(json["arguments"]), targets: try rows(json["targets"]),
        losses: try numbers(json["losses"]), gradient: try rows(json["gradient"]))
    }
  }

  static func metrics() throws -> [Metrics] {
    try list("metrics").map { json in
      let expected = try ["keras", "scikit_learn"].flatMap { source in
        try elements(json[source]).map { value in
          (try member(value["metric"]) as MetricSpec, try number(value["value"]), source == "keras")
        }
      }
      let targets = try elements(json["targets"])
      guard case .number? = targets.first else {
        return Metrics(
          outputs: try rows(json["outputs"]), targets: .values(try rows(json["targets"])), expected: expected)
      }
      let labels = try targets.map { Int32(try number($0)) }
      return Metrics(outputs: try rows(json["outputs"]), targets: .labels(labels), expected: expected)
    }
  }

  /// Every loss, metric and schedule that is here, in `tables` or in `schedules.json`, and the values of switches.
  static func words() throws -> Set<String> {
    let names = try losses().flatMap { [$0.loss.words.name] + switches($0.loss.optionDescriptions) }
    let metrics = try metrics().flatMap(\.expected).map { $0.metric.construct.words.name }
    // The same arithmetic as categorical_crossentropy.
    return try Set(names + metrics + ["sparse_categorical_crossentropy"] + schedules())
  }

  private static func schedules() throws -> [String] {
    try elements(read("schedules.json")).flatMap { json in
      guard case .mapping(let entries)? = json["learning_rate"]?.config, case .mapping(let options) = entries[0].value
      else { throw ScoreFixtureProblem() }
      let switches = options.compactMap { if case .bool(let value) = $0.value { "\($0.key): \(value)" } else { nil } }
      // A switch that is not written is off.
      return [entries[0].key] + switches + ["staircase: false", "cycle: false"]
    }
  }

  private static func switches(_ options: [OptionDescription]) -> [String] {
    options.compactMap { if case .bool(let value) = $0.value { "\($0.key): \(value)" } else { nil } }
  }

  static let folder = #filePath.dropLast("ScoreFixtures.swift".count) + "Fixtures/"

  static func read(_ file: String) throws -> JSONValue {
    try JSONValue(text: String(decoding: AtomicFile.read(folder + file), as: UTF8.self))
  }

  private static func list(_ key: String) throws -> [JSONValue] { try elements(read("scores.json")[key]) }

  static func elements(_ json: JSONValue?) throws -> [JSONValue] {
    guard case .list(let elements)? = json else { throw ScoreFixtureProblem() }
    return elements
  }

  static func number(_ json: JSONValue?) throws -> Double {
    guard case .number(let digits)? = json, let number = Double(digits) else { throw ScoreFixtureProblem() }
    return number
  }

  static func numbers<Number: BinaryFloatingPoint>(_ json: JSONValue?) throws -> [Number] {
    try elements(json).map(number).map { Number($0) }
  }

  private static func rows<Number: BinaryFloatingPoint>(_ json: JSONValue?) throws -> [[Number]] {
    try elements(json).map { try numbers($0) }
  }

  /// A loss, a metric or an activation as a spec has it.
  private static func member<Member>(_ json: JSONValue?) throws -> Member {
    let config = try #require(json?.config)
    var layer: ConfigValue = .mapping([("units", .integer(1))])
    if Member.self == Activation.self { layer = .mapping([("units", .integer(1)), ("activation", config)]) }
    let spec = try #require(
      ExperimentSpec(
        recorded: .mapping([
          ("dataset", .mapping([("name", .string("mnist"))])), ("layers", .list([.mapping([("dense", layer)])])),
          ("loss", Member.self == LossSpec.self ? config : .string("mean_squared_error")),
          ("metrics", .list(Member.self == MetricSpec.self ? [config] : [])),
        ])), "\(config.flow)")
    let members: [Any] = [spec.loss, spec.layers[0].construct.finalActivation as Any] + spec.metrics
    return try #require(members.lazy.compactMap { $0 as? Member }.first)
  }
}

struct ScoreFixtureProblem: Error {}

/// A layer of `width` units that is the identity, and the activation after it.
func identityModel(
  _ width: Int, _ activation: Activation, _ loss: LossSpec, _ metrics: [MetricSpec], _ samples: Samples
) throws -> TrainedModel {
  let spec = identitySpec(width, activation, loss, metrics)
  return try TrainedModel(
    graph: ModelGraph(spec, samples.interface), metrics: metrics, weights: identityWeights(width),
    compute: Compute(parallelism: Parallelism(workers: 1)))
}

func identitySpec(
  _ width: Int, _ activation: Activation, _ loss: LossSpec, _ metrics: [MetricSpec]
) -> ExperimentSpec {
  var sgd = SGD()
  sgd.learningRate = 1
  return testSpec([dense(width, activation)], loss: loss) {
    $0.metrics = metrics
    $0.optimizer = OptimizerSpec(sgd)
  }
}

func identityWeights(_ width: Int) -> [NamedTensor] {
  let unit = (0..<width * width).map { Float($0 / width == $0 % width ? 1 : 0) }
  return [
    NamedTensor(name: "layers.0.kernel", shape: Shape([width, width]), values: unit),
    NamedTensor(name: "layers.0.bias", shape: Shape([width]), values: Array(repeating: 0, count: width)),
  ]
}

/// Samples of `width` features, with a target for each of as many outputs.
func featureSamples(
  _ rows: [[Float]], _ target: DataInterface.Target, _ targets: Samples.Targets, weights: [Float]? = nil
)
  -> Samples
{
  Samples(
    DataInterface(inputs: [.init(Shape([rows[0].count]), .float)], target: target),
    inputs: [.floats(rows.flatMap { $0 })],
    targets: targets, weights: weights)
}
