import Machine
import Records
import Reporting
import Runs
import Text

/// Shows a sweep's progress on stderr: one line that is redrawn, a line per epoch, events, or nothing.
package final class SweepProgress {
  private let style: ProgressStyle
  private let sweep: String
  private let rankBy: String?
  private let total: Int
  private let stopwatch = Stopwatch()
  private var done: Int
  private var diverged: Int
  private var failed = 0
  /// Forecast seconds of work for each run to train; for one that was ended early, up to there.
  private var work: [String: Double]
  /// Whether some of them may be ended early.
  private let mayStop: Bool
  /// The fraction of its work that each run has done.
  private var parts: [String: Double] = [:]
  /// The runs that are under way, with their finished epochs.
  private var running: [(name: String, epoch: Int, epochs: Int)] = []
  /// A cluster queue's state.
  private var queue: String?
  private var line: StatusLine
  package let terminal: any Terminal

  /// - Parameter work: forecast seconds of each run to train, if known.
  package init(_ style: ProgressStyle, _ plan: SweepPlan, work: [String: Double], _ terminal: any Terminal) {
    self.style = style.possible(on: terminal)
    self.terminal = terminal
    line = StatusLine(terminal)
    sweep = plan.sweep.name
    rankBy = plan.sweep.rankBy
    total = plan.sweep.runs.count
    done = plan.recorded.count
    diverged = plan.recorded.count { $0.status == .diverged }
    self.work = work
    mayStop = plan.pending.contains { $0.experiment.spec.mayStop }
    if style == .json { terminal.say(state()) }
  }

  package func begin(_ run: SweepRun) { running.append((run.name, 0, run.experiment.spec.epochs)) }

  /// Shows a task's event.
  package func show(_ event: ProgressEvent) {
    noteProgress(event)
    switch event.kind {
    case .start, .end: if style == .json { say(event) }
    case .resume: announce(event, resumption(event))
    case .epoch: if style != .bar { announce(event, ProgressText.plainLine(event)) }
    case .saved: if style != .bar { announce(event) }
    default: say(event)
    }
  }

  private func noteProgress(_ event: ProgressEvent) {
    guard let epoch = event.integer("epoch") ?? event.integer("finished_epochs"), let name = event.text("name"),
      let index = running.firstIndex(where: { $0.name == name })
    else { return }
    running[index].epoch = epoch
    parts[name] = Double(epoch) / Double(max(1, running[index].epochs))
  }

  private func resumption(_ event: ProgressEvent) -> String? {
    guard let name = event.text("name"), let run = running.first(where: { $0.name == name }) else { return nil }
    let what = ProgressText.resumed(event.text("finished_run"), as: name)
    return "\(name): \(what) goes on after epoch \(run.epoch) of \(run.epochs)"
  }

  package func finish(_ run: SweepRun, _ summary: RunSummary) {
    if summary.status == .diverged { diverged += 1 }
    if let stop = summary.stop { work[run.name]? *= Double(stop.epoch) / Double(run.experiment.spec.epochs) }
    end(run)
    announce(
      state(run, summary.status.rawValue),
      "[\(done)/\(total)] " + RunReport(summary).outcome(rankedBy: rankBy))
  }

  /// - Parameter errors: those that the run's task reported.
  package func fail(_ run: SweepRun, _ reason: String, _ errors: [ProgressEvent]) {
    failed += 1
    end(run)
    guard terminal.speaksJSON else { return say(.note("[\(done)/\(total)] \(run.name) FAILED: \(reason)")) }
    for error in errors.isEmpty ? [.error(reason)] : errors { say(error.with("name", .string(run.name))) }
    announce(state(run, "failed"))
  }

  /// How many runs have ended, and which one just ended, and how.
  private func state(_ run: SweepRun? = nil, _ status: String? = nil) -> ProgressEvent {
    ProgressEvent(
      .sweep,
      [
        .init("sweep", .string(sweep)), .init("runs", .integer(total)), .init("done", .integer(done)),
        .init("diverged", .integer(diverged)), .init("failed", .integer(failed)),
        .init("name", run.map { .string($0.name) } ?? .null), .init("status", status.map(JSONValue.string) ?? .null),
      ])
  }

  /// Another process is training it.
  package func wait(for run: SweepRun) {
    running.removeAll { $0.name == run.name }
    announce(.note("\(run.name): another process is training it", name: run.name))
  }

  /// A run under way is queued again.
  package func requeue(_ run: SweepRun) {
    running.removeAll { $0.name == run.name }
    announce(.note("\(run.name): back in the queue", name: run.name))
  }

  /// An event for programs; for people its sentence, or another text. Nothing if only errors are wanted.
  package func announce(_ event: ProgressEvent, _ text: String? = nil) {
    if style != .none { say(event, text) }
  }

  /// The same in every style.
  package func say(_ event: ProgressEvent, _ text: String? = nil) {
    line.clear()
    terminal.say(event, text)
  }

  /// A run has stopped, and will soon continue.
  package func pause(_ run: SweepRun) { running.removeAll { $0.name == run.name } }

  package func isRunning(_ run: SweepRun) -> Bool { running.contains { $0.name == run.name } }

  /// How many of the sweep's runs are in a cluster's queue, and the `reason` why some wait. Shown if changed.
  package func showQueue(running: Int, waiting: Int, reason: String?) {
    let why = reason.flatMap { $0.isEmpty || $0 == "None" ? nil : " (\($0))" } ?? ""
    let text = "\(running) running, \(waiting) waiting" + why
    guard text != queue else { return }
    queue = running + waiting > 0 ? text : nil
    guard queue != nil, style != .bar else { return }
    let event = ProgressEvent(
      .queue,
      [
        .init("sweep", .string(sweep)), .init("running", .integer(running)), .init("waiting", .integer(waiting)),
        .init("reason", waiting > 0 ? .string(reason ?? "") : .null),
      ])
    announce(event, "\(sweep): \(text)")
  }

  /// Redraws the line.
  package func tick() {
    guard style == .bar else { return }
    let names = running.map { "\($0.name) \($0.epoch)/\($0.epochs)" }
    let left = secondsLeft.map { "\(mayStop ? "≤" : "about") \(duration($0)) left" }
    let parts = ["\(done)/\(total) runs", queue].compactMap(\.self) + names + [left].compactMap(\.self)
    line.draw(parts.joined(separator: " · "))
  }

  package func end() { line.clear() }

  private func end(_ run: SweepRun) {
    done += 1
    parts[run.name] = 1
    running.removeAll { $0.name == run.name }
  }

  /// The time of the work so far, scaled to the remaining work.
  private var secondsLeft: Double? {
    let all = work.values.reduce(0, +)
    let finished = parts.reduce(0) { $0 + $1.value * (work[$1.key] ?? 0) }
    guard finished > 0, all > finished else { return nil }
    return stopwatch.seconds * (all - finished) / finished
  }
}

/// One terminal line that is redrawn. Spaces, not an escape code, cover the rest of a longer line before.
private struct StatusLine {
  private let terminal: any Terminal
  private var width = 0

  init(_ terminal: any Terminal) { self.terminal = terminal }

  mutating func draw(_ text: String) {
    let text = text.prefix(max(1, terminal.width - 1))
    terminal.redraw("\r" + text + String(repeating: " ", count: max(0, width - text.count)))
    width = text.count
  }

  mutating func clear() {
    guard width > 0 else { return }
    terminal.redraw("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }
}
