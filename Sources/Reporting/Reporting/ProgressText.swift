import Catalog
import Records
import Results
import Text

/// The wording of a run's progress. Where and when it is printed is not decided here.
public struct ProgressText: Sendable {
  public let name: String
  let epochs: Int
  private let metrics: [String]

  public init(name: String, epochs: Int, metrics: [String]) {
    self.name = name
    self.epochs = epochs
    self.metrics = metrics
  }

  public func heading(epoch: Int) -> String { "Epoch \(epoch)/\(epochs)" }

  /// `Epoch 3/10 - 0.6s - 5ms/step - loss: 0.1105 - accuracy: 0.9676`
  public func plainLine(_ record: EpochRecord, _ timing: EpochTiming) -> String {
    var parts = [
      heading(epoch: record.epoch), duration(timing.seconds), stepDuration(milliseconds: timing.millisecondsPerStep),
    ]
    parts += named(record).map { "\($0.name): \(score($0.value))" }
    return parts.joined(separator: " - ")
  }

  /// `dense (experiments/dense.yaml): 437,530 parameters, 60,000 training images, 120 steps an epoch`
  public func title(
    file: String, parameters: Int, samples: Int, _ kind: SampleKind, stepsPerEpoch: Int
  ) -> String {
    "\(name) (\(file)): \(counted(parameters, "parameter")), \(counted(samples, "training \(kind.noun)")), "
      + "\(counted(stepsPerEpoch, "step")) an epoch"
  }

  /// `dense: an interrupted run goes on within epoch 4 of 10, after step 57 of 120`
  public func resumption(
    of origin: StartingPoint.Origin = .interrupted, afterEpoch epoch: Int, step: Int, of steps: Int
  ) -> String {
    var run: String?
    if case .finished(let finished) = origin { run = finished }
    return "\(name): \(Self.resumed(run, as: name)) goes on \(place(afterEpoch: epoch, step: step, of: steps))"
  }

  /// - Parameter finished: the finished run from which this one continues; nil for an interrupted one.
  public static func resumed(_ finished: String?, as name: String) -> String {
    guard let finished else { return "an interrupted run" }
    return finished == name ? "the finished run" : "the finished run \(finished)"
  }

  /// `dense: interrupted within epoch 4 of 10, after step 57 of 120; the same command goes on from there`
  public func interruption(afterEpoch epoch: Int, step: Int, of steps: Int) -> String {
    "\(name): interrupted \(place(afterEpoch: epoch, step: step, of: steps)); the same command goes on from there"
  }

  private func place(afterEpoch epoch: Int, step: Int, of steps: Int) -> String {
    if step == 0 { return "after epoch \(grouped(epoch)) of \(grouped(epochs))" }
    return "within epoch \(grouped(epoch + 1)) of \(grouped(epochs)), after step \(grouped(step)) of \(grouped(steps))"
  }

  /// Training scores with their names.
  public func named(_ scores: Scores) -> [(name: String, value: Float)] { named(scores, prefix: "") }

  /// All of an epoch's scores with their names.
  public func named(_ record: EpochRecord) -> [(name: String, value: Float)] {
    named(record.training, prefix: "") + (record.validation.map { named($0, prefix: "val_") } ?? [])
  }

  private func named(_ scores: Scores, prefix: String) -> [(name: String, value: Float)] {
    [(prefix + "loss", scores.loss)] + zip(metrics, scores.metrics).map { (prefix + $0, $1) }
  }
}

/// Keras's progress bar, without its newline.
///
///     120/120 ━━━━━━━━━━━━━━━━━━━━ 0s 5ms/step - loss: 0.1105 - accuracy: 0.9676
public struct ProgressBar: Sendable {
  public var step: Int
  public var steps: Int
  /// The time left in this epoch while it lasts, then that of the whole epoch.
  public var seconds: Double
  public var millisecondsPerStep: Double
  /// In the order of the plain line and the files; Keras's own bar sorts them by name.
  public var scores: [(name: String, value: Float)]

  public init(
    step: Int, steps: Int, seconds: Double, millisecondsPerStep: Double, scores: [(name: String, value: Float)]
  ) {
    self.step = step
    self.steps = steps
    self.seconds = seconds
    self.millisecondsPerStep = millisecondsPerStep
    self.scores = scores
  }

  /// - Parameters:
  ///   - width: the terminal's columns. The bar shrinks from Keras's 20 to 5, then the scores at the end are cut.
  ///   - colored: whether the finished part may be green; the text is the same.
  public func text(width: Int, colored: Bool) -> String {
    let count = String(step).leftPadded(toWidth: String(steps).count) + "/\(steps) "
    var rest = " \(clock) \(stepDuration(milliseconds: millisecondsPerStep))"
    rest += scores.map { " - \($0.name): \(score($0.value))" }.joined()
    let barWidth = min(20, max(5, width - count.count - rest.count))
    let done = steps > 0 ? barWidth * min(step, steps) / steps : barWidth
    let bar = String(repeating: "━", count: done) + String(repeating: colored ? "━" : "╌", count: barWidth - done)
    let line = String((count + bar + rest).prefix(width))
    guard colored, line.count >= count.count + barWidth else { return line }
    let (start, end) = (count.count, count.count + barWidth)
    let green = "\u{1B}[32m" + line.dropFirst(start).prefix(done)
    let grey = "\u{1B}[90m" + line.dropFirst(start + done).prefix(barWidth - done) + "\u{1B}[0m"
    return String(line.prefix(start)) + green + grey + String(line.dropFirst(end))
  }

  /// Keras's: `0s`, `12s`, `1:05`, `1:02:03`.
  private var clock: String {
    let whole = Int(max(0, min(seconds, 1e9)))
    if whole < 60 { return "\(whole)s" }
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}
