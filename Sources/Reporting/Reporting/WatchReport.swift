import Records
import Statistics
import Text

/// A run as its files tell it while another process trains it.
public struct WatchedRun: Equatable, Sendable {
  public enum State: Int, Sendable {
    /// Its epochs so far are in history.csv.
    case begun
    case completed
    case diverged
    case waiting
  }

  package var name: String
  package var state: State
  /// nil if it is not known.
  package var plannedEpochs: Int?
  /// What is shown of each epoch so far, such as `val_accuracy`.
  package var column: String
  package var values: [Double]
  /// Seconds since the last epoch; nil for a run that has ended, or has not begun.
  package var age: Int?

  package init(
    name: String, state: State, plannedEpochs: Int?, column: String = "", values: [Double] = [], age: Int? = nil
  ) {
    (self.name, self.state, self.plannedEpochs) = (name, state, plannedEpochs)
    (self.column, self.values, self.age) = (column, values, age)
  }
}

/// What `runner watch` shows.
public struct WatchReport {
  private let runs: [WatchedRun]

  public init(_ runs: [WatchedRun]) { self.runs = runs }

  public var isFinished: Bool { runs.allSatisfy { $0.state == .completed || $0.state == .diverged } }

  /// The runs that are being trained first, then those that have ended, then those that wait; no more lines than a terminal has.
  public func text(height: Int?) -> String {
    let sorted = runs.enumerated().sorted {
      ($0.element.state.rawValue, $0.offset) < ($1.element.state.rawValue, $1.offset)
    }
    .map(\.element)
    let room = height.map { max(1, $0 - 6) } ?? runs.count
    let shown = sorted.prefix(room)
    let column = runs.first { !$0.column.isEmpty }?.column ?? "loss"
    let scale = Scale(shown.flatMap { $0.values.suffix(Self.mostEpochs) })
    let table = TextTable(
      columns: [
        ("run", .left), ("state", .left), (column.replacing("_", with: " "), .right), ("best", .right),
        ("epoch by epoch", .left),
        ("last epoch", .right),
      ],
      rows: shown.map { run in
        [
          run.name, run.stateWords, run.values.last.map { score(Float($0)) } ?? "",
          run.best.map { score(Float($0)) } ?? "", scale.line(run.values.suffix(Self.mostEpochs)),
          run.age.map { duration(Double($0)) + " ago" } ?? "",
        ]
      })
    let left = sorted.count - shown.count
    return table.text + (left > 0 ? "… and \(grouped(left)) more\n" : "") + "\n" + counts + "\n"
  }

  private static let mostEpochs = 24

  /// `2 begun, 3 completed, 1 waiting`
  private var counts: String {
    let words = [
      (WatchedRun.State.begun, "begun"), (.completed, "completed"), (.diverged, "diverged"), (.waiting, "waiting"),
    ]
    return words.compactMap { state, word in
      let count = runs.count { $0.state == state }
      return count == 0 ? nil : "\(grouped(count)) \(word)"
    }.joined(separator: ", ")
  }
}

extension WatchedRun {
  fileprivate var stateWords: String {
    switch state {
    case .waiting: "waiting"
    case .begun: "epoch \(grouped(values.count))" + (plannedEpochs.map { " of \(grouped($0))" } ?? "")
    case .completed: "completed, \(counted(values.count, "epoch"))"
    case .diverged: "diverged in epoch \(grouped(values.count + 1))"
    }
  }

  fileprivate var best: Double? {
    values.reduce(nil as Double?) { best, value in
      best.map { isBetter(value, than: $0, in: column) ? value : $0 } ?? value
    }
  }
}

/// The heights of bars of text.
private struct Scale {
  private let range: ClosedRange<Double>
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  init(_ values: [Double]) { range = (values.min() ?? 0)...(values.max() ?? 1) }

  func line(_ values: some Sequence<Double>) -> String {
    let length = range.upperBound - range.lowerBound
    return String(
      values.map { value in
        let place = length > 0 ? (value - range.lowerBound) / length : 0.5
        return Self.bars[min(Self.bars.count - 1, Int(place * Double(Self.bars.count)))]
      })
  }
}
