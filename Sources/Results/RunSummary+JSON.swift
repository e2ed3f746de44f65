import ExperimentSpec
import Training

extension RunSummary {
  /// `results/<name>.json`.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("status", .string(status.rawValue)),
      .init("name", .string(name)),
    ]
    if let divergence {
      // The loss that ended the run stands where a reader looks for it: it is no number.
      let at: [JSONValue.Member] = [
        .init("epoch", .integer(divergence.epoch)), .init("step", .integer(divergence.step)), .init("loss", .null),
      ]
      members.append(.init("diverged_at", .object(at)))
    }
    members += [
      .init("spec", JSONValue(spec)),
      .init("data", data.json),
      .init("parameters", .integer(parameters)),
      .init("multiply_adds", .integer(multiplyAdds)),
      .init("history", .list(history.map(row))),
      .init("test", test.map(json) ?? .null),
      .init("weights_sha256", weightsHash.map(JSONValue.string) ?? .null),
      .init("numerics_version", .integer(numericsVersion)),
    ]
    return .object(members)
  }

  private func row(_ record: EpochRecord) -> JSONValue {
    var members: [JSONValue.Member] = [.init("epoch", .integer(record.epoch))]
    members += scores(record.training, prefix: "")
    if hasValidation, let validation = record.validation { members += scores(validation, prefix: "val_") }
    members.append(.init("learning_rate", .float(record.learningRate)))
    return .object(members)
  }

  private func json(_ test: TestSummary) -> JSONValue {
    .object(
      scores(test.scores, prefix: "") + [
        .init("errors", .integer(test.errors)),
        .init("misclassified", .list(test.misclassified.map(JSONValue.integer))),
      ])
  }

  private func scores(_ scores: Scores, prefix: String) -> [JSONValue.Member] {
    [.init(prefix + "loss", .float(scores.loss))]
      + zip(metrics, scores.metrics).map { .init(prefix + $0, .float($1)) }
  }
}

extension DataSummary {
  var json: JSONValue {
    let files = files.map { file in
      JSONValue.object([.init("file", .string(file.name)), .init("sha256", .string(file.sha256))])
    }
    var members: [JSONValue.Member] = [
      .init("dataset", .string(dataset)),
      .init("training_images", .integer(trainingCount)),
      .init("validation_images", .integer(validationCount)),
      .init("test_images", .integer(testCount)),
      .init("files", .list(files)),
    ]
    if let initialWeightsHash { members.append(.init("initial_weights_sha256", .string(initialWeightsHash))) }
    return .object(members)
  }
}

/// A summary that cannot be read: where in the document, and what was found.
public struct SummaryProblem: Error, Equatable, CustomStringConvertible {
  /// A line number for broken JSON, a key path for JSON of another form.
  public var place: String
  public var problem: String

  public var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

extension RunSummary {
  /// Reads `results/<name>.json`: every key must be there and be of its kind, and no other may be.
  public init(text: String) throws(SummaryProblem) {
    let document: JSONValue
    do { document = try JSONValue(text: text) } catch {
      throw SummaryProblem(place: "line \(error.line)", problem: error.problem)
    }
    var root = try ObjectReader(document, path: "")
    status = try root.choice("status")
    name = try root.string("name")
    divergence = status == .diverged ? try Divergence(root.object("diverged_at")) : nil
    let specification = try root.value("spec")
    spec = specification.config
    metrics = try Self.metricNames(specification)
    data = try DataSummary(root.object("data"))
    parameters = try root.integer("parameters")
    multiplyAdds = try root.integer("multiply_adds")
    history = []
    for (index, row) in try root.list("history").enumerated() {
      history.append(try EpochRecord(ObjectReader(row, path: "history[\(index)]"), metrics: metrics))
    }
    test = root.isNull("test") ? nil : try TestSummary(root.object("test"), metrics: metrics)
    weightsHash = root.isNull("weights_sha256") ? nil : try root.string("weights_sha256")
    numericsVersion = try root.integer("numerics_version")
    try root.finish()
  }

  /// The resolved spec's `metrics`: bare names, or mappings of one name to its settings.
  private static func metricNames(_ spec: JSONValue) throws(SummaryProblem) -> [String] {
    guard case .list(let metrics)? = spec["metrics"] else {
      throw SummaryProblem(place: "spec.metrics", problem: "a list is expected")
    }
    var names: [String] = []
    for metric in metrics {
      switch metric {
      case .string(let name): names.append(name)
      case .object(let members) where members.count == 1: names.append(members[0].key)
      default: throw SummaryProblem(place: "spec.metrics[\(names.count)]", problem: "a metric's name is expected")
      }
    }
    return names
  }
}

extension Divergence {
  fileprivate init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    epoch = try object.integer("epoch")
    step = try object.integer("step")
    _ = try object.float("loss")
    try object.finish()
  }
}

extension DataSummary {
  fileprivate init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    dataset = try object.string("dataset")
    trainingCount = try object.integer("training_images")
    validationCount = try object.integer("validation_images")
    testCount = try object.integer("test_images")
    files = []
    for (index, value) in try object.list("files").enumerated() {
      var file = try ObjectReader(value, path: "data.files[\(index)]")
      files.append(File(name: try file.string("file"), sha256: try file.string("sha256")))
      try file.finish()
    }
    initialWeightsHash = object.has("initial_weights_sha256") ? try object.string("initial_weights_sha256") : nil
    try object.finish()
  }
}

extension EpochRecord {
  fileprivate init(_ object: ObjectReader, metrics: [String]) throws(SummaryProblem) {
    var object = object
    self.init(
      epoch: try object.integer("epoch"), training: try object.scores(metrics, prefix: ""),
      validation: object.has("val_loss") ? try object.scores(metrics, prefix: "val_") : nil,
      learningRate: try object.float("learning_rate"))
    try object.finish()
  }
}

extension TestSummary {
  fileprivate init(_ object: ObjectReader, metrics: [String]) throws(SummaryProblem) {
    var object = object
    let errors = try object.integer("errors")
    scores = try object.scores(metrics, prefix: "")
    misclassified = []
    for value in try object.list("misclassified") {
      guard case .number(let digits) = value, let index = Int(digits), index > misclassified.last ?? -1 else {
        throw SummaryProblem(place: "test.misclassified", problem: "ascending indices are expected")
      }
      misclassified.append(index)
    }
    guard errors == misclassified.count else {
      throw SummaryProblem(
        place: "test.errors", problem: "\(errors) errors, but \(misclassified.count) misclassified images are listed")
    }
    try object.finish()
  }
}

/// Takes an object's keys one by one; what is left over at the end is a problem.
private struct ObjectReader {
  private var members: [JSONValue.Member]
  private let path: String

  init(_ value: JSONValue, path: String) throws(SummaryProblem) {
    guard case .object(let members) = value else { throw SummaryProblem(place: path, problem: "an object is expected") }
    self.members = members
    self.path = path
  }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// Whether the key's value is `null`, which is then taken.
  mutating func isNull(_ key: String) -> Bool {
    guard let index = members.firstIndex(where: { $0.key == key && $0.value == .null }) else { return false }
    members.remove(at: index)
    return true
  }

  mutating func value(_ key: String) throws(SummaryProblem) -> JSONValue {
    guard let index = members.firstIndex(where: { $0.key == key }) else {
      throw SummaryProblem(place: path, problem: "the key '\(key)' is missing")
    }
    return members.remove(at: index).value
  }

  mutating func object(_ key: String) throws(SummaryProblem) -> ObjectReader {
    try ObjectReader(value(key), path: place(key))
  }

  mutating func list(_ key: String) throws(SummaryProblem) -> [JSONValue] {
    guard case .list(let values) = try value(key) else { throw expected("a list", key) }
    return values
  }

  mutating func string(_ key: String) throws(SummaryProblem) -> String {
    guard case .string(let text) = try value(key) else { throw expected("a string", key) }
    return text
  }

  mutating func choice<Choice: RawRepresentable<String>>(_ key: String) throws(SummaryProblem) -> Choice {
    guard let choice = Choice(rawValue: try string(key)) else { throw expected("'completed' or 'diverged'", key) }
    return choice
  }

  mutating func integer(_ key: String) throws(SummaryProblem) -> Int {
    guard case .number(let digits) = try value(key), let number = Int(digits), number >= 0 else {
      throw expected("a whole number", key)
    }
    return number
  }

  /// `null` stands for what is not finite.
  mutating func float(_ key: String) throws(SummaryProblem) -> Float {
    let value = try value(key)
    if value == .null { return .nan }
    guard case .number(let digits) = value, let number = Float(digits) else { throw expected("a number or null", key) }
    return number
  }

  mutating func scores(_ metrics: [String], prefix: String) throws(SummaryProblem) -> Scores {
    let loss = try float(prefix + "loss")
    var values: [Float] = []
    for metric in metrics { values.append(try float(prefix + metric)) }
    return Scores(loss: loss, metrics: values)
  }

  func finish() throws(SummaryProblem) {
    guard let left = members.first else { return }
    throw SummaryProblem(place: place(left.key), problem: "an unknown key; a newer runner may have written it")
  }

  private func place(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

  private func expected(_ kind: String, _ key: String) -> SummaryProblem {
    SummaryProblem(place: place(key), problem: "\(kind) is expected")
  }
}
