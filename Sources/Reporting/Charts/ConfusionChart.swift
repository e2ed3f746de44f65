/// A confusion matrix: a row for each label, a column for each answer, a number in each cell.
///
/// Correct answers are blue, shaded by their share of the row, the recall; errors are red, shaded by their share of the
/// largest error count, because beside a thousand correct answers the shade of ten errors would be invisible.
public struct ConfusionChart: Sendable {
  public var title: String
  public var labels: [String]
  /// Row by row, `labels.count` squared.
  public var counts: [Int]
  /// Each row in words.
  public var recalls: [String]
  public var description: String

  public init(title: String, labels: [String], counts: [Int], recalls: [String], description: String) {
    precondition(counts.count == labels.count * labels.count && recalls.count == labels.count)
    self.title = title
    self.labels = labels
    self.counts = counts
    self.recalls = recalls
    self.description = description
  }

  private static let height = 36.0
  private static let top = 68.0
  private static let recallWidth = 48.0
  private static let widestLabel = 150.0

  /// Where labels and cells are, and whether the columns' labels are numbers because the names are too wide.
  private struct Layout {
    let rows: [String]
    let columns: [String]
    let left: Double
    /// A cell's width.
    let width: Double

    init(_ labels: [String]) {
      func widest(_ labels: [String]) -> Double { labels.map { Style.width(of: $0) }.max() ?? 0 }
      let most = max(ConfusionChart.height, (432 - ConfusionChart.recallWidth) / Double(max(labels.count, 1)) - 30)
      let isNamed = widest(labels) + 10 <= most
      columns = isNamed ? labels : labels.indices.map(String.init)
      rows = isNamed ? labels : labels.enumerated().map { "\($0) \($1)" }
      left = max(24, min(ConfusionChart.widestLabel, widest(rows)) + 12)
      width = max(ConfusionChart.height, widest(columns) + 10)
    }
  }

  public var picture: Picture {
    let layout = Layout(labels)
    let (size, height) = (Double(labels.count) * layout.width, Double(labels.count) * Self.height)
    // A page shows all pictures as wide as each other: a narrower one would have larger text.
    let width = max(LineChart.width, layout.left + size + Self.recallWidth)
    var markup = Markup()
    markup.addTitle(title, width: width)
    markup.addText("rows: the label, columns: the prediction", .quietText, ["x": "0", "y": "36"])
    let recallColumn = layout.left + size + Self.recallWidth / 2
    write("recall", x: recallColumn, y: Self.top - 8, .quietText, in: &markup)
    for index in labels.indices {
      let (x, y) = ((Double(index) + 0.5) * layout.width, (Double(index) + 0.5) * Self.height)
      let row = Style.fitted(layout.rows[index], width: Self.widestLabel)
      write(layout.columns[index], x: layout.left + x, y: Self.top - 8, .strongText, in: &markup)
      write(row, x: layout.left / 2, y: Self.top + y + 4.5, .strongText, in: &markup)
      write(recalls[index], x: recallColumn, y: Self.top + y + 4.5, .quietText, in: &markup)
    }
    for index in counts.indices { drawCell(index, layout, in: &markup) }
    markup.add("rect", .frame, Self.rectangle(x: layout.left, y: Self.top, width: size, height: height))
    return Picture(
      width: width, height: Self.top + height + 4, title: title, description: description, elements: markup.elements)
  }

  private func drawCell(_ index: Int, _ layout: Layout, in markup: inout Markup) {
    let (row, column, count) = (index / labels.count, index % labels.count, counts[index])
    let (x, y) = (layout.left + Double(column) * layout.width, Self.top + Double(row) * Self.height)
    let opacity = row == column ? opacityOfHits(row) : opacityOfErrors(count)
    if count > 0 {
      let look: Look = row == column ? .shade : .errorShade
      let place = Self.rectangle(x: x, y: y, width: layout.width, height: Self.height)
      markup.add("rect", look, place + ["fill-opacity": coordinate(opacity)])
    }
    let ink: Look = count == 0 ? .quietText : opacity > Self.mostUnderInk ? .reversedText : .text
    write(
      count == 0 ? "·" : String(count), x: x + layout.width / 2, y: y + Self.height / 2 + 4.5, ink, in: &markup)
  }

  /// Up to this opacity dark ink is legible, from 0.8 on white ink is. In between neither is, so no shade is there.
  private static let mostUnderInk = 0.6

  private func opacityOfHits(_ row: Int) -> Double {
    let samples = counts[row * labels.count..<(row + 1) * labels.count].reduce(0, +)
    let recall = Double(counts[row * labels.count + row]) / Double(max(samples, 1))
    return recall < 0.5 ? 0.1 + 0.4 * recall : 0.8 + 0.4 * (recall - 0.5)
  }

  private func opacityOfErrors(_ count: Int) -> Double {
    let errors = counts.indices.filter { $0 / labels.count != $0 % labels.count }.map { counts[$0] }
    return 0.1 + (Self.mostUnderInk - 0.1) * Double(count) / Double(max(errors.max() ?? 1, 1))
  }

  private static func rectangle(x: Double, y: Double, width: Double, height: Double) -> Attributes {
    ["x": coordinate(x), "y": coordinate(y), "width": coordinate(width), "height": coordinate(height)]
  }

  private func write(_ text: String, x: Double, y: Double, _ look: Look, in markup: inout Markup) {
    markup.addText(text, look, ["x": coordinate(x), "y": coordinate(y), "text-anchor": "middle"])
  }
}
