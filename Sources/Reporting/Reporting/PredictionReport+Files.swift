import Text

/// Answers for other programs: every number with the fewest digits that read back as the same.
extension [PredictionReport] {
  public var json: JSONValue {
    .list(
      map { report in
        .object([
          .init("image", .string(report.image)),
          .init("label", report.label.map(JSONValue.integer) ?? .null),
          .init("predicted", .integer(report.predicted)),
          .init("outputs", .list(report.outputs.map(JSONValue.float))),
          .init("notes", .list(report.notes.map(JSONValue.string))),
        ])
      })
  }

  /// The columns of predictions.csv, with a name in place of the index, and the notes.
  public var csv: CSVTable {
    let classes = first?.outputs.count ?? 0
    return CSVTable(
      header: ["image", "label", "predicted"] + (0..<classes).map { "p\($0)" } + ["notes"],
      rows: map { report in
        let outputs = report.outputs.map { $0.isFinite ? $0.description : "" }
        return [report.image, report.label.map(String.init) ?? "", String(report.predicted)] + outputs
          + [report.notes.joined(separator: "; ")]
      })
  }
}
