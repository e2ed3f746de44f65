/// Small pictures in rows, each with one or more lines of text below it.
public struct ImageGrid: Sendable {
  public struct Tile: Sendable {
    /// Row by row, the channels of a pixel side by side, 0 = black; or of ink 0 = paper.
    public var pixels: [UInt8]
    public var width: Int
    /// 1 for grey, 3 for colours.
    public var channels: Int
    /// Whether it is drawn dark on the page's light paper.
    public var isInk: Bool
    public var lines: [String]
    /// Drawn as a dashed frame and a cross, which are visible without colour.
    public var isWrong: Bool

    public init(pixels: [UInt8], width: Int, channels: Int = 1, isInk: Bool = true, lines: [String], isWrong: Bool) {
      self.pixels = pixels
      self.width = width
      self.channels = channels
      self.isInk = isInk
      self.lines = lines
      self.isWrong = isWrong
    }
  }

  public var title: String
  public var tiles: [Tile]
  public var columns: Int
  public var description: String

  public init(title: String, tiles: [Tile], columns: Int, description: String) {
    self.title = title
    self.tiles = tiles
    self.columns = columns
    self.description = description
  }

  private static let width = 432.0
  private static let side = 60.0
  private static let lineHeight = 16.0

  public var picture: Picture {
    var markup = Markup()
    markup.addTitle(title, width: Self.width)
    let lines = tiles.map(\.lines.count).max() ?? 0
    let (cellWidth, cellHeight) = (Self.width / Double(columns), Self.side + Double(lines) * Self.lineHeight + 16)
    for (index, tile) in tiles.enumerated() {
      let x = (Double(index % columns) + 0.5) * cellWidth
      draw(tile, middle: x, top: 30 + Double(index / columns) * cellHeight, width: cellWidth, in: &markup)
    }
    let rows = (tiles.count + columns - 1) / columns
    return Picture(
      width: Self.width, height: 30 + Double(rows) * cellHeight, title: title, description: description,
      elements: markup.elements)
  }

  private func draw(_ tile: Tile, middle: Double, top: Double, width: Double, in markup: inout Markup) {
    let left = middle - Self.side / 2
    let place: Attributes = [
      "x": coordinate(left), "y": coordinate(top), "width": coordinate(Self.side), "height": coordinate(Self.side),
      // Without the prefix, older SVG readers show no picture.
      "xlink:href": PNG.dataURL(
        pixels: tile.isInk ? tile.pixels.map { 255 - $0 } : tile.pixels, width: tile.width, channels: tile.channels),
    ]
    markup.add("image", .pixels, place)
    let frame: Attributes = [
      "x": coordinate(left), "y": coordinate(top), "width": coordinate(Self.side), "height": coordinate(Self.side),
    ]
    markup.add("rect", tile.isWrong ? .wrongFrame : .frame, frame)
    for (index, line) in tile.lines.enumerated() {
      let words = index == 0 && tile.isWrong ? "✗ " + line : line
      let place: Attributes = [
        "x": coordinate(middle), "y": coordinate(top + Self.side + 15 + Double(index) * Self.lineHeight),
        "text-anchor": "middle",
      ]
      markup.addText(Style.fitted(words, width: width), tile.isWrong && index == 0 ? .strongText : .text, place)
    }
  }
}
