import ExperimentSpec
import Training

/// Several runs side by side, and every two of them on the same test images.
public struct Comparison: Sendable {
  public var runs: [RunSummary]
  public var pairs: [Pair]

  /// Two runs on the same test images.
  public struct Pair: Equatable, Sendable {
    public var a: String
    public var b: String
    public var testCount: Int
    public var bothRight: Int
    public var onlyARight: Int
    public var onlyBRight: Int
    public var bothWrong: Int

    /// McNemar's exact two-sided p, three significant digits.
    public var p: Double {
      rounded(McNemar.exactP(onlyARight: onlyARight, onlyBRight: onlyBRight), significantDigits: 3)
    }
  }

  /// Pairs are formed of runs that finished and have seen the same test images.
  public init(_ runs: [RunSummary]) {
    self.runs = runs
    pairs = runs.indices.flatMap { first in
      runs[(first + 1)...].compactMap { Pair(runs[first], $0) }
    }
  }
}

extension Comparison.Pair {
  /// nil when one of them has no test result, or their test images are not the same.
  public init?(_ a: RunSummary, _ b: RunSummary) {
    guard let testOfA = a.test, let testOfB = b.test, a.data.hasSameTestImages(as: b.data) else { return nil }
    let wrongInA = Set(testOfA.misclassified)
    let bothWrong = testOfB.misclassified.count { wrongInA.contains($0) }
    self.init(
      a: a.name, b: b.name, testCount: a.data.testCount,
      bothRight: a.data.testCount - testOfA.errors - testOfB.errors + bothWrong,
      onlyARight: testOfB.errors - bothWrong, onlyBRight: testOfA.errors - bothWrong, bothWrong: bothWrong)
  }
}

extension DataSummary {
  /// The last two files are the test set's; a limit takes the first of them.
  func hasSameTestImages(as other: DataSummary) -> Bool {
    testCount == other.testCount && files.suffix(2).map(\.sha256) == other.files.suffix(2).map(\.sha256)
  }
}

extension Comparison {
  /// A row a run. A metric that only some of the runs have leaves empty cells in the others.
  public var table: CSVTable {
    let rows = self.rows
    let header = columns
    return CSVTable(
      header: header,
      rows: rows.map { row in
        header.map { column in row.first { $0.key == column }?.value.cell ?? "" }
      })
  }

  /// `comparison.json`: `runs`, the table's rows, and `pairs`.
  public var json: JSONValue {
    .object([
      .init("runs", .list(rows.map(JSONValue.object))),
      .init("pairs", .list(pairs.map(\.json))),
    ])
  }

  /// The columns' order, metrics in the order in which the runs bring them.
  private var columns: [String] {
    var metrics: [String] = []
    for metric in runs.flatMap(\.metrics) where !metrics.contains(metric) { metrics.append(metric) }
    let scores = ["loss"] + metrics
    let validation = runs.contains(where: \.hasValidation) ? scores.map { "val_" + $0 } : []
    return ["name", "status", "parameters", "multiply_adds", "epochs", "batch_size"] + scores + validation
      + scores.map { "test_" + $0 } + ["test_errors", "weights_sha256"]
  }

  private var rows: [[JSONValue.Member]] { runs.map(row) }

  private func row(_ run: RunSummary) -> [JSONValue.Member] {
    let spec = JSONValue(run.spec)
    var row: [JSONValue.Member] = [
      .init("name", .string(run.name)),
      .init("status", .string(run.status.rawValue)),
      .init("parameters", .integer(run.parameters)),
      .init("multiply_adds", .integer(run.multiplyAdds)),
      .init("epochs", .integer(run.history.count)),
      .init("batch_size", spec["batch_size"] ?? .null),
    ]
    row += scores(run.history.last?.training, of: run, prefix: "")
    if run.hasValidation { row += scores(run.history.last?.validation, of: run, prefix: "val_") }
    row += scores(run.test?.scores, of: run, prefix: "test_")
    row.append(.init("test_errors", run.test.map { .integer($0.errors) } ?? .null))
    row.append(.init("weights_sha256", run.weightsHash.map(JSONValue.string) ?? .null))
    return row
  }

  private func scores(_ scores: Scores?, of run: RunSummary, prefix: String) -> [JSONValue.Member] {
    (["loss"] + run.metrics).enumerated().map { index, name in
      guard let scores else { return .init(prefix + name, .null) }
      return .init(prefix + name, .float(index == 0 ? scores.loss : scores.metrics[index - 1]))
    }
  }
}

extension Comparison.Pair {
  var json: JSONValue {
    .object([
      .init("a", .string(a)),
      .init("b", .string(b)),
      .init("test_images", .integer(testCount)),
      .init("both_right", .integer(bothRight)),
      .init("only_a_right", .integer(onlyARight)),
      .init("only_b_right", .integer(onlyBRight)),
      .init("both_wrong", .integer(bothWrong)),
      .init("mcnemar_exact_p", .double(p)),
    ])
  }
}

extension JSONValue {
  /// A leaf as a CSV cell.
  var cell: String {
    switch self {
    case .null: ""
    case .string(let text): text
    case .number(let digits): digits
    default: line
    }
  }
}
