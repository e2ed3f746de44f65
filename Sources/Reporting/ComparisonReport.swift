import Results
import Training

/// Several runs as a table, and for every two of them a sentence.
public struct ComparisonReport {
  private let comparison: Comparison
  /// Training time by run; never in a committed file, but beside the accuracy on a terminal.
  private let seconds: [String: Double]
  private let width: Int

  /// - Parameter width: the terminal's columns; a table that does not fit has a column a run instead of a row.
  public init(_ comparison: Comparison, seconds: [String: Double] = [:], width: Int? = nil) {
    self.comparison = comparison
    self.seconds = seconds
    self.width = width ?? .max
  }

  public var text: String {
    let verdicts = verdicts
    let table = table
    return (table.width > width ? table.transposed : table).text
      + (verdicts.isEmpty ? "" : "\n" + verdicts.map { $0 + "\n" }.joined())
  }

  private var table: TextTable {
    let data = comparison.table
    let hidden: Set = ["weights_sha256", comparison.runs.allSatisfy { $0.status == .completed } ? "status" : ""]
    let shown = data.header.indices.filter { !hidden.contains(data.header[$0]) }
    var columns = shown.map { column in
      (Self.title(data.header[column]), column < 2 ? TextTable.Alignment.left : .right)
    }
    var rows = data.rows.map { row in shown.map { cell(row[$0], column: data.header[$0]) } }
    if !seconds.isEmpty {
      columns.append(("seconds", .right))
      for (index, run) in comparison.runs.enumerated() {
        rows[index].append(seconds[run.name].map { fixed($0, decimals: 1) } ?? "")
      }
    }
    return TextTable(columns: columns, rows: rows)
  }

  private static func title(_ column: String) -> String {
    column == "multiply_adds" ? "multiply-adds" : column.replacing("_", with: " ")
  }

  /// The files' digits, rounded and grouped for reading.
  private func cell(_ text: String, column: String) -> String {
    if column == "name" || column == "status" { return text }
    if let number = Int(text) { return grouped(number) }
    return Float(text).map(score) ?? text
  }

  private var verdicts: [String] {
    let runs = comparison.runs
    return runs.indices.flatMap { first in
      runs[(first + 1)...].map { second in Self.verdict(runs[first], second) }
    }
  }

  static func verdict(_ a: RunSummary, _ b: RunSummary) -> String {
    for run in [a, b] where run.test == nil { return "\(run.name) diverged: it cannot be compared." }
    guard let pair = Comparison.Pair(a, b) else {
      return "\(a.name) and \(b.name) were not tested on the same images: they cannot be compared image by image."
    }
    return pair.verdict
  }
}

extension Comparison.Pair {
  /// `conv makes 103 fewer errors than dense in 10,000 (p = 8.66e-15): 40 images only dense gets wrong, …`
  public var verdict: String {
    let images = grouped(testCount)
    let difference = onlyBRight - onlyARight
    guard difference != 0 else {
      guard onlyARight > 0 else {
        return "\(a) and \(b) get the same \(images) images right and wrong: \(counted(bothWrong, "error")) each."
      }
      return "\(a) and \(b) make the same number of errors in \(images) (p = 1): "
        + "\(counted(onlyBRight, "image")) only \(a) gets wrong, \(grouped(onlyARight)) only \(b)."
    }
    let (better, worse) = difference > 0 ? (b, a) : (a, b)
    let fewer = counted(abs(difference), "fewer error")
    let (onlyBetterWrong, onlyWorseWrong) = difference > 0 ? (onlyARight, onlyBRight) : (onlyBRight, onlyARight)
    return "\(better) makes \(fewer) than \(worse) in \(images) (p = \(probability(p))): "
      + "\(counted(onlyBetterWrong, "image")) only \(better) gets wrong, \(grouped(onlyWorseWrong)) only \(worse)."
  }
}
