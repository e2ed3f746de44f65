import Catalog
import Records
import Results
import Text

/// The progress of a run as events.
extension ProgressText {
  public func start(
    file: String, parameters: Int, samples: Int, _ kind: SampleKind, stepsPerEpoch: Int
  ) -> ProgressEvent {
    ProgressEvent(
      .start,
      [
        .init("name", .string(name)), .init("epochs", .integer(epochs)),
        .init("steps_per_epoch", .integer(stepsPerEpoch)), .init("training_" + kind.plural, .integer(samples)),
        .init("parameters", .integer(parameters)), .init("file", .string(file)),
      ])
  }

  public func resume(
    of origin: StartingPoint.Origin = .interrupted, afterEpoch epoch: Int, step: Int
  ) -> ProgressEvent {
    let event = ProgressEvent(.resume, place(afterEpoch: epoch, step: step))
    guard case .finished(let run) = origin else { return event }
    return event.with("finished_run", .string(run))
  }

  public func epoch(_ record: EpochRecord, _ timing: EpochTiming) -> ProgressEvent {
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("epoch", .integer(record.epoch)), .init("epochs", .integer(epochs)),
    ]
    members += named(record).map { .init($0.name, .float($0.value)) }
    members.append(.init("learning_rate", .float(record.learningRate)))
    members.append(.init("seconds", seconds(timing.seconds)))
    members.append(.init("milliseconds_per_step", seconds(timing.millisecondsPerStep)))
    return ProgressEvent(.epoch, members)
  }

  /// - Parameter steps: the number of steps in an epoch.
  public func interrupted(afterEpoch epoch: Int, step: Int, of steps: Int) -> ProgressEvent {
    let message = interruption(afterEpoch: epoch, step: step, of: steps)
    return ProgressEvent(.interrupted, place(afterEpoch: epoch, step: step) + [.init("message", .string(message))])
  }

  private func place(afterEpoch epoch: Int, step: Int) -> [JSONValue.Member] {
    [.init("name", .string(name)), .init("finished_epochs", .integer(epoch)), .init("steps", .integer(step))]
  }

  /// The end of a run that has no result.
  public func interruptedEnd(after time: Double) -> ProgressEvent {
    ProgressEvent(
      .end,
      [
        .init("name", .string(name)), .init("status", .string("interrupted")), .init("test", .null),
        .init("weights_sha256", .null), .init("result", .null), .init("seconds", seconds(time)),
      ])
  }

  /// `dense: Epoch 3/10 - 0.6s - …` for an epoch's event; nil for any other. A sweep shows this for its tasks.
  public static func plainLine(_ event: ProgressEvent) -> String? {
    guard event.kind == .epoch, let name = event.text("name") else { return nil }
    func digits(_ key: String) -> String { event[key]?.line ?? "" }
    func number(_ key: String) -> Double { Double(digits(key)) ?? 0 }
    let known: Set = ["name", "epoch", "epochs", "learning_rate", "seconds", "milliseconds_per_step"]
    let scores = event.members.filter { !known.contains($0.key) }
    let parts =
      [
        "\(name): Epoch \(digits("epoch"))/\(digits("epochs"))", duration(number("seconds")),
        stepDuration(milliseconds: number("milliseconds_per_step")),
      ] + scores.map { "\($0.key): \(Float($0.value.line).map(score) ?? "")" }
    return parts.joined(separator: " - ")
  }
}

extension RunReport {
  /// The event of a run whose numbers have become non-finite.
  public var diverged: ProgressEvent {
    ProgressEvent(
      .diverged,
      [
        .init("name", .string(summary.name)),
        .init("epoch", summary.divergence.map { .integer($0.epoch) } ?? .null),
        .init("step", summary.divergence.map { .integer($0.step) } ?? .null), .init("message", .string(advice)),
      ])
  }

  /// Where a callback has ended the training, and which epoch's weights are saved; nil if that is the last of all.
  public func saved(because reason: String?) -> ProgressEvent? {
    guard let ending = ending(because: reason), let record = summary.savedRecord else { return nil }
    let stop = summary.stop.map { [JSONValue.Member("stopped_by", .string($0.by))] } ?? []
    return ProgressEvent(
      .saved,
      [
        .init("name", .string(summary.name)), .init("epoch", .integer(record.epoch)),
        .init("epochs", .integer(summary.history.count)),
      ] + stop + [.init("message", .string("\(summary.name): \(ending)"))])
  }

  /// - Parameter result: the summary's file; nil if none is written.
  public func end(result: String?, after time: Double) -> ProgressEvent {
    ProgressEvent(
      .end,
      [
        .init("name", .string(summary.name)), .init("status", .string(summary.status.rawValue)),
        .init("test", test), .init("weights_sha256", summary.weightsHash.map(JSONValue.string) ?? .null),
        .init("result", result.map(JSONValue.string) ?? .null), .init("seconds", seconds(time)),
      ])
  }

  private var test: JSONValue {
    guard let test = summary.test else { return .null }
    let scores = zip(["loss"] + summary.metrics, [test.scores.loss] + test.scores.metrics)
    let errors = test.errors.map { [JSONValue.Member("errors", .integer($0))] } ?? []
    let count = JSONValue.Member(summary.data.kind.plural, .integer(summary.data.testCount))
    return .object(scores.map { .init($0, .float($1)) } + errors + [count])
  }
}

private func seconds(_ value: Double) -> JSONValue { .number(fixed(value, decimals: 3)) }
