/// Small bar charts side by side, each of which says how often something has each of its values.
public struct BarGrid: Sendable {
  public struct Tile: Sendable {
    public enum Labels: Sendable {
      /// Under each bar.
      case each([String])
      /// Under the first and the last bar, which are as close as those of a histogram.
      case ends(String, String)
    }

    public var title: String
    public var counts: [Int]
    public var labels: Labels

    public init(_ title: String, counts: [Int], labels: Labels) {
      self.title = title
      self.counts = counts
      self.labels = labels
    }
  }

  public var title: String
  public var tiles: [Tile]
  public var description: String

  public init(title: String, tiles: [Tile], description: String) {
    self.title = title
    self.tiles = tiles
    self.description = description
  }

  private static let columns = 3
  private static let gap = 18.0
  private static let barHeight = 64.0
  private static let tileHeight = barHeight + 58
  private static let tileWidth = (LineChart.width - Double(columns - 1) * gap) / Double(columns)

  public var picture: Picture {
    var markup = Markup()
    markup.addTitle(title, width: LineChart.width)
    for (index, tile) in tiles.enumerated() {
      let x = Double(index % Self.columns) * (Self.tileWidth + Self.gap)
      draw(tile, x: x, y: 30 + Double(index / Self.columns) * Self.tileHeight, in: &markup)
    }
    let rows = (tiles.count + Self.columns - 1) / Self.columns
    return Picture(
      width: LineChart.width, height: 30 + Double(rows) * Self.tileHeight, title: title, description: description,
      elements: markup.elements)
  }

  private func draw(_ tile: Tile, x: Double, y: Double, in markup: inout Markup) {
    let bottom = y + 20 + Self.barHeight
    markup.addText(
      Style.fitted(tile.title, width: Self.tileWidth), .text, ["x": coordinate(x), "y": coordinate(y + 12)])
    let most = Double(max(1, tile.counts.max() ?? 1))
    let step = Self.tileWidth / Double(max(1, tile.counts.count))
    for (index, count) in tile.counts.enumerated() where count > 0 {
      // A bar of one sample among thousands is still seen.
      let height = max(1, Double(count) / most * Self.barHeight)
      let place: Attributes = [
        "x": coordinate(x + Double(index) * step + tile.space(step) / 2), "y": coordinate(bottom - height),
        "width": coordinate(step - tile.space(step)), "height": coordinate(height),
      ]
      markup.add("rect", .shade, place)
    }
    markup.add("path", .axis, ["d": "M\(coordinate(x)) \(coordinate(bottom))h\(coordinate(Self.tileWidth))"])
    write(tile.labels, x: x, y: bottom + 16, step: step, in: &markup)
  }

  private func write(_ labels: Tile.Labels, x: Double, y: Double, step: Double, in markup: inout Markup) {
    func write(_ text: String, _ x: Double, _ anchor: String) {
      markup.addText(text, .quietText, ["x": coordinate(x), "y": coordinate(y), "text-anchor": anchor])
    }
    func writeEnds(_ first: String, _ last: String) {
      write(Style.fitted(first, width: Self.tileWidth / 2 - 4), x, "start")
      write(Style.fitted(last, width: Self.tileWidth / 2 - 4), x + Self.tileWidth, "end")
    }
    switch labels {
    case .ends(let first, let last): writeEnds(first, last)
    case .each(let texts):
      // Where names are wider than bars, the first and the last must do.
      if texts.allSatisfy({ Style.width(of: $0) <= step }) {
        for (index, text) in texts.enumerated() { write(text, x + (Double(index) + 0.5) * step, "middle") }
      } else if let first = texts.first, let last = texts.last, texts.count > 1 {
        writeEnds(first, last)
      } else if let only = texts.first {
        write(Style.fitted(only, width: Self.tileWidth), x + step / 2, "middle")
      }
    }
  }
}

extension BarGrid.Tile {
  /// Between two bars.
  fileprivate func space(_ step: Double) -> Double {
    switch labels {
    case .each: min(6, step / 4)
    case .ends: min(1, step / 4)
    }
  }
}
