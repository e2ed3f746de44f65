import Charts
import Datasets
import Reporting
import Text

/// What the columns of a table hold, as histograms.
struct ColumnPictures {
  /// More would make a page of nothing else.
  static let mostColumns = 60

  let dataset: String
  let distributions: [ColumnDistribution]
  /// How many rows there are to train on.
  let count: Int

  /// Nil for data that are no table.
  var picture: Picture? {
    guard !distributions.isEmpty else { return nil }
    let shown = distributions.prefix(Self.mostColumns)
    let left = distributions.count - shown.count
    let drawn = distributions[0].counts.reduce(0, +)
    let rows = (drawn < count ? "\(grouped(drawn)) of " : "") + counted(count, "row")
    return BarGrid(
      title: "\(lastComponent(of: dataset)): the columns of \(rows) to train on",
      tiles: shown.map(\.tile),
      description: shown.map(\.sentence).joined(separator: " ")
        + (left > 0 ? " \(counted(left, "column is", "columns are")) left out." : "")
    ).picture
  }
}

extension ColumnDistribution {
  fileprivate var tile: BarGrid.Tile {
    switch bars {
    case .values(let values): BarGrid.Tile(name, counts: counts, labels: .each(values))
    case .steps(let range):
      BarGrid.Tile(name, counts: counts, labels: .ends(short(range.lowerBound), short(range.upperBound)))
    }
  }

  private func short(_ number: Double) -> String { plain(rounded(number, significantDigits: 4)) }

  fileprivate var sentence: String {
    switch bars {
    case .values(let values):
      "\(name): " + zip(values, counts).map { "\($0) \($1) times" }.joined(separator: ", ") + "."
    case .steps(let range):
      "\(name): from \(plain(range.lowerBound)) to \(plain(range.upperBound)), in \(counts.count) equal steps "
        + counts.map(String.init).joined(separator: ", ") + "."
    }
  }
}
