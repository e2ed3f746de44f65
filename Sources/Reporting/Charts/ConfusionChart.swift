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

  private static let side = 36.0
  private static let left = 24.0
  private static let top = 68.0
  private static let recallWidth = 48.0

  public var picture: Picture {
    let size = Double(labels.count) * Self.side
    let width = Self.left + size + Self.recallWidth
    var markup = Markup()
    markup.addTitle(title, width: width)
    markup.addText("rows: the label, columns: the prediction", .quietText, ["x": "0", "y": "36"])
    let recallColumn = Self.left + size + Self.recallWidth / 2
    write("recall", x: recallColumn, y: Self.top - 8, .quietText, in: &markup)
    for (index, label) in labels.enumerated() {
      let middle = (Double(index) + 0.5) * Self.side
      write(label, x: Self.left + middle, y: Self.top - 8, .strongText, in: &markup)
      write(label, x: Self.left / 2, y: Self.top + middle + 4.5, .strongText, in: &markup)
      write(recalls[index], x: recallColumn, y: Self.top + middle + 4.5, .quietText, in: &markup)
    }
    for index in counts.indices { drawCell(index, in: &markup) }
    markup.add("rect", .frame, Self.square(x: Self.left, y: Self.top, side: size))
    return Picture(
      width: width, height: Self.top + size + 4, title: title, description: description, elements: markup.elements)
  }

  private func drawCell(_ index: Int, in markup: inout Markup) {
    let (row, column, count) = (index / labels.count, index % labels.count, counts[index])
    let (x, y) = (Self.left + Double(column) * Self.side, Self.top + Double(row) * Self.side)
    let opacity = row == column ? opacityOfHits(row) : opacityOfErrors(count)
    if count > 0 {
      let look: Look = row == column ? .shade : .errorShade
      markup.add(
        "rect", look, Self.square(x: x, y: y, side: Self.side) + ["fill-opacity": coordinate(opacity)])
    }
    let ink: Look = count == 0 ? .quietText : opacity > Self.mostUnderInk ? .reversedText : .text
    write(count == 0 ? "·" : String(count), x: x + Self.side / 2, y: y + Self.side / 2 + 4.5, ink, in: &markup)
  }

  /// Up to this opacity dark ink is legible, from 0.8 on white ink is. In between neither is, so no shade is there.
  private static let mostUnderInk = 0.6

  private func opacityOfHits(_ row: Int) -> Double {
    let images = counts[row * labels.count..<(row + 1) * labels.count].reduce(0, +)
    let recall = Double(counts[row * labels.count + row]) / Double(max(images, 1))
    return recall < 0.5 ? 0.1 + 0.4 * recall : 0.8 + 0.4 * (recall - 0.5)
  }

  private func opacityOfErrors(_ count: Int) -> Double {
    let errors = counts.indices.filter { $0 / labels.count != $0 % labels.count }.map { counts[$0] }
    return 0.1 + (Self.mostUnderInk - 0.1) * Double(count) / Double(max(errors.max() ?? 1, 1))
  }

  private static func square(x: Double, y: Double, side: Double) -> Attributes {
    ["x": coordinate(x), "y": coordinate(y), "width": coordinate(side), "height": coordinate(side)]
  }

  private func write(_ text: String, x: Double, y: Double, _ look: Look, in markup: inout Markup) {
    markup.addText(text, look, ["x": coordinate(x), "y": coordinate(y), "text-anchor": "middle"])
  }
}
