/// Each series' line, marker and name, side by side in as many rows as they need.
struct Legend {
  private let entries: [(series: Series, x: Double, row: Int)]
  private let width: Double
  private static let rowHeight = 20.0
  private static let sample = 34.0
  private static let gap = 16.0

  /// A single series needs no name: the title has it.
  init(_ series: [Series], width: Double) {
    var entries: [(series: Series, x: Double, row: Int)] = []
    var (x, row) = (0.0, 0)
    for series in series.count > 1 ? series : [] {
      let length = min(width, Self.sample + Style.width(of: series.name))
      if x > 0, x + length > width { (x, row) = (0, row + 1) }
      entries.append((series, x, row))
      x += length + Self.gap
    }
    self.entries = entries
    self.width = width
  }

  var height: Double { entries.last.map { Double($0.row + 1) * Self.rowHeight + 4 } ?? 0 }

  func draw(in markup: inout Markup, top: Double) {
    for entry in entries {
      let y = top + Double(entry.row) * Self.rowHeight + 10
      if entry.series.isJoined {
        let line = "M\(coordinate(entry.x)) \(coordinate(y))h\(coordinate(Self.sample - 8))"
        markup.add("path", entry.series.line, ["d": line])
      }
      entry.series.drawMarker(entry.x + (Self.sample - 8) / 2, y, in: &markup)
      markup.addText(
        Style.fitted(entry.series.name, width: width - Self.sample), .text,
        ["x": coordinate(entry.x + Self.sample), "y": coordinate(y + 4.5)])
    }
  }
}
