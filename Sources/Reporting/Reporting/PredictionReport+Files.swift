import Text

/// Answers for other programs: every number with the fewest digits that read back as the same.
extension [PredictionReport] {
  public var json: JSONValue {
    .list(
      map { report in
        .object([
          .init("image", .string(report.image)),
          .init("label", report.label.map(report.json) ?? .null),
          .init("predicted", report.json(report.predicted)),
          .init("outputs", .list(report.outputs.map(JSONValue.float))),
          .init("notes", .list(report.notes.map(JSONValue.string))),
        ])
      })
  }

  /// The columns of predictions.csv, with a name in place of the index, and the notes.
  public var csv: CSVTable {
    let columns = first.map { report in report.outputs.indices.map { (report.hasNames ? "p_" : "p") + report.cell($0) }
    }
    return CSVTable(
      header: ["image", "label", "predicted"] + (columns ?? []) + ["notes"],
      rows: map { report in
        let outputs = report.outputs.map { $0.isFinite ? $0.description : "" }
        return [report.image, report.label.map(report.cell) ?? "", report.cell(report.predicted)] + outputs
          + [report.notes.joined(separator: "; ")]
      })
  }
}

extension PredictionReport {
  /// A class by its name, or by its number.
  fileprivate func cell(_ label: Int) -> String { hasNames ? classNames[label] : String(label) }
  fileprivate func json(_ label: Int) -> JSONValue { hasNames ? .string(classNames[label]) : .integer(label) }
}
