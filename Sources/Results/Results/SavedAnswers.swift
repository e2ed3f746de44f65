import Catalog
import Records
import Text

/// predictions.csv read back.
public enum SavedAnswers: Equatable, Sendable {
  case classes(SavedPredictions)
  case values(SavedValues)

  /// - Parameter target: as the run's summary has it.
  public init(_ bytes: [UInt8], _ target: DataInterface.Target?) throws(SummaryProblem) {
    guard let target else {
      self = .classes(try SavedPredictions(bytes))
      return
    }
    guard let table = CSVTable(text: String(decoding: bytes, as: UTF8.self)),
      let columns = PredictionColumns(table.header, target)
    else { throw SummaryProblem(place: "line 1", problem: "the header of predictions.csv is expected") }
    switch target {
    case .classes(let names): self = .classes(try SavedPredictions(table, columns, names))
    case .values(let names): self = .values(try SavedValues(table, columns, names))
    }
  }

  /// How many samples there are.
  public var count: Int {
    switch self {
    case .classes(let predictions): predictions.labels.count
    case .values(let values): values.targets.count / values.names.count
    }
  }

  /// Whether a run with these answers has left this summary.
  public func areThose(of run: RunSummary) -> Bool {
    guard let test = run.test, count == run.data.testCount else { return false }
    switch self {
    case .classes(let predictions): return predictions.mistakes.map(\.index) == test.misclassified
    case .values(let values):
      return test.absoluteErrors == nil || TestSummary(values.evaluation).absoluteErrors == test.absoluteErrors
    }
  }
}

/// Numbers that a model has predicted, beside the true ones.
public struct SavedValues: Equatable, Sendable {
  /// Of the targets.
  public let names: [String]
  /// For each sample as many as there are names.
  public let targets: [Float]
  public let predicted: [Float]
  /// The samples' rows in their file, from 1; nil if their indices say it.
  public let rows: [Int]?

  public init(names: [String], targets: [Float], predicted: [Float], rows: [Int]?) {
    self.names = names
    self.targets = targets
    self.predicted = predicted
    self.rows = rows
  }

  fileprivate init(_ table: CSVTable, _ columns: PredictionColumns, _ names: [String]) throws(SummaryProblem) {
    self.names = names
    let first = columns.hasRows ? 2 : 1
    var (targets, predicted): ([Float], [Float]) = ([], [])
    for (index, row) in table.rows.enumerated() {
      let numbers = row[first...].compactMap(Float.init)
      guard row[0] == String(index), numbers.count == 2 * names.count else { throw .row(index) }
      targets += numbers[..<names.count]
      predicted += numbers[names.count...]
    }
    (self.targets, self.predicted) = (targets, predicted)
    rows = try columns.rows(of: table)
  }

  /// Without scores.
  public var evaluation: Evaluation {
    Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 0, width: names.count, outputs: predicted, values: targets)
  }
}

extension PredictionColumns {
  fileprivate func rows(of table: CSVTable) throws(SummaryProblem) -> [Int]? {
    guard hasRows else { return nil }
    var rows: [Int] = []
    for (index, row) in table.rows.enumerated() {
      guard let number = Int(row[1]), number > 0 else { throw .row(index) }
      rows.append(number)
    }
    return rows
  }
}

extension SummaryProblem {
  /// - Parameter index: of a sample.
  fileprivate static func row(_ index: Int) -> SummaryProblem {
    SummaryProblem(place: "line \(index + 2)", problem: "a row of predictions.csv is expected")
  }
}

extension SavedPredictions {
  /// Classes with names.
  fileprivate init(_ table: CSVTable, _ columns: PredictionColumns, _ names: [String]) throws(SummaryProblem) {
    // A name that a spreadsheet would take for a formula has been written with an apostrophe.
    let classes = Dictionary(
      names.enumerated().flatMap { [($1, Int32($0)), ("'" + $1, Int32($0))] }, uniquingKeysWith: { first, _ in first })
    let first = columns.hasRows ? 2 : 1
    var (labels, predicted, outputs): ([Int32], [Int32], [Float]) = ([], [], [])
    for (index, row) in table.rows.enumerated() {
      let numbers = row[(first + 2)...].compactMap(Float.init)
      guard row[0] == String(index), let label = classes[row[first]], let answer = classes[row[first + 1]],
        numbers.count == columns.outputs
      else { throw .row(index) }
      labels.append(label)
      predicted.append(answer)
      outputs += numbers
    }
    self.init(
      classNames: names, labels: labels, predicted: predicted, outputs: outputs, rows: try columns.rows(of: table))
  }
}

extension SavedAnswers {
  /// What a model has just answered.
  public init(_ evaluation: Evaluation, _ target: DataInterface.Target, rows: [Int]?) {
    switch target {
    case .classes(let names):
      self = .classes(
        SavedPredictions(
          classNames: names, labels: evaluation.labels, predicted: evaluation.predicted, outputs: evaluation.outputs,
          rows: rows))
    case .values(let names):
      self = .values(
        SavedValues(names: names, targets: evaluation.values, predicted: evaluation.outputs, rows: rows))
    }
  }
}
