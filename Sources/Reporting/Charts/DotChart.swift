/// A row for each thing compared, with its values as markers along a common axis: for things with names that are not on
/// a scale.
public struct DotChart: Sendable {
  public struct Row: Sendable {
    public var label: String
    /// One for each of `series`; nil where a series has none.
    public var values: [Series.Point?]

    /// - Parameter values: only the `x` and `spread` of each are used, both along the axis.
    public init(_ label: String, values: [Series.Point?]) {
      self.label = label
      self.values = values
    }
  }

  public var title: String
  public var axis: Axis
  /// Names and looks; their points are in the rows.
  public var series: [Series]
  public var rows: [Row]
  public var description: String

  public init(title: String, axis: Axis, series: [Series], rows: [Row], description: String) {
    self.title = title
    self.axis = axis
    self.series = series
    self.rows = rows
    self.description = description
  }

  private static let rowHeight = 26.0
  private static let widestLabel = 160.0

  public var picture: Picture {
    let points = rows.flatMap(\.values).compactMap { $0 }
    let extents = points.flatMap { point in [point.x] + (point.spread.map { [$0.lowerBound, $0.upperBound] } ?? []) }
    let projection = Projection(axis, values: extents, intervals: 4)
    let legend = Legend(series, width: LineChart.width)
    let top = 30 + legend.height
    let labels = rows.map { Style.width(of: $0.label) }.max() ?? 0
    let left = min(Self.widestLabel, labels) + 14
    let plot = Plot(
      left: left, top: top, right: LineChart.width - 24, bottom: top + Double(rows.count) * Self.rowHeight,
      x: projection, y: projection)

    var markup = Markup()
    markup.addTitle(title, width: LineChart.width)
    legend.draw(in: &markup, top: 26)
    plot.drawColumns(title: axis.title, in: &markup)
    for (index, row) in rows.enumerated() {
      let y = top + (Double(index) + 0.5) * Self.rowHeight
      let label: Attributes = ["x": coordinate(left - 10), "y": coordinate(y + 4.5), "text-anchor": "end"]
      markup.addText(Style.fitted(row.label, width: Self.widestLabel), .text, label)
      plot.line(.rule, left, y, plot.right, y, in: &markup)
      for (series, point) in zip(series, row.values) {
        if let point { plot.draw(series, point, y: y, in: &markup) }
      }
    }
    return Picture(
      width: LineChart.width, height: plot.bottom + 46, title: title, description: description,
      elements: markup.elements)
  }
}

extension Plot {
  /// The axis at the bottom, with a rule at each of its ticks.
  fileprivate func drawColumns(title: String, in markup: inout Markup) {
    for tick in x.ticks {
      let place = left + tick.position * (right - left)
      line(.rule, place, top, place, bottom, in: &markup)
    }
    line(.axis, left, bottom, right, bottom, in: &markup)
    drawHorizontalTicks(in: &markup)
    drawHorizontalTitle(title, in: &markup)
  }

  fileprivate func draw(_ series: Series, _ point: Series.Point, y: Double, in markup: inout Markup) {
    if let spread = point.spread, spread.lowerBound < spread.upperBound {
      let (low, high) = (horizontal(spread.lowerBound), horizontal(spread.upperBound))
      line(series.marker, low, y, high, y, in: &markup)
      for end in [low, high] { line(series.marker, end, y - 4, end, y + 4, in: &markup) }
    }
    series.drawMarker(horizontal(point.x), y, in: &markup)
  }
}
