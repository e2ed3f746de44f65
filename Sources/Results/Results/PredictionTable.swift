import Catalog
import Records
import Text

extension CSVTable {
  /// predictions.csv: the model's answer for each test sample, beside what is right.
  ///
  ///     index,label,predicted,p0…p9             classes that are known by numbers
  ///     index,row,label,predicted,p_setosa…     by names; the one output of two classes is that of the second
  ///     index,row,mpg,predicted                 a number; of several, each is predicted_<name>
  ///
  /// - Parameters:
  ///   - target: nil for classes that are known by numbers.
  ///   - rows: of the samples in their file, from 1; nil if the index says it.
  public static func predictions(
    _ evaluation: Evaluation, _ target: DataInterface.Target?, rows: [Int]? = nil
  ) -> CSVTable {
    let columns = PredictionColumns(
      target ?? DataInterface.numbered(evaluation.classes), outputs: evaluation.width, hasRows: rows != nil,
      prefix: target == nil ? "p" : "p_")
    let count = evaluation.outputs.count / evaluation.width
    return CSVTable(
      header: columns.header,
      rows: (0..<count).map { index in
        let place = [String(index)] + (rows.map { [String($0[index])] } ?? [])
        return place + columns.truth(index, evaluation) + evaluation.outputs(of: index).map(cell)
      })
  }
}

/// A model's answers where the truth is unknown: `row,predicted,p_<class>…`, or `row,predicted` for a number.
public struct Answers {
  private let header: [String]
  private var rows: [[JSONValue]]

  /// - Parameters:
  ///   - place: the column of the samples' names.
  ///   - samples: numbers or names.
  public init(_ answers: Evaluation, _ target: DataInterface.Target, _ place: String, _ samples: [JSONValue]) {
    switch target {
    case .classes(let names):
      header = [place, "predicted"] + names.map { "p_\($0)" }
      rows = samples.enumerated().map { index, sample in
        [sample, .string(names[Int(answers.predicted[index])])] + answers.classOutputs(of: index).map(JSONValue.float)
      }
    case .values(let names):
      header = [place] + (names.count == 1 ? ["predicted"] : names.map { "predicted_\($0)" })
      rows = samples.enumerated().map { index, sample in [sample] + answers.outputs(of: index).map(JSONValue.float) }
    }
  }

  public static func + (a: Answers, b: Answers) -> Answers {
    var both = a
    both.rows += b.rows
    return both
  }

  public var table: CSVTable { CSVTable(header: header, rows: rows.map { $0.map(\.cell) }) }

  /// An object for each sample, with the table's columns as keys.
  public var json: JSONValue { .list(rows.map { .object(zip(header, $0).map(JSONValue.Member.init)) }) }
}

/// The columns of predictions.csv.
struct PredictionColumns {
  let target: DataInterface.Target
  let outputs: Int
  let hasRows: Bool
  /// Before the names of classes.
  var prefix = "p_"

  /// Those of a file with this header; nil if it has not this target.
  init?(_ header: [String], _ target: DataInterface.Target) {
    let hasRows = header.count > 1 && header[1] == "row"
    let candidates = [hasRows, false].flatMap { hasRows in
      [1, target.names.count].map { Self(target, outputs: $0, hasRows: hasRows) }
    }
    guard let found = candidates.first(where: { $0.header == header }) else { return nil }
    self = found
  }

  init(_ target: DataInterface.Target, outputs: Int, hasRows: Bool, prefix: String = "p_") {
    self.target = target
    self.outputs = outputs
    self.hasRows = hasRows
    self.prefix = prefix
  }

  var header: [String] { ["index"] + (hasRows ? ["row"] : []) + columns }

  private var columns: [String] {
    switch target {
    case .classes(let names): ["label", "predicted"] + names.suffix(outputs).map { prefix + $0 }
    case .values(let names): names + (names.count == 1 ? ["predicted"] : names.map { "predicted_" + $0 })
    }
  }

  /// The columns between the place and the outputs.
  fileprivate func truth(_ index: Int, _ evaluation: Evaluation) -> [String] {
    switch target {
    case .classes(let names): [evaluation.labels[index], evaluation.predicted[index]].map { names[Int($0)] }
    case .values: evaluation.values[index * outputs..<(index + 1) * outputs].map { CSVTable.cell($0) }
    }
  }
}
