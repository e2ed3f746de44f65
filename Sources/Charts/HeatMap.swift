/// A square of counts with a number in each cell, such as a confusion matrix. Shades go by the logarithm, so that one error
/// among a thousand hits is seen.
public struct HeatMap: Sendable {
  public var title: String
  public var rowTitle: String
  public var columnTitle: String
  public var labels: [String]
  /// Row by row, `labels.count` squared.
  public var counts: [Int]
  public var description: String

  public init(
    title: String, rowTitle: String, columnTitle: String, labels: [String], counts: [Int], description: String
  ) {
    precondition(counts.count == labels.count * labels.count)
    self.title = title
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.labels = labels
    self.counts = counts
    self.description = description
  }

  private static let side = 36.0
  private static let left = 30.0
  private static let top = 68.0

  public var picture: Picture {
    var markup = Markup()
    markup.add("text", ["class": "strong", "x": "0", "y": "15"], text: Style.fitted(title, width: 390, size: 14.5))
    markup.add("text", ["class": "quiet", "x": "0", "y": "36"], text: "rows: \(rowTitle), columns: \(columnTitle)")
    for (index, label) in labels.enumerated() {
      let middle = (Double(index) + 0.5) * Self.side
      text(label, x: Self.left + middle, y: Self.top - 8, "strong", in: &markup)
      text(label, x: Self.left / 2, y: Self.top + middle + 4.5, "strong", in: &markup)
    }
    for (index, count) in counts.enumerated() { drawCell(index, count, in: &markup) }
    let size = Double(labels.count) * Self.side
    let frame: KeyValuePairs = [
      "class": "frame", "x": coordinate(Self.left), "y": coordinate(Self.top), "width": coordinate(size),
      "height": coordinate(size),
    ]
    markup.add("rect", frame)
    return Picture(
      width: Self.left + size + 2, height: Self.top + size + 4, title: title, description: description,
      elements: markup.text)
  }

  private func drawCell(_ index: Int, _ count: Int, in markup: inout Markup) {
    let x = Self.left + Double(index % labels.count) * Self.side
    let y = Self.top + Double(index / labels.count) * Self.side
    let shade = shade(count)
    if count > 0 {
      let cell: KeyValuePairs = [
        "class": "shade", "x": coordinate(x), "y": coordinate(y), "width": coordinate(Self.side),
        "height": coordinate(Self.side), "fill-opacity": coordinate(shade),
      ]
      markup.add("rect", cell)
    }
    // Between 0.3 and 0.8 neither ink is easy to read: no shade lies there.
    let ink = count == 0 ? "quiet" : shade > 0.5 ? "over" : ""
    text(count == 0 ? "·" : String(count), x: x + Self.side / 2, y: y + Self.side / 2 + 4.5, ink, in: &markup)
  }

  /// Opacities from 0.12 to 0.36 for what is at most a tenth of the greatest, from 0.85 above it.
  private func shade(_ count: Int) -> Double {
    let greatest = Double(counts.max() ?? 1)
    guard Double(count) * 10 <= greatest else { return 0.85 + 0.15 * Double(count) / greatest }
    let most = binaryLogarithm(max(greatest / 10, 2))
    return 0.12 + 0.24 * min(1, binaryLogarithm(Double(max(count, 1))) / most)
  }

  private func text(_ text: String, x: Double, y: Double, _ kind: String, in markup: inout Markup) {
    markup.add(
      "text", ["class": kind, "x": coordinate(x), "y": coordinate(y), "text-anchor": "middle"], text: text)
  }
}
