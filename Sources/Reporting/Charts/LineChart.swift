/// Lines over a common axis, with a marker at each point and a legend above.
public struct LineChart: Sendable {
  public var title: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  /// What the picture shows, in words with its numbers.
  public var description: String

  public init(title: String, x: Axis, y: Axis, series: [Series], description: String) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.description = description
  }

  public static let width = 400.0
  private static let plotHeight = 216.0

  public var picture: Picture {
    let points = series.flatMap(\.points)
    let horizontal = Projection(x, values: points.map(\.x), intervals: 8)
    let heights = points.flatMap { point in [point.y] + (point.spread.map { [$0.lowerBound, $0.upperBound] } ?? []) }
    let vertical = Projection(y, values: heights, intervals: 5)
    let legend = Legend(series, width: Self.width)
    let top = 26 + legend.height + 28
    let left = (vertical.ticks.map { Style.width(of: $0.label) }.max() ?? 0) + 10
    let plot = Plot(
      left: left, top: top, right: Self.width - 12, bottom: top + Self.plotHeight, x: horizontal, y: vertical)

    var markup = Markup()
    markup.addTitle(title, width: Self.width)
    legend.draw(in: &markup, top: 26)
    plot.drawFrame(in: &markup, xTitle: x.title, yTitle: y.title)
    for series in series { plot.draw(series, in: &markup) }
    return Picture(
      width: Self.width, height: plot.bottom + 46, title: title, description: description, elements: markup.elements)
  }
}
