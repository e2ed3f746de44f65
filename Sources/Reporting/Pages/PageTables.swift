import Statistics
import Catalog
import Records
import Reporting
import Text

/// The page's tables.
enum PageTables {
  /// A row for each configuration, or a column if they are few.
  static func comparison(_ comparison: Comparison, seconds: [String: Double]) -> [Block] {
    let rows = comparison.rows(eachRun: false)
    let table = ConfigurationTable(comparison, rows: rows, seconds: seconds)
    let epoch = scoredEpoch(of: comparison.runs)
    let page = page(table.full, caption: "What each run is, costs and comes to; scores are those of \(epoch)")
    return rows.count <= 4 ? Block.tables(page.transposed()) : shortened(page, expendable: table.expendableTitles)
  }

  /// A sweep's configurations, best first.
  static func ranking(_ sweep: SweepSummary, seconds: [String: Double]) -> [Block] {
    let ranking = sweep.ranking
    let table = ConfigurationTable(
      Comparison(sweep.runs, rankBy: sweep.rankBy), rows: ranking.map(\.configuration), seconds: seconds,
      ranks: sweep.rankBy == nil ? [] : ranking.map(\.rank))
    let order = sweep.rankBy == nil ? "in the order of the plan" : "best first"
    let page = page(
      table.full, caption: "The runs of \(sweep.name), \(order); scores are those of \(scoredEpoch(of: sweep.runs))")
    return shortened(page, expendable: table.expendableTitles)
  }

  private static let mostRows = 20

  /// The tail of a long table is collapsed.
  private static func shortened(_ table: PageTable, expendable: [String]) -> [Block] {
    let titles = expendable.map(title)
    guard table.rows.count > mostRows + 5 else { return Block.tables(table, expendable: titles) }
    var (head, tail) = (table, table)
    head.rows = Array(table.rows.prefix(mostRows))
    tail.rows = Array(table.rows.dropFirst(mostRows))
    return Block.tables(head, expendable: titles)
      + [.details("The other \(tail.rows.count)", Block.tables(tail, expendable: titles))]
  }

  /// A terminal's table with its columns' titles written out. What all rows have in common goes into the caption.
  private static func page(_ table: TextTable, caption: String) -> PageTable {
    let name = table.columns.firstIndex { $0.title == "name" } ?? 0
    let common = table.columns.indices.filter { index in
      table.rows.count > 1 && ["parameters", "multiply-adds", "epochs"].contains(table.columns[index].title)
        && table.rows.allSatisfy { $0[index] == table.rows[0][index] }
    }
    let shown = table.columns.indices.filter { $0 != name && !common.contains($0) }
    let words = common.map { "\(table.rows[0][$0]) \(table.columns[$0].title)" }.joined(separator: ", ")
    return PageTable(
      caption + (words.isEmpty ? "" : "; all have \(words)"), corner: "run",
      columns: shown.map { PageTable.Column(title(table.columns[$0].title)) },
      rows: table.rows.map { row in (row[name], shown.map { row[$0].isEmpty ? "–" : row[$0] }) })
  }

  private static func title(_ column: String) -> String {
    if ["loss", "accuracy"].contains(column) { return "training " + column }
    if column == "seconds" { return "training time (s)" }
    return column.replacing("val ", with: "validation ")
  }

  static func layers(_ graph: ModelGraph, of title: String) -> PageTable {
    let rows = graph.rows.map { row in
      (
        // Spaces as wide as a letter, which a browser keeps.
        title: String(repeating: "\u{2003}", count: row.depth) + row.title,
        cells: [
          row.shape, row.costs.map { grouped($0.parameters) } ?? "", row.costs.map { grouped($0.multiplyAdds) } ?? "",
        ]
      )
    }
    var table = PageTable(
      "The layers of \(title), from its input to its output", corner: "layer", titles: .prose,
      columns: [
        .init("output shape", .word), .init("parameters"), .init("multiply-adds"),
      ],
      rows: [("input", [graph.input.description, "", ""])] + rows
        + [("total", ["", grouped(graph.parameters), grouped(graph.multiplyAdds)])])
    table.rows[table.rows.count - 1].isTotal = true
    return table
  }

  /// The keys in which the specs differ; nil if there are none, or only one spec.
  static func differences(_ specs: [ConfigValue], titles: [String]) -> PageTable? {
    let differences = SpecDifferences(specs)
    guard specs.count > 1, !differences.keys.isEmpty else { return nil }
    let rows = titles.enumerated().map { index, title in
      (title: title, cells: differences.keys.map { differences.word(of: $0, at: index) ?? "–" })
    }
    let table = PageTable(
      "Where the specs differ", corner: "run", columns: differences.keys.map { .init($0, .prose) },
      rows: rows)
    return specs.count <= 4 ? table.transposed(.prose) : table
  }

  /// `batch size`; a path such as `layers[0].dense.units` stays as it is.
  static func keyTitle(_ key: String, in differences: SpecDifferences) -> String {
    let name = differences.shortName(of: key)
    return name.contains(".") ? name : name.replacing("_", with: " ")
  }
}
