import Catalog
import Datasets
import Reporting
import Text

/// What a table's cells become.
extension DataReport {
  /// Each column with what it becomes, and the first rows as the network sees them; nil for other data.
  var tableText: String? {
    dataset.interface.table.map { [columnTable($0).text, rowTable($0).text].joined(separator: "\n") }
  }

  var columnsJSON: JSONValue? {
    dataset.interface.table.map { table in
      .list(
        dataset.columns.map { column in
          .object([
            .init("name", .string(column.name)), .init("missing", .integer(column.missing)),
            .init("minimum", column.range.map { .double($0.lowerBound) } ?? .null),
            .init("maximum", column.range.map { .double($0.upperBound) } ?? .null),
            .init("values", column.words.map(JSONValue.integer) ?? .null),
            .init("becomes", .string(encoding(of: column, table))),
          ])
        })
    }
  }

  private func columnTable(_ table: TablePreparation) -> TextTable {
    TextTable(
      columns: [("column", .left), ("missing", .right), ("values", .left), ("becomes", .left)],
      rows: dataset.columns.map { column in
        let values =
          column.range.map { "\(plain($0.lowerBound)) to \(plain($0.upperBound))" } ?? "\(column.words ?? 0) words"
        return [column.name, grouped(column.missing), values, encoding(of: column, table)]
      })
  }

  private func encoding(of column: ColumnSummary, _ table: TablePreparation) -> String {
    guard let known = table.columns.first(where: { $0.name == column.name }) else {
      return dataset.interface.classNames.isEmpty ? "a number to predict" : "the class to predict"
    }
    return known.words(rescale: table.rescale)
  }

  /// Of the first training rows: a line for each feature, since there may be many.
  private func rowTable(_ table: TablePreparation) -> TextTable {
    let samples = dataset.training
    guard case .floats(let floats) = samples.inputs[0] else { return TextTable(columns: [], rows: []) }
    let shown = 0..<min(3, samples.count)
    let rows = table.features.prefix(40).enumerated().map { index, name in
      [name] + shown.map { CSVTable.cell(floats[$0 * table.width + index]) }
    }
    let titles = shown.map { index in
      ("row \(table.rows.map { rows in Int(rows.training[index]) } ?? index + 1)", TextTable.Alignment.right)
    }
    let left = table.features.count - rows.count
    return TextTable(
      columns: [("feature", .left)] + titles,
      rows: rows + (left > 0 ? [["… and \(left) more"] + shown.map { _ in "" }] : [])
        + targetNames.enumerated().map { index, name in [name] + shown.map { target(of: $0, index, samples) } })
  }

  private var targetNames: [String] { dataset.interface.table?.target ?? [] }

  private func target(of sample: Int, _ index: Int, _ samples: Samples) -> String {
    switch samples.targets {
    case .classes(let labels): dataset.interface.classNames[Int(labels[sample])]
    case .values(let values): CSVTable.cell(values[sample * targetNames.count + index])
    }
  }
}

extension DataReport {
  /// The parts as the network sees them: a CSV with the features' names and the target for each part; nil for data that are no table.
  public var encodedParts: [(name: String, table: CSVTable)]? {
    guard let table = dataset.interface.table else { return nil }
    var start = 0
    return parts.map { part in
      let samples = part.name == "test" ? dataset.test : dataset.training
      let first = part.name == "validation" ? start : 0
      start += part.images
      return (part.name, encoded(samples, first..<first + part.images, table))
    }
  }

  private func encoded(_ samples: Samples, _ range: Range<Int>, _ table: TablePreparation) -> CSVTable {
    guard case .floats(let floats) = samples.inputs[0] else { return CSVTable(header: [], rows: []) }
    return CSVTable(
      header: table.features + targetNames,
      rows: range.map { sample in
        floats[sample * table.width..<(sample + 1) * table.width].map { CSVTable.cell($0) }
          + targetNames.indices.map { target(of: sample, $0, samples) }
      })
  }
}

extension TablePreparation.Column {
  /// `(x − 43.9) / 5.4, 44.1 where missing`
  fileprivate func words(rescale: Double) -> String {
    let number = rescale == 1 ? "x" : "\(rescale) x"
    let (own, filled): (String, String?) =
      switch encoding {
      case .number(let scale, let fill):
        (
          scale.rule == .none
            ? number
            : "(\(number) − \(plain(rounded(scale.offset, significantDigits: 4)))) / "
              + "\(plain(rounded(scale.divisor, significantDigits: 4)))",
          fill.map { plain(rounded($0, significantDigits: 4)) }
        )
      case .oneHot(let categories, let fill): ("0 or 1 each: " + categories.joined(separator: ", "), fill)
      }
    return own + (filled.map { "; \($0) where missing" } ?? "") + (hasIndicator ? "; and 1 where missing" : "")
  }
}
