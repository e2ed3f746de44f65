/// The rectangle between the axes.
struct Plot {
  var left, top, right, bottom: Double
  var x, y: Projection

  func horizontal(_ value: Double) -> Double { left + x.fraction(value) * (right - left) }
  func vertical(_ value: Double) -> Double { bottom - y.fraction(value) * (bottom - top) }

  func drawFrame(in markup: inout Markup, xTitle: String, yTitle: String) {
    markup.addText(yTitle, .quietText, ["x": "0", "y": coordinate(top - 12)])
    for tick in y.ticks {
      let height = bottom - tick.position * (bottom - top)
      line(.rule, left, height, right, height, in: &markup)
      markup.addText(
        tick.label, .quietText, ["x": coordinate(left - 7), "y": coordinate(height + 4.5), "text-anchor": "end"])
    }
    line(.axis, left, bottom, right, bottom, in: &markup)
    drawHorizontalTicks(in: &markup)
    drawHorizontalTitle(xTitle, in: &markup)
  }

  /// Places the title under the middle of the axis, or as near to it as the picture's edges allow.
  func drawHorizontalTitle(_ title: String, in markup: inout Markup) {
    let title = Style.fitted(title, width: LineChart.width)
    let half = Style.width(of: title) / 2
    let middle = max(half, min((left + right) / 2, LineChart.width - half))
    markup.addText(
      title, .quietText, ["x": coordinate(middle), "y": coordinate(bottom + 40), "text-anchor": "middle"])
  }

  /// A label that would touch the previous one is left out; its mark stays.
  func drawHorizontalTicks(in markup: inout Markup) {
    var end = -Double.infinity
    for tick in x.ticks {
      let place = left + tick.position * (right - left)
      line(.axis, place, bottom, place, bottom + 5, in: &markup)
      let width = Style.width(of: tick.label)
      let middle = min(place, LineChart.width - width / 2)
      guard middle - width / 2 > end + 6 else { continue }
      end = middle + width / 2
      markup.addText(
        tick.label, .quietText, ["x": coordinate(middle), "y": coordinate(bottom + 20), "text-anchor": "middle"])
    }
  }

  func draw(_ series: Series, in markup: inout Markup) {
    let places = series.points.map { (horizontal($0.x), vertical($0.y)) }
    let lines = series.isJoined ? series.lines : []
    for line in lines where line.count > 1 {
      let path = places[line].map { "\(coordinate($0.0)) \(coordinate($0.1))" }.joined(separator: "L")
      markup.add("path", series.line, ["d": "M" + path])
    }
    for (point, place) in zip(series.points, places) {
      guard let spread = point.spread, spread.lowerBound < spread.upperBound else { continue }
      let (low, high) = (vertical(spread.lowerBound), vertical(spread.upperBound))
      line(series.marker, place.0, low, place.0, high, in: &markup)
      for end in [low, high] { line(series.marker, place.0 - 4, end, place.0 + 4, end, in: &markup) }
    }
    // Many markers would hide the line, so only some of them are drawn, and the last; of several lines only where each ends.
    let step = series.isJoined ? max(1, places.count / 20) : 1
    let ends = Set(lines.map { $0.upperBound - 1 })
    for (index, place) in places.enumerated() {
      guard lines.count < 2 && index.isMultiple(of: step) || index == places.count - 1 || ends.contains(index) else {
        continue
      }
      series.drawMarker(place.0, place.1, in: &markup)
    }
  }

  func line(_ look: Look, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, in markup: inout Markup) {
    markup.add(
      "path", look, ["d": "M\(coordinate(x1)) \(coordinate(y1))L\(coordinate(x2)) \(coordinate(y2))"])
  }
}
