import Records
import Text

extension RunSummary {
  /// `results/<name>.json`.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("status", .string(status.rawValue)),
      .init("name", .string(conditions.name)),
    ]
    if let divergence {
      // The loss that ended the run is listed where a reader looks for it, as null, because it is non-finite.
      let at: [JSONValue.Member] = [
        .init("epoch", .integer(divergence.epoch)), .init("step", .integer(divergence.step)), .init("loss", .null),
      ]
      members.append(.init("diverged_at", .object(at)))
    }
    members += [
      .init("spec", JSONValue(conditions.spec)),
      .init("data", conditions.data.json),
      .init("parameters", .integer(conditions.parameters)),
      .init("multiply_adds", .integer(conditions.multiplyAdds)),
      .init("history", .list(history.map(row))),
    ]
    if let stop {
      members.append(.init("stopped", .object([.init("epoch", .integer(stop.epoch)), .init("by", .string(stop.by))])))
    }
    if let savedEpoch { members.append(.init("saved_epoch", .integer(savedEpoch))) }
    if let best { members.append(.init("best", best.json)) }
    members += [
      .init("test", test.map(json) ?? .null),
      .init("weights_sha256", weightsHash.map(JSONValue.string) ?? .null),
      .init("numerics_version", .integer(conditions.numericsVersion)),
    ]
    return .object(members)
  }

  private func row(_ record: EpochRecord) -> JSONValue {
    var members: [JSONValue.Member] = [.init("epoch", .integer(record.epoch))]
    members += scores(record.training, prefix: "")
    if conditions.hasValidation, let validation = record.validation { members += scores(validation, prefix: "val_") }
    members.append(.init("learning_rate", .float(record.learningRate)))
    return .object(members)
  }

  private func json(_ test: TestSummary) -> JSONValue {
    .object(scores(test.scores, prefix: "") + test.answers.members)
  }

  private func scores(_ scores: Scores, prefix: String) -> [JSONValue.Member] {
    [.init(prefix + "loss", .float(scores.loss))]
      + zip(conditions.metrics, scores.metrics).map { .init(prefix + $0, .float($1)) }
  }
}

/// A summary that cannot be read: where in the document, and what was found.
public struct SummaryProblem: Error, Equatable, CustomStringConvertible {
  /// A line number if the JSON is malformed, a key path if its content is wrong.
  public var place: String
  public var problem: String

  public var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

extension JSONValue {
  init(summary text: String) throws(SummaryProblem) {
    do { self = try JSONValue(text: text) } catch {
      throw SummaryProblem(place: "line \(error.line)", problem: error.problem)
    }
  }
}

extension RunSummary {
  /// Reads `results/<name>.json`: every key must be there and of the right type, and there may be no others.
  public init(text: String) throws(SummaryProblem) { try self.init(JSONValue(summary: text)) }

  init(_ document: JSONValue) throws(SummaryProblem) {
    var root = try ObjectReader(document, path: "")
    let status: Status = try root.choice("status")
    let name = try root.name("name")
    let divergence = status == .diverged ? try Divergence(root.object("diverged_at")) : nil
    let specification = try root.value("spec")
    let spec = specification.config
    let metrics = try Self.metricNames(specification)
    let data = try DataSummary(root.object("data"))
    let parameters = try root.integer("parameters")
    let multiplyAdds = try root.integer("multiply_adds")
    var history: [EpochRecord] = []
    for (index, row) in try root.list("history").enumerated() {
      history.append(try EpochRecord(ObjectReader(row, path: "history[\(index)]"), metrics: metrics))
    }
    for (index, record) in history.enumerated() where record.epoch != index + 1 {
      throw SummaryProblem(place: "history[\(index)].epoch", problem: "\(index + 1) is expected")
    }
    let stop = root.has("stopped") ? try Stop(root.object("stopped")) : nil
    let savedEpoch = root.has("saved_epoch") ? try root.integer("saved_epoch") : nil
    let best = root.has("best") ? try BestEpoch(root.object("best")) : nil
    for (key, epoch) in [("stopped.epoch", stop?.epoch), ("saved_epoch", savedEpoch), ("best.epoch", best?.epoch)] {
      guard let epoch, !history.indices.contains(epoch - 1) else { continue }
      throw SummaryProblem(place: key, problem: "\(epoch), but there are \(history.count) epochs")
    }
    let test = root.isNull("test") ? nil : try TestSummary(root.object("test"), metrics: metrics, of: data)
    try test?.answers.requireFitting(data)
    let weightsHash = root.isNull("weights_sha256") ? nil : try root.string("weights_sha256")
    let numericsVersion = try root.integer("numerics_version")
    try root.finish()
    self.init(
      RunConditions(
        name: name, spec: spec, data: data, parameters: parameters, multiplyAdds: multiplyAdds, metrics: metrics,
        numericsVersion: numericsVersion),
      status: status, divergence: divergence, history: history, stop: stop, savedEpoch: savedEpoch, best: best,
      test: test, weightsHash: weightsHash)
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
    for (index, name) in names.enumerated() { try requireName(name, at: "spec.metrics[\(index)]") }
    return names
  }
}

extension Divergence {
  fileprivate init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    let epoch = try object.integer("epoch")
    let step = try object.integer("step")
    _ = try object.float("loss")
    try object.finish()
    self.init(epoch: epoch, step: step)
  }
}

extension Stop {
  fileprivate init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    self.init(epoch: try object.integer("epoch"), by: try object.name("by"))
    try object.finish()
  }
}

extension BestEpoch {
  fileprivate var json: JSONValue {
    .object([
      .init("epoch", .integer(epoch)), .init("value", .float(value)), .init("weights_sha256", .string(weightsHash)),
    ])
  }

  fileprivate init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    self.init(
      epoch: try object.integer("epoch"), value: try object.float("value"),
      weightsHash: try object.string("weights_sha256"))
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
