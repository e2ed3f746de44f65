import Charts
import Testing

@Suite struct LineChartTests {
  /// The texts of a drawing, in the order in which they are drawn.
  private func texts(_ picture: Picture) -> [String] {
    picture.element(id: "x").matches(of: /<text[^>]*>([^<]*)<\/text>/).map { String($0.1) }
  }

  private func chart(
    _ ys: [Double], x: Axis = .counting(to: 3, "epoch"), y: Axis = Axis("loss (nats)"), name: String = "a"
  ) -> Picture {
    let points = ys.enumerated().map { Series.Point(x: Double($0 + 1), y: $1) }
    return LineChart(
      title: "Loss", x: x, y: y, series: [Series(name, points, look: 0)], description: "a: 0.5 after epoch 1."
    ).picture
  }

  /// By hand: the fewest multiples of 1, 2 or 5 times a power of ten that enclose the values in at most five steps.
  @Test(arguments: [
    ([0.0, 0.5686], ["0.0", "0.2", "0.4", "0.6"]),
    ([0.83035, 0.996], ["0.80", "0.85", "0.90", "0.95", "1.00"]),
    ([0.9758, 0.9945], ["0.975", "0.980", "0.985", "0.990", "0.995"]),
    ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([3.0, 5210.0], ["0", "2,000", "4,000", "6,000"]),
    ([-0.25, 0.1], ["−0.3", "−0.2", "−0.1", "0.0", "0.1"]),
    ([0.3, 0.30000000000000004], ["0.296", "0.298", "0.300", "0.302", "0.304"]),
    ([2.0, 2.0], ["1.98", "1.99", "2.00", "2.01", "2.02"]),
    ([0.0, 3.4e38], ["0", "1e38", "2e38", "3e38", "4e38"]),
    ([0.0, 0.0], ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
  ]) func ticksAreRound(_ values: [Double], _ labels: [String]) {
    let drawn = texts(chart(values, x: Axis("x", marks: [])))
    #expect(drawn == ["Loss", "loss (nats)"] + labels + ["x"])
  }

  @Test(arguments: [
    (1, ["1"]), (5, ["1", "2", "3", "4", "5"]), (12, ["1", "2", "4", "6", "8", "10", "12"]),
    (30, ["1", "5", "10", "15", "20", "25", "30"]), (80, ["1", "10", "20", "30", "40", "50", "60", "70", "80"]),
  ]) func epochsAreWholeNumbers(_ epochs: Int, _ labels: [String]) {
    let drawn = texts(chart([0, 1], x: .counting(to: epochs, "epoch"), y: Axis("y", marks: [])))
    #expect(drawn == ["Loss", "y"] + labels + ["epoch"])
  }

  /// On a logarithmic axis equal ratios are equal distances: log₁₀ of 1, 10, 100 and of 1, 2, 4, 8.
  @Test(arguments: [[1.0, 10, 100], [1e-4, 1e-3, 1e-2], [32, 128, 512], [3, 3e5, 3e10]])
  func equalRatiosAreEqualDistances(_ values: [Double]) throws {
    let axis = Axis("rate", scale: .logarithmic, marks: values.map { ($0, "") })
    let points = values.map { Series.Point(x: $0, y: 1) }
    let picture = LineChart(title: "", x: axis, y: Axis("y"), series: [Series("a", points, look: 0)], description: "")
      .picture.element(id: "x")
    let places = picture.matches(of: /<circle class="m0" cx="([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(places.count == 3)
    #expect((places[2] - 2 * places[1] + places[0]).magnitude <= 0.02)
    #expect(places[0] < places[1])
  }

  @Test func labelsThatWouldTouchAreLeftOut() {
    let marks = [500.0, 502, 1000].map { ($0, String(Int($0))) }
    let drawn = texts(chart([0, 1], x: Axis("batch size", marks: marks), y: Axis("y", marks: [])))
    #expect(drawn == ["Loss", "y", "500", "1000", "batch size"])
  }

  @Test func wordsAndNumbersAreThereForThoseWhoDoNotSee() {
    let svg = chart([0.5, 0.25]).element(id: "curve-1")
    #expect(svg.contains("role=\"img\" aria-labelledby=\"curve-1-title curve-1-desc\">"))
    #expect(
      svg.contains("<title id=\"curve-1-title\">Loss</title>\n<desc id=\"curve-1-desc\">a: 0.5 after epoch 1.</desc>"))
  }

  @Test func textNeverBecomesMarkup() {
    let picture = LineChart(
      title: "<script>\"x\"&", x: Axis("a<b"), y: Axis("'"),
      series: [Series("<i>", [], look: 0), Series("]]>", [], look: 1)], description: "\u{0}<\"\u{301}>"
    ).picture
    for svg in [picture.element(id: "\"><x>"), picture.file] {
      #expect(!svg.contains("<script") && !svg.contains("<i>") && !svg.contains("<x>"))
      #expect(svg.contains("&lt;script&gt;&quot;x&quot;&amp;"))
      #expect(svg.contains("\u{FFFD}&lt;&quot;\u{301}&gt;</desc>"))
    }
  }

  @Test func theSameChartIsTheSameBytes() {
    #expect(chart([0.1, 0.7]).file == chart([0.1, 0.7]).file)
    #expect(chart([0.1, 0.7]).file != chart([0.1, 0.6]).file)
  }

  /// Non-finite values are not drawn; a series without any others leaves an empty frame and does not crash.
  @Test func whatIsNotFiniteIsNotDrawn() {
    let svg = chart([.nan, 0.5, .infinity]).element(id: "x")
    #expect(svg.matches(of: /<circle/).count == 1)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(!chart([]).element(id: "x").contains("<circle"))
  }

  @Test func longNamesAreCutInTheMiddle() {
    let name = String(repeating: "a", count: 60) + "-1"
    let drawn = LineChart(
      title: "t", x: Axis("x"), y: Axis("y"), series: [Series(name, [], look: 0), Series("b", [], look: 1)],
      description: ""
    ).picture
    let label = texts(drawn).first { $0.hasPrefix("aaa") }
    #expect(label?.contains("…") == true)
    #expect(label?.hasSuffix("-1") == true)
  }

  /// A long title is cut within the run's name, never within the words that say what is shown.
  @Test func aTitleKeepsItsWords() {
    let name = String(repeating: "long-name-", count: 9) + "7"
    let title = LineChart(
      title: "\(name): validation accuracy", x: Axis("x"), y: Axis("y"), series: [], description: ""
    ).picture
    let shown = texts(title)[0]
    #expect(shown.hasPrefix("long-name-") && shown.contains("…") && shown.hasSuffix("-7: validation accuracy"))
  }

  @Test func aSpreadIsDrawnAsAWhisker() {
    let point = Series.Point(x: 1, y: 0.5, spread: 0.4...0.6)
    func lines(_ point: Series.Point) -> Int {
      LineChart(
        title: "", x: Axis("x", marks: []), y: Axis("y", marks: []), series: [Series("a", [point], look: 0)],
        description: ""
      ).picture.element(id: "x").matches(of: /<path class="m0"/).count
    }
    #expect(lines(point) == 3)
    #expect(lines(Series.Point(x: 1, y: 0.5)) == 0)
  }

  /// Trials that end: two lines and a point, each with a marker at its end. A chart of one series has no legend.
  @Test func severalLinesMayHaveOneLook() {
    func line(_ ys: Double...) -> [Series.Point] { ys.enumerated().map { Series.Point(x: Double($0 + 1), y: $1) } }
    let series = Series("a", lines: [line(0.1, 0.2, 0.3), line(0.2), line(.nan), line(0.3, 0.1)], look: 0)
    let text = LineChart(title: "Loss", x: .counting(to: 3, "epoch"), y: Axis("y"), series: [series], description: "")
      .picture.element(id: "x")
    let paths = text.matches(of: /<path[^>]* d="(M[^"]*)"/).map { String($0.1) }.filter { $0.count(of: "L") > 0 }
    let plain = chart([0.1, 0.2, 0.3]).element(id: "x").matches(of: /<path[^>]* d="(M[^"]*)"/)
      .map { String($0.1) }.filter { $0.count(of: "L") > 0 }
    #expect(paths.count == plain.count + 1)
    #expect(text.matches(of: /<circle/).count == 3)
  }
}

extension String {
  fileprivate func count(of character: Character) -> Int { count { $0 == character } }
}
