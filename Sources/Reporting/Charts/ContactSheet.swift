/// Pictures side by side on one that any viewer shows: small ones are enlarged, pixel by pixel.
public struct ContactSheet {
  public struct Tile {
    /// Row by row, the channels of a pixel side by side.
    public var pixels: [UInt8]
    public var width: Int

    public init(pixels: [UInt8], width: Int) { (self.pixels, self.width) = (pixels, width) }

    fileprivate func height(_ channels: Int) -> Int { pixels.count / channels / width }
  }

  /// The longest that a picture's side should be.
  public static let side = 120
  private static let gap = 4

  private let tiles: [Tile]
  private let columns: Int
  private let channels: Int
  private let scale: Int
  /// Of a cell, without the gap.
  private let width: Int
  private let height: Int

  /// - Parameter channels: of each pixel: 1 for grey, 3 for colours.
  public init(tiles: [Tile], columns: Int, channels: Int) {
    (self.tiles, self.columns, self.channels) = (tiles, columns, channels)
    let (width, height) = (tiles.map(\.width).max() ?? 1, tiles.map { $0.height(channels) }.max() ?? 1)
    scale = max(1, Self.side / max(width, height))
    (self.width, self.height) = (width * scale, height * scale)
  }

  public var png: [UInt8] {
    let rows = (tiles.count + columns - 1) / columns
    let sheetWidth = columns * (width + Self.gap) + Self.gap
    let sheetHeight = rows * (height + Self.gap) + Self.gap
    var sheet = [UInt8](repeating: 128, count: sheetWidth * sheetHeight * channels)
    for (index, tile) in tiles.enumerated() {
      let left = Self.gap + index % columns * (width + Self.gap)
      let top = Self.gap + index / columns * (height + Self.gap)
      for y in 0..<tile.height(channels) * scale {
        for x in 0..<tile.width * scale {
          let (from, to) = (y / scale * tile.width + x / scale, (top + y) * sheetWidth + left + x)
          for channel in 0..<channels { sheet[to * channels + channel] = tile.pixels[from * channels + channel] }
        }
      }
    }
    return PNG.encode(pixels: sheet, width: sheetWidth, channels: channels)
  }
}
