/// A vertical axis for each quantity, and a line through all of them for each thing that has a value of each (A. Inselberg, "The plane with
/// parallel coordinates", The Visual Computer 1, 1985).
public struct ParallelCoordinates: Sendable {
  public struct Line: Sendable {
    /// One for each axis; where there is none, the line goes below the axis.
    public var values: [Double?]
    /// The series to which it belongs.
    public var series: Int

    public init(_ values: [Double?], series: Int) { (self.values, self.series) = (values, series) }
  }

  public var title: String
  public var axes: [Axis]
  /// Names and looks, drawn in this order: the last ones lie on top.
  public var series: [Series]
  public var lines: [Line]
  public var description: String

  public init(title: String, axes: [Axis], series: [Series], lines: [Line], description: String) {
    self.title = title
    self.axes = axes
    self.series = series
    self.lines = lines.filter { $0.values.count == axes.count && $0.values.allSatisfy { $0?.isFinite != false } }
    self.description = description
  }

  private static let plotHeight = 200.0
  private static let margin = 24.0
  /// Of an axis's height, what lies below it where lines without a value pass.
  private static let gap = 0.12

  public var picture: Picture {
    let width = LineChart.width
    let legend = Legend(series, width: width)
    let top = 26 + legend.height + 28
    let bottom = top + Self.plotHeight
    let spacing = (width - 2 * Self.margin) / Double(max(1, axes.count - 1))
    let places = axes.indices.map { Self.margin + Double($0) * spacing }
    let projections = axes.enumerated().map { index, axis in
      Projection(axis, values: lines.compactMap { $0.values[index] }, intervals: 4)
    }
    let gaps = axes.indices.map { axis in lines.contains { $0.values[axis] == nil } ? Self.gap : 0 }

    var markup = Markup()
    markup.addTitle(title, width: width)
    legend.draw(in: &markup, top: 26)
    for index in series.indices {
      for line in lines where line.series == index {
        let points = zip(line.values.indices, line.values).map { axis, value in
          let fraction = value.map { gaps[axis] + (1 - gaps[axis]) * projections[axis].fraction($0) } ?? 0
          return "\(coordinate(places[axis])) \(coordinate(bottom - fraction * Self.plotHeight))"
        }
        markup.add("path", series[index].line, ["d": "M" + points.joined(separator: "L")])
      }
    }
    for (index, projection) in projections.enumerated() {
      let end = bottom - gaps[index] * Self.plotHeight
      markup.add("path", .axis, ["d": "M\(coordinate(places[index])) \(coordinate(top))V\(coordinate(end))"])
      let anchor = index == 0 ? "start" : index == axes.count - 1 ? "end" : "middle"
      let edge = index == 0 ? 0 : index == axes.count - 1 ? width : places[index]
      func label(_ text: String, _ y: Double, _ look: Look) {
        let room = index == 0 || index == axes.count - 1 ? spacing / 2 + Self.margin : spacing
        markup.addText(
          Style.fitted(text, width: room - 6), look, ["x": coordinate(edge), "y": coordinate(y), "text-anchor": anchor])
      }
      label(projection.ticks.last?.label ?? "", top - 8, .quietText)
      let least = projection.ticks.first?.label ?? ""
      label(gaps[index] > 0 ? "none, \(least)" : least, bottom + 18, .quietText)
      label(axes[index].title, bottom + 38, .text)
    }
    return Picture(
      width: width, height: bottom + 48, title: title, description: description, elements: markup.elements)
  }
}
