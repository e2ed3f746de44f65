import Machine
import Records
import Reporting
import Results
import Text
import Training

/// Shows a run's progress on stderr: a bar, a line per epoch, JSON objects, or nothing.
package final class ProgressDisplay {
  private let style: ProgressStyle
  private let terminal: any Terminal
  private let colored: Bool

  private var text = ProgressText(name: "", epochs: 0, metrics: [])
  private var metrics: [String] = []
  private var epoch = Stopwatch()
  /// Nil before an epoch's first bar.
  private var sinceBar: Stopwatch?
  /// The width of the bar's line in columns; 0 if there is no bar.
  private var drawnWidth = 0

  package init(_ style: ProgressStyle, _ terminal: any Terminal) {
    self.style = style.possible(on: terminal)
    self.terminal = terminal
    colored = terminal.isInteractive && (environmentVariable("NO_COLOR") ?? "").isEmpty
  }

  package func begin(_ experiment: Experiment, _ trainer: Trainer) {
    metrics = experiment.spec.metrics.map(\.name)
    text = ProgressText(name: experiment.name, epochs: experiment.spec.epochs, metrics: metrics)
    guard style != .none else { return }
    let (file, parameters) = (experiment.file, experiment.graph.parameters)
    let (samples, steps) = (trainer.trainingCount, trainer.stepsPerEpoch)
    let kind = experiment.dataset.interface.sampleKind
    terminal.say(
      text.start(file: file, parameters: parameters, samples: samples, kind, stepsPerEpoch: steps),
      text.title(file: file, parameters: parameters, samples: samples, kind, stepsPerEpoch: steps))
  }

  /// An interrupted run continues, or a finished one with more epochs.
  package func resume(_ state: TrainingState, stepsPerEpoch: Int, from origin: StartingPoint.Origin) {
    guard style != .none else { return }
    terminal.say(
      text.resume(of: origin, afterEpoch: state.finishedEpochs, step: state.steps),
      text.resumption(of: origin, afterEpoch: state.finishedEpochs, step: state.steps, of: stepsPerEpoch))
  }

  /// The last events of an interrupted run.
  package func interruption(_ state: TrainingState, of stepsPerEpoch: Int, after seconds: Double) -> [ProgressEvent] {
    let event = text.interrupted(afterEpoch: state.finishedEpochs, step: state.steps, of: stepsPerEpoch)
    return style == .json ? [event, text.interruptedEnd(after: seconds)] : [event]
  }

  /// - Parameter result: the summary's file; nil if none is written.
  package func end(_ summary: RunSummary, result: String?, after seconds: Double) {
    if style == .json { terminal.say(RunReport(summary).end(result: result, after: seconds)) }
  }

  package func beginEpoch(_ epoch: Int) {
    self.epoch.restart()
    sinceBar = nil
    if style == .bar { terminal.redraw(visible(text.heading(epoch: epoch)) + "\n") }
  }

  /// At most ten times a second: a terminal is slower than a step.
  package func show(_ step: borrowing StepRecord) {
    guard style == .bar else { return }
    if let sinceBar, sinceBar.seconds < 0.1 { return }
    sinceBar = Stopwatch()
    let perStep = epoch.seconds / Double(step.stepInEpoch)
    draw(
      ProgressBar(
        step: step.stepInEpoch, steps: step.stepsInEpoch,
        seconds: perStep * Double(step.stepsInEpoch - step.stepInEpoch), millisecondsPerStep: perStep * 1000,
        scores: text.named(step.running)))
  }

  /// - Parameter remarks: what rules have changed after the epoch. Programs see it in the next epoch's event.
  package func endEpoch(_ record: EpochRecord, _ timing: EpochTiming, remarks: [String] = []) {
    switch style {
    case .bar:
      draw(
        ProgressBar(
          step: timing.steps, steps: timing.steps, seconds: timing.seconds,
          millisecondsPerStep: timing.millisecondsPerStep, scores: text.named(record)))
      interrupt()
    case .plain, .json: terminal.say(text.epoch(record, timing), text.plainLine(record, timing))
    case .auto, .none: break
    }
    if [.bar, .plain].contains(style) { for remark in remarks { terminal.note("\(text.name): \(remark)") } }
  }

  /// Where a callback has ended the training, and which epoch's weights are saved.
  package func show(_ saved: ProgressEvent?) {
    if let saved, style != .none { terminal.say(saved) }
  }

  /// Leaves the bar as it is: what follows starts on a new line.
  package func interrupt() {
    if drawnWidth > 0 { terminal.redraw("\n") }
    drawnWidth = 0
  }

  /// Spaces, not an escape code, cover the rest of a longer line before.
  private func draw(_ bar: ProgressBar) {
    // One column stays free: some terminals wrap a line that fills the last one.
    let width = max(1, terminal.width - 1)
    let plainWidth = bar.text(width: width, colored: false).count
    let rest = String(repeating: " ", count: max(0, min(drawnWidth, width) - plainWidth))
    terminal.redraw("\r" + bar.text(width: width, colored: colored) + rest)
    drawnWidth = plainWidth
  }
}

/// How progress is shown.
package enum ProgressStyle: String, CaseIterable, Sendable {
  case auto, bar, plain, json, none
}

extension ProgressStyle {
  /// A redrawn line is only for terminals: in a file it would be a page of carriage returns.
  package func possible(on terminal: any Terminal) -> ProgressStyle {
    switch self {
    case .auto, .bar: terminal.isInteractive ? .bar : .plain
    case .plain, .json, .none: self
    }
  }
}
