import Hashing
import Records
import Text

/// An unfinished run in one file, `results/<name>/checkpoint`: all that is needed to continue and end with the same
/// bits.
///
///     runner checkpoint 1
///     <SHA-256 of all that follows, hexadecimal>
///     <JSON: the summary so far, and the position of the training>
///     <safetensors: weights and the optimizer's arrays>
///
/// Self-contained: its summary records what the run is a function of (spec, data, numerics version), which decides
/// whether a run may continue from it.
public struct Checkpoint: Equatable, Sendable {
  /// With the history so far, and the status `unfinished`.
  public var summary: RunSummary
  public var state: TrainingState
  /// nil without `log_steps`.
  public var steps: [StepRecord]?
  /// How long each finished epoch took.
  public var timings: [EpochTiming]
  /// The seconds spent on the unfinished epoch.
  public var seconds: Double
  /// The spec's file as the user named it, for a message's next step; nil in older checkpoints.
  public var specFile: String?
  /// `KEY=VALUE` that were applied to the spec, likewise.
  public var overrides: [String]

  public init(
    summary: RunSummary, state: TrainingState, steps: [StepRecord]?, timings: [EpochTiming], seconds: Double,
    specFile: String? = nil, overrides: [String] = []
  ) {
    (self.specFile, self.overrides) = (specFile, overrides)
    self.summary = summary
    self.state = state
    self.steps = steps
    self.timings = timings
    self.seconds = seconds
  }

  public static func == (a: Checkpoint, b: Checkpoint) -> Bool { a.encoded() == b.encoded() }
}

/// Bytes that are not a complete checkpoint of this version.
public struct CheckpointProblem: Error, Equatable, Sendable {
  public var problem: String
}

extension Checkpoint {
  /// Whether all weights and all of the optimizer's state are finite.
  var isFinite: Bool { state.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) } }

  /// For the names of kept weights, which separates them from the model's own.
  private static let (keptPrefix, bestPrefix) = ("kept.", "best.")

  private static let title = "runner checkpoint 1\n"

  public func encoded() -> [UInt8] {
    let text = Array((json.line + "\n").utf8)
    let kept = [(Self.keptPrefix, state.kept), (Self.bestPrefix, state.best)].flatMap { prefix, tensors in
      tensors.map { $0.named(prefix + $0.name) }
    }
    let tensors = Safetensors.encode(state.tensors + kept)
    var hash = SHA256()
    hash.update(text)
    hash.update(tensors)
    var bytes = Array((Self.title + hash.finalize().hex + "\n").utf8)
    bytes.reserveCapacity(bytes.count + text.count + tensors.count)
    bytes += text
    bytes += tensors
    return bytes
  }

  /// - Throws: `CheckpointProblem` for anything but bytes written by `encoded`.
  public init(_ bytes: [UInt8]) throws(CheckpointProblem) {
    let title = Array(Self.title.utf8)
    guard bytes.starts(with: title) else { throw CheckpointProblem(problem: "is no checkpoint of this version") }
    let start = title.count + 65
    let body = Array(bytes.dropFirst(start))
    guard bytes.count > start, bytes[title.count..<start] == Array((SHA256.hash(body).hex + "\n").utf8)[...] else {
      throw CheckpointProblem(problem: "is damaged: its checksum is another")
    }
    // The checksum proves that some version of this program wrote this; what follows fails only for another program's
    // file.
    guard let end = body.firstIndex(of: UInt8(ascii: "\n")),
      let json = try? JSONValue(text: String(decoding: body[..<end], as: UTF8.self)),
      let tensors = try? Safetensors.decode(Array(body[(end + 1)...]))
    else { throw CheckpointProblem(problem: "is damaged") }
    do { try self.init(json, tensors) } catch {
      throw CheckpointProblem(problem: "holds something else than expected: \(error)")
    }
  }
}

extension Checkpoint {
  private var json: JSONValue {
    let members: [JSONValue.Member] = [
      .init("summary", summary.json),
      .init("finished_epochs", .integer(state.finishedEpochs)),
      .init("steps", .integer(state.steps)),
      .init("samples", .integer(state.sums.samples)),
      .init("loss_sum", .double(state.sums.loss)),
      .init("counts", .list(state.sums.metrics.map(JSONValue.double))),
      .init("seconds", .double(seconds)),
      .init("epoch_seconds", .list(timings.map { .double($0.seconds) })),
      .init("step_log", steps.map { .list($0.map(Self.row)) } ?? .null),
    ]
    return .object(
      members + (specFile.map { [.init("spec_file", .string($0))] } ?? [])
        + (overrides.isEmpty ? [] : [.init("overrides", .list(overrides.map(JSONValue.string)))]))
  }

  /// A step's own scores and the epoch's so far, and its rate if a schedule gave it; its numbers follow from its position.
  private static func row(_ step: StepRecord) -> JSONValue {
    let scores = [step.batch.loss] + step.batch.metrics + [step.running.loss] + step.running.metrics
    return .list((scores + (step.learningRate.map { [$0] } ?? [])).map(JSONValue.float))
  }

  private init(_ json: JSONValue, _ tensors: [NamedTensor]) throws(SummaryProblem) {
    let fields = CheckpointFields(json)
    summary = try RunSummary(text: (json["summary"] ?? .null).text)
    var sums = ScoreSums(metrics: try fields.list("counts").map(fields.sum))
    sums.samples = try fields.integer("samples")
    sums.loss = try fields.double("loss_sum")
    func kept(_ prefix: String) -> [NamedTensor] {
      tensors.compactMap { tensor in tensor.name.suffix(after: prefix).map(tensor.named) }
    }
    state = TrainingState(
      finishedEpochs: try fields.integer("finished_epochs"), steps: try fields.integer("steps"), sums: sums,
      tensors: tensors.filter { !$0.name.hasPrefix(Self.keptPrefix) && !$0.name.hasPrefix(Self.bestPrefix) },
      kept: kept(Self.keptPrefix), best: kept(Self.bestPrefix))
    seconds = try fields.double("seconds")
    if case .string(let file)? = json["spec_file"] { specFile = file } else { specFile = nil }
    overrides = []
    if case .list(let words)? = json["overrides"] {
      overrides = words.compactMap { if case .string(let word) = $0 { word } else { nil } }
    }
    let epochSeconds = try fields.list("epoch_seconds").map(fields.double)
    guard epochSeconds.count == state.finishedEpochs, summary.history.count == state.finishedEpochs else {
      throw SummaryProblem(place: "epoch_seconds", problem: "one an epoch is expected")
    }
    let (stepsPerEpoch, samples) = (try summary.stepsPerEpoch(), summary.data.trainingCount)
    timings = epochSeconds.enumerated().map { index, seconds in
      EpochTiming(epoch: index + 1, seconds: seconds, steps: stepsPerEpoch, samples: samples)
    }
    steps = try fields.steps(metrics: summary.metrics.count, perEpoch: stepsPerEpoch)
    // A product of numbers from an untrusted file must not overflow.
    guard stepsPerEpoch <= 1 << 32, state.finishedEpochs <= 1 << 24 else {
      throw SummaryProblem(place: "summary", problem: "more steps than any run has")
    }
    if let steps, steps.count != state.finishedEpochs * stepsPerEpoch + state.steps {
      throw SummaryProblem(place: "step_log", problem: "a row a step is expected")
    }
  }
}

extension RunSummary {
  /// Computed from the spec's `batch_size`.
  fileprivate func stepsPerEpoch() throws(SummaryProblem) -> Int {
    guard let batchSize = JSONValue(conditions.spec)["batch_size"]?.count, batchSize > 0 else {
      throw SummaryProblem(place: "summary.spec.batch_size", problem: "a whole number is expected")
    }
    return (conditions.data.trainingCount + batchSize - 1) / batchSize
  }
}

/// Reads the values of a checkpoint's JSON.
private struct CheckpointFields {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  func integer(_ key: String) throws(SummaryProblem) -> Int { try integer(json[key] ?? .null) }
  func double(_ key: String) throws(SummaryProblem) -> Double { try double(json[key] ?? .null) }

  func integer(_ value: JSONValue) throws(SummaryProblem) -> Int {
    guard let number = value.count else {
      throw SummaryProblem(place: "checkpoint", problem: "a whole number is expected")
    }
    return number
  }

  func double(_ value: JSONValue) throws(SummaryProblem) -> Double {
    guard case .number(let digits) = value, let number = Double(digits) else {
      throw SummaryProblem(place: "checkpoint", problem: "a number is expected")
    }
    return number
  }

  /// One that was not finite is null.
  func sum(_ value: JSONValue) throws(SummaryProblem) -> Double { value == .null ? .nan : try double(value) }

  func list(_ key: String) throws(SummaryProblem) -> [JSONValue] {
    guard case .list(let values)? = json[key] else {
      throw SummaryProblem(place: key, problem: "a list is expected")
    }
    return values
  }

  /// nil if no steps were logged.
  func steps(metrics: Int, perEpoch: Int) throws(SummaryProblem) -> [StepRecord]? {
    guard json["step_log"] != .null else { return nil }
    var records: [StepRecord] = []
    for row in try list("step_log") {
      guard case .list(let cells) = row, 0...1 ~= cells.count - 2 * (1 + metrics), perEpoch > 0 else {
        throw SummaryProblem(place: "step_log", problem: "a loss and the metrics are expected, twice")
      }
      let values = try cells.map { (cell) throws(SummaryProblem) -> Float in
        guard case .number(let digits) = cell, let value = Float(digits) else {
          throw SummaryProblem(place: "step_log", problem: "a number is expected")
        }
        return value
      }
      let (batch, running, rest) = (
        values[...metrics], values[(metrics + 1)..<2 * (metrics + 1)], values[(2 * (metrics + 1))...]
      )
      records.append(
        StepRecord(
          step: records.count + 1, epoch: records.count / perEpoch + 1, stepInEpoch: records.count % perEpoch + 1,
          stepsInEpoch: perEpoch, batch: Scores(loss: batch[0], metrics: Array(batch[1...])),
          running: Scores(loss: running[metrics + 1], metrics: Array(running[(metrics + 2)...])),
          learningRate: rest.first))
    }
    return records
  }
}
