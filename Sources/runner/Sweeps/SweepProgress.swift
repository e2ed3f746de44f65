import Reporting
import Results

/// Shows how a sweep goes on, on stderr: one line that is redrawn, a line an epoch, the tasks' JSON lines, or nothing.
final class SweepProgress {
  private let style: ProgressStyle
  private let rankBy: String?
  private let total: Int
  private let start = ContinuousClock.now
  private var done: Int
  /// Forecast seconds of work by run, of those that are to be trained.
  private let work: [String: Double]
  /// What part of its work each run has done.
  private var parts: [String: Double] = [:]
  /// Under way: name and epochs done.
  private var running: [(name: String, epoch: Int, epochs: Int)] = []
  /// What a cluster's queue holds of them.
  private var queue: String?
  private var line = StatusLine()

  /// - Parameters:
  ///   - total: how many runs the sweep has, `done` of which need no training.
  ///   - work: forecast seconds of each of the others, where they are known.
  init(_ options: ProgressOptions, rankBy: String?, total: Int, done: Int, work: [String: Double]) {
    style = ProgressDisplay.style(options)
    self.rankBy = rankBy
    self.total = total
    self.done = done
    self.work = work
  }

  func begin(_ run: SweepRun) { running.append((run.name, 0, run.experiment.spec.epochs)) }

  /// Shows a task's line. False for one that is no progress but a message, which is shown as well.
  func show(_ text: String) -> Bool {
    guard let event = try? JSONValue(text: text), case .string(let name)? = event["name"], event["event"] != nil else {
      note(text)
      return false
    }
    if case .number(let digits)? = event["epoch"] ?? event["finished_epochs"], let epoch = Int(digits),
      let index = running.firstIndex(where: { $0.name == name })
    {
      running[index].epoch = epoch
      parts[name] = Double(epoch) / Double(max(1, running[index].epochs))
      if event["event"] == .string("resume"), style == .plain || style == .bar {
        let finished: String? = if case .string(let run)? = event["finished_run"] { run } else { nil }
        let what = finished.map { $0 == name ? "the finished run" : "the finished run \($0)" } ?? "an interrupted run"
        note("\(name): \(what) goes on after epoch \(epoch) of \(running[index].epochs)")
      }
    }
    switch style {
    case .json: Console.note(text)
    case .plain:
      if let line = ProgressText.plainLine(event: event) { Console.note(line) }
    case .auto, .bar, .none: break
    }
    return true
  }

  func finish(_ run: SweepRun, _ summary: RunSummary) {
    end(run)
    guard style == .plain || style == .bar else { return }
    note("[\(done)/\(total)] " + RunReport(summary).outcome(rankedBy: rankBy))
  }

  func fail(_ run: SweepRun, _ reason: String) {
    end(run)
    note("[\(done)/\(total)] \(run.name) FAILED: \(reason)")
  }

  /// Another process trains this run.
  func wait(for run: SweepRun) {
    running.removeAll { $0.name == run.name }
    if style == .plain || style == .bar { note("\(run.name): another process is training it") }
  }

  /// A run under way waits again for its turn.
  func requeue(_ run: SweepRun) {
    running.removeAll { $0.name == run.name }
    if style == .plain || style == .bar { note("\(run.name): back in the queue") }
  }

  /// What the executor says of the whole sweep: a sentence for people, an event for programs.
  func announce(_ text: String, _ event: JSONValue) {
    switch style {
    case .json: Console.note(event.line)
    case .plain, .bar: note(text)
    case .auto, .none: break
    }
  }

  /// A warning or an error, in every style.
  func warn(_ text: String) { note(text) }

  /// A run that goes on in a moment.
  func pause(_ run: SweepRun) { running.removeAll { $0.name == run.name } }

  func isRunning(_ run: SweepRun) -> Bool { running.contains { $0.name == run.name } }

  /// What a cluster's queue holds of the sweep; `reason` is why the runs there wait. Shown when it has changed.
  func showQueue(_ sweep: String, running: Int, waiting: Int, reason: String?) {
    let why = reason.flatMap { $0.isEmpty || $0 == "None" ? nil : " (\($0))" } ?? ""
    let text = "\(running) running, \(waiting) waiting" + why
    guard text != queue else { return }
    queue = running + waiting > 0 ? text : nil
    guard queue != nil else { return }
    switch style {
    case .plain: note("\(sweep): \(text)")
    case .json:
      let event: [JSONValue.Member] = [
        .init("event", .string("queue")), .init("sweep", .string(sweep)), .init("running", .integer(running)),
        .init("waiting", .integer(waiting)), .init("reason", waiting > 0 ? .string(reason ?? "") : .null),
      ]
      Console.note(JSONValue.object(event).line)
    case .auto, .bar, .none: break
    }
  }

  /// Redraws the line.
  func tick() {
    guard style == .bar else { return }
    let names = running.map { "\($0.name) \($0.epoch)/\($0.epochs)" }
    let left = secondsLeft.map { "about \(duration($0)) left" }
    let parts = ["\(done)/\(total) runs", queue].compactMap(\.self) + names + [left].compactMap(\.self)
    line.draw(parts.joined(separator: " · "))
  }

  func end() { line.clear() }

  private func end(_ run: SweepRun) {
    done += 1
    parts[run.name] = 1
    running.removeAll { $0.name == run.name }
  }

  /// What the work done so far took, scaled to what is left.
  private var secondsLeft: Double? {
    let all = work.values.reduce(0, +)
    let finished = parts.reduce(0) { $0 + $1.value * (work[$1.key] ?? 0) }
    guard finished > 0, all > finished else { return nil }
    return (ContinuousClock.now - start) / .seconds(1) * (all - finished) / finished
  }

  private func note(_ text: String) {
    line.clear()
    Console.note(text)
  }
}

/// One line of a terminal that is written again and again. Spaces, not an escape code, cover a longer line before.
private struct StatusLine {
  private var width = 0

  mutating func draw(_ text: String) {
    let text = text.prefix(max(1, Console.width - 1))
    Console.progress("\r" + text + String(repeating: " ", count: max(0, width - text.count)))
    width = text.count
  }

  mutating func clear() {
    guard width > 0 else { return }
    Console.progress("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }
}
