import Catalog
import Diagnostics
import Text

extension ExperimentSpec {
  /// - Parameter name: the run's name where the spec gives none.
  init(name: String, _ fields: inout Fields) {
    self.init(
      name: name,
      dataset: fields.require("dataset", .dataset, or: DatasetSpec(source: .mnist), example: "dataset: mnist"),
      layers: fields.require(
        "layers", .list(of: .layer, counts: 1...Limits.layers, example: "layers: [flatten, dense: {units: 10}]"),
        or: [], example: "layers: with a list such as [flatten, dense: {units: 10, activation: softmax}]"),
      loss: fields.require(
        "loss", .loss, or: .categoricalCrossentropy(), example: "loss: categorical_crossentropy"))
    fields.read("name", .name, into: &self.name)
    fields.read("description", .optional(.text), into: &description)
    fields.read("seed", .seed, into: &seed)
    fields.read("optimizer", .optimizer, into: &optimizer)
    fields.read("metrics", .metrics, into: &metrics)
    fields.read("batch_size", .integer(1...Limits.batchSize), into: &batchSize)
    fields.read("epochs", .integer(1...Limits.epochs), into: &epochs)
    fields.read("shuffle", .boolean, into: &shuffle)
    fields.read("validation_split", .number(.share), into: &validationSplit)
    fields.read("initial_weights", .optional(.path), into: &initialWeights)
    fields.read("log_steps", .boolean, into: &logSteps)
  }

  /// The spec with every default written out, in a fixed order: what a run is a function of.
  ///
  /// Written as YAML it loads as an equal spec.
  public func resolved() -> ConfigValue {
    [
      "name": .string(name),
      "description": description.map(ConfigValue.string) ?? .null,
      "dataset": dataset.config,
      "seed": .unsigned(seed),
      "layers": .list(layers.map(\.config)),
      "optimizer": optimizer.config,
      "loss": loss.config,
      "metrics": .list(metrics.map(\.config)),
      "batch_size": .integer(batchSize),
      "epochs": .integer(epochs),
      "shuffle": .bool(shuffle),
      "validation_split": .number(validationSplit),
      "initial_weights": initialWeights.map(ConfigValue.string) ?? .null,
      "log_steps": .bool(logSteps),
    ]
  }
}

extension Reader where Value == DatasetSpec {
  private static var sources: [(name: String, source: DatasetSpec.Source)] {
    [("mnist", .mnist), ("fashion_mnist", .fashionMNIST)]
  }

  /// `{name: NAME}` or `{idx: FOLDER}`, with limits.
  static var dataset: Reader { Reader(read: readDataset) }

  @Sendable private static func readDataset(_ place: Place, _ collector: DiagnosticCollector) -> DatasetSpec? {
    let example = "dataset: mnist, or dataset: {name: mnist, train_limit: 6000}"
    guard var fields = Fields(place, example: example, collector) else { return nil }
    let source = source(&fields, place, collector)
    var dataset = DatasetSpec(source: source ?? .mnist)
    fields.read("train_limit", .optional(.integer(1...Limits.images)), into: &dataset.trainLimit)
    fields.read("test_limit", .optional(.integer(1...Limits.images)), into: &dataset.testLimit)
    fields.finish { remark(onForeign: $0.name) }
    return dataset
  }

  private static func source(
    _ fields: inout Fields, _ place: Place, _ collector: DiagnosticCollector
  ) -> DatasetSpec.Source? {
    let idx = fields.entry("idx")
    guard let idx else { return fields.require("name", named, or: .mnist, example: "name: mnist, or idx: FOLDER") }
    if let name = fields.entry("name") {
      place.member(name).report("'name' beside 'idx'", hint: "keep one of them", collector)
    }
    return Reader<String>.path.read(place.member(idx), collector).map { .idx(folder: $0) }
  }

  private static var named: Reader<DatasetSpec.Source> { Reader<DatasetSpec.Source>(read: readName) }

  @Sendable private static func readName(_ place: Place, _ collector: DiagnosticCollector) -> DatasetSpec.Source? {
    guard let text = place.node.text, !place.node.isNull else {
      place.report("expected a dataset's name, found \(place.finding)", hint: "write name: mnist", collector)
      return nil
    }
    if let known = sources.first(where: { $0.name == text }) { return known.source }
    var place = place
    // A bare name is short for {name: …}: its message does not speak of a key that nobody wrote.
    if place.head.range == place.node.range, place.path.hasSuffix(".name") { place.path.removeLast(".name".count) }
    let hint = advice(for: text, among: sources.map(\.name) + ["{idx: FOLDER}"])
    place.report("unknown dataset \(quoted(text))", hint: hint, collector)
    return nil
  }
}

extension DatasetSpec {
  var config: ConfigValue {
    let sourceEntry: (key: String, value: ConfigValue) =
      switch source {
      case .mnist: ("name", "mnist")
      case .fashionMNIST: ("name", "fashion_mnist")
      case .idx(let folder): ("idx", .string(folder))
      }
    return .mapping([
      sourceEntry,
      ("train_limit", trainLimit.map(ConfigValue.integer) ?? .null),
      ("test_limit", testLimit.map(ConfigValue.integer) ?? .null),
    ])
  }
}

extension Reader where Value == LossSpec {
  static var loss: Reader { .choice("loss", of: lossTable, advice: lossAdvice) }
}

private let lossTable: [Choice<LossSpec>] = [
  Choice("categorical_crossentropy") { fields in
    var fromLogits = false
    fields.read("from_logits", .boolean, into: &fromLogits)
    return .categoricalCrossentropy(fromLogits: fromLogits)
  },
  Choice("mean_squared_error", .meanSquaredError),
  Choice("mse", .meanSquaredError),
]

private let lossAdvice = NameAdvice(
  aliases: [
    "crossentropy": "categorical_crossentropy", "cross_entropy": "categorical_crossentropy",
    "cross_entropy_loss": "categorical_crossentropy", "nll": "categorical_crossentropy",
  ],
  remarks: [
    "sparse_categorical_crossentropy": "labels are one-hot already: write categorical_crossentropy",
    "binary_crossentropy": "each image is of one class: write categorical_crossentropy",
  ],
  missing: ["mae", "mean_absolute_error", "huber", "hinge", "kl_divergence", "focal_loss"])

extension LossSpec {
  var config: ConfigValue {
    switch self {
    case .categoricalCrossentropy(let fromLogits): ["categorical_crossentropy": ["from_logits": .bool(fromLogits)]]
    case .meanSquaredError: "mean_squared_error"
    }
  }
}

extension Reader where Value == [MetricSpec] {
  /// A list in which no metric occurs twice: its name is a column's.
  static var metrics: Reader { Reader(read: readMetrics) }

  @Sendable private static func readMetrics(_ place: Place, _ collector: DiagnosticCollector) -> [MetricSpec]? {
    let reader = Reader.list(of: Reader<MetricSpec>.metric, counts: 0...16, example: "metrics: [accuracy]")
    guard let metrics = reader.read(place, collector) else { return nil }
    for (index, metric) in metrics.enumerated() where metrics[..<index].contains(where: { $0.name == metric.name }) {
      if let element = place.node.elements?[index] {
        let repeated = place.element(index, element.entries?.first?.key ?? element)
        repeated.report("\(quoted(metric.name)) is listed twice", hint: "keep one of them", collector)
      }
    }
    return metrics
  }
}

extension Reader where Value == MetricSpec {
  static var metric: Reader { .choice("metric", of: metricTable, advice: metricAdvice) }
}

private let metricTable: [Choice<MetricSpec>] = [
  Choice("accuracy", .accuracy),
  Choice("categorical_accuracy", .accuracy),
  Choice("top_k_categorical_accuracy") { fields in
    var k = 5
    fields.read("k", .integer(1...Limits.units), into: &k)
    return .topKCategoricalAccuracy(k: k)
  },
]

private let metricAdvice = NameAdvice(
  aliases: ["acc": "accuracy", "top_k": "top_k_categorical_accuracy", "top5": "top_k_categorical_accuracy"],
  remarks: [
    "sparse_categorical_accuracy": "labels are one-hot already: write accuracy",
    "sparse_top_k_categorical_accuracy": "labels are one-hot already: write top_k_categorical_accuracy",
    "loss": "remove it: the loss is always there",
  ],
  missing: ["precision", "recall", "auc", "f1", "f1_score"])

extension MetricSpec {
  var config: ConfigValue {
    switch self {
    case .accuracy: "accuracy"
    case .topKCategoricalAccuracy(let k): ["top_k_categorical_accuracy": ["k": .integer(k)]]
    }
  }
}
