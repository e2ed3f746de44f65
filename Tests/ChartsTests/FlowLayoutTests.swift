import Charts
import Testing

/// Where a network's picture has its boxes and lines, without drawing it.
@Suite struct FlowLayoutTests {
  typealias Part = FlowChart.Part

  static func layer(
    _ name: String, _ details: String..., shape: String = "[8, 8, 16]", parameters: String? = nil
  ) -> Part {
    .box(
      FlowChart.Box(
        name, details: details, facts: [shape] + (parameters.map { ["\($0) parameters"] } ?? []),
        kind: parameters == nil ? .plain : .weighted))
  }

  static func end(_ name: String) -> Part { .box(FlowChart.Box(name, facts: ["[8, 8, 16]"], kind: .round)) }
  static func joint(_ name: String) -> FlowChart.Box { FlowChart.Box(name, facts: ["[8, 8, 16]"], kind: .round) }

  static let conv = layer("conv2d", "16", "3×3", "strides 2×2", "same", "relu", parameters: "2,320")
  static let chain = [conv, layer("batch_normalization", parameters: "64"), layer("activation", "relu")]

  static func residual(_ layers: [Part], shortcut: [Part] = []) -> Part {
    .branches(
      [
        FlowChart.Branch("layers", isLabelled: false, layers),
        FlowChart.Branch("shortcut", isLabelled: !shortcut.isEmpty, shortcut),
      ], joint: joint("+"))
  }

  static func merge(_ name: String, _ branches: KeyValuePairs<String, [Part]>) -> Part {
    .branches(branches.map { FlowChart.Branch($0.key, $0.value) }, joint: joint(name))
  }

  /// Blocks within blocks, of each kind.
  static let nested: [Part] = {
    var inner = chain
    for level in 1...6 {
      let blocks = [
        Part.frame("× \(level)", inner), residual(inner), merge("concatenate", ["so-far": [], "new": inner]),
      ]
      inner = [layer("dense", "\(level)", parameters: "12"), blocks[level % 3]]
    }
    return inner
  }()

  static let charts: [(name: String, parts: [Part])] =
    [
      ("chain", chain), ("residual", [residual(chain)]), ("projection", [residual(chain, shortcut: [conv])]),
      (
        "forks one after the other",
        [residual(chain), residual([residual(chain)]), residual([residual([], shortcut: [])])]
      ),
      ("three", [merge("average", ["first": chain, "second": [], "third": [conv]])]),
      ("four", [merge("concatenate", ["1x1": [conv], "3x3": chain, "5x5": [conv, conv], "pool": chain])]),
      ("excitation", [conv, merge("×", ["signal": [], "gate": chain])]),
      ("nothing but lines", [merge("maximum", ["a": [], "b": [], "c": []])]),
      ("a long name", [merge("add", [String(repeating: "name-", count: 8): [], "b": chain])]),
      ("copies", [.frame("× 1,000", [.frame("× 2", [residual(chain)])])]),
      ("small", [residual([layer("dense", "4", shape: "[4]")])]),
      ("nested", nested), ("nested deeper", [residual(nested, shortcut: nested)]),
      ("many", Array(repeating: conv, count: 50)),
    ].map { ($0, [end("input")] + $1 + [end("output")]) } + (1...100).map { ("random \($0)", random($0)) }

  /// The same parts for the same number, blocks within blocks of every kind and size.
  private static func random(_ seed: Int) -> [Part] {
    var state = UInt64(seed)
    func word(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func text() -> String { String(repeating: "name_", count: 1 + word(4)) + "\(word(1000))" }
    func list(_ depth: Int, least: Int) -> [Part] {
      (0..<least + word(3)).map { _ in
        switch depth < 4 ? word(5) : 0 {
        case 1: residual(list(depth + 1, least: 0), shortcut: list(depth + 1, least: 0))
        case 2: .frame("× \(2 + word(999))", list(depth + 1, least: 1))
        case 3:
          .branches(
            (0..<2 + word(3)).map { _ in FlowChart.Branch(text(), isLabelled: word(2) == 0, list(depth + 1, least: 0))
            },
            joint: joint(text()))
        default:
          layer(text(), text(), shape: "[\(word(10_000))]", parameters: word(2) == 0 ? "\(word(1_000_000))" : nil)
        }
      }
    }
    return [end("input")] + list(0, least: 1) + [end("output")]
  }

  @Test(arguments: charts) func boxesKeepTheirDistance(_ chart: (name: String, parts: [Part])) {
    let layout = FlowLayout(chart.parts)
    for (index, box) in layout.boxes.enumerated() {
      #expect(box.place.x >= 0 && box.place.x + box.place.width <= layout.width, "\(chart.name)")
      #expect(box.place.y >= 0 && box.place.y + box.place.height <= layout.height, "\(chart.name)")
      for other in layout.boxes[(index + 1)...] where box.place.overlaps(other.place, margin: 10) {
        Issue.record("\(chart.name): \(box.place) and \(other.place)")
      }
    }
  }

  /// It begins and ends at a border, where tips have room, and goes through no box on its way.
  @Test(arguments: charts) func everyEdgeLeadsFromABoxToABox(_ chart: (name: String, parts: [Part])) throws {
    let layout = FlowLayout(chart.parts)
    for edge in layout.edges {
      let (start, end) = (try #require(edge.points.first), try #require(edge.points.last))
      #expect(
        layout.boxes.contains { $0.place.hasOnBorder(start) && start.y == $0.place.bottom }, "\(chart.name): \(edge)")
      #expect(layout.boxes.contains { $0.place.hasOnBorder(end) && end.y < $0.place.bottom }, "\(chart.name): \(edge)")
      let lines = zip(edge.points, edge.points.dropFirst())
      for (index, (a, b)) in lines.enumerated() {
        #expect(a != b && (a.x == b.x) != (a.y == b.y), "\(chart.name): neither level nor plumb: \(edge)")
        let line = FlowLayout.Rectangle(a, b)
        #expect(
          !layout.boxes.contains { $0.place.overlaps(line, margin: -0.5) }, "\(chart.name): through a box: \(edge)")
        if index == edge.points.count - 2 { #expect(line.width + line.height >= 10, "\(chart.name): \(edge)") }
      }
    }
    // Each box but the output leads on, and each but the input is led to.
    for box in layout.boxes.dropFirst() {
      #expect(layout.edges.contains { $0.points.last.map(box.place.hasOnBorder) == true }, "\(chart.name): \(box)")
    }
    #expect(layout.edges.count >= layout.boxes.count - 1)
  }

  @Test(arguments: charts) func wordsStayWithinAndBesideBoxes(_ chart: (name: String, parts: [Part])) {
    let layout = FlowLayout(chart.parts)
    for box in layout.boxes {
      for line in box.lines {
        let width = line.reduce(0) { $0 + $1.width }
        #expect(width <= box.place.width, "\(chart.name): \(line)")
      }
    }
    let words =
      layout.labels.map { label in
        FlowLayout.Rectangle(
          x: label.at.x, y: label.at.y - 10, width: FlowText.Span(text: label.text, role: .detail).width, height: 12)
      }
      + layout.frames.map { frame in
        let width = FlowText.Span(text: frame.caption, role: .name).width
        return .init(x: frame.place.x + frame.place.width - 8 - width, y: frame.place.y + 5, width: width, height: 12)
      }
    let lines = layout.edges.flatMap { zip($0.points, $0.points.dropFirst()).map(FlowLayout.Rectangle.init) }
    for (index, place) in words.enumerated() {
      for others in [layout.boxes.map(\.place), lines, Array(words[(index + 1)...])] {
        #expect(!others.contains { $0.overlaps(place, margin: 0) }, "\(chart.name): \(place)")
      }
      #expect(place.x >= 0 && place.x + place.width <= layout.width, "\(chart.name): \(place)")
    }
    for frame in layout.frames {
      #expect(layout.boxes.allSatisfy { !$0.place.overlaps(frame.place, margin: 0) || $0.place.isWithin(frame.place) })
    }
  }

  /// Names as long as a layer's with all of its options: two columns fit into a telephone's width, four don't.
  @Test(arguments: [
    ("chain", true), ("residual", true), ("projection", true), ("excitation", true), ("copies", true), ("many", true),
    ("four", false),
  ])
  func whatFitsIntoATelephoneIsNoWider(_ name: String, _ fits: Bool) throws {
    let parts = try #require(Self.charts.first { $0.name == name }).parts
    #expect((FlowLayout(parts).width <= FlowLayout.phone) == fits)
  }

  /// By hand: 23 for a line of 15 between margins of 4, 38 for two.
  @Test func boxesAreCompact() {
    let heights = FlowLayout(Self.chain).boxes.map(\.place.height)
    #expect(heights == [38, 38, 23])
    #expect(FlowLayout(Array(repeating: Self.layer("dropout", "0.5"), count: 50)).height == 50 * 23 + 49 * 14)
  }

  /// The line goes straight through the layers of a residual, and the shortcut passes on their right.
  @Test func aResidualIsALineWithARoundabout() {
    let layout = FlowLayout([Self.end("input"), Self.residual([Self.conv])])
    let (input, layer, joint) = (layout.boxes[0].place, layout.boxes[1].place, layout.boxes[2].place)
    #expect(layout.boxes.count == 3 && Set([input.middle, layer.middle, joint.middle]).count == 1)
    let edges = layout.edges.map(\.points).sorted { $0.count < $1.count }
    #expect(edges.map(\.count) == [2, 2, 5])
    #expect(edges[2][1].y == edges[2][2].y && edges[2][2].x > layer.x + layer.width)
    #expect(edges[2][4].x == joint.x + joint.width && edges[2][4].y == joint.y + joint.height / 2)
  }

  @Test func longWordsAreBrokenWhereTheyMay() {
    func lines(_ name: String, _ details: [String] = []) -> [String] {
      FlowLayout(
        [.box(FlowChart.Box(name, details: details, facts: ["[16, 16, 32]", "4,640 parameters"]))], available: 130
      )
      .boxes[0].lines.map { $0.map(\.text).joined() }
    }
    #expect(
      lines("conv2d", ["32", "3×3", "strides 2×2", "same"]) == [
        "conv2d 32, 3×3,", "strides 2×2, same", "[16, 16, 32]", "4,640 parameters",
      ])
    #expect(lines("global_average_pooling2d") == ["global_average_", "pooling2d", "[16, 16, 32]", "4,640 parameters"])
    let column = lines("select", [String(repeating: "x", count: 40) + "end"])
    #expect(column.count == 4 && column[1].hasPrefix("xxx") && column[1].contains("…") && column[1].hasSuffix("end"))
  }
}

@Suite struct FlowChartTests {
  private let chart = FlowChart(
    title: "a & b: network",
    parts: [
      FlowLayoutTests.end("input"),
      .branches(
        [
          FlowChart.Branch("left", [FlowLayoutTests.layer("select", "<age>", "\"x\"&", shape: "[2]")]),
          FlowChart.Branch("right", []),
        ], joint: FlowLayoutTests.joint("concatenate")),
      .frame("× 3", [FlowLayoutTests.layer("dense", "1", "relu", shape: "[1]", parameters: "5")]),
      FlowLayoutTests.end("output"),
    ])

  @Test func theStructureIsThereInWords() {
    #expect(
      chart.words
        == "input, [8, 8, 16]; side by side (left: select <age>, \"x\"&, [2] | right: the input itself) to concatenate, [8, 8, 16]; "
        + "× 3 (dense 1, relu, [1], 5 parameters); output, [8, 8, 16].")
    let svg = chart.picture.element(id: "n")
    #expect(svg.contains("role=\"img\" aria-labelledby=\"n-title n-desc\">"))
    #expect(
      svg.contains(
        "<title id=\"n-title\">a &amp; b: network</title>\n<desc id=\"n-desc\">input, [8, 8, 16]; side by side"))
  }

  /// Columns of a table are named as their author likes.
  @Test func textNeverBecomesMarkup() {
    for svg in [chart.picture.element(id: "n"), chart.picture.file] {
      #expect(
        !svg.contains("<age>") && svg.contains("&lt;age&gt;, &quot;x&quot;&amp;</tspan>"))
    }
  }

  @Test func whatIsWhatIsSeen() {
    let svg = chart.picture.element(id: "n")
    #expect(svg.matches(of: /<rect class="box"/).count == 4)
    #expect(svg.matches(of: /<rect class="weighted"/).count == 1)
    #expect(svg.matches(of: /<rect class="copies"/).count == 1)
    #expect(svg.matches(of: /class="tip"/).count == 5)
    #expect(svg.contains(">× 3</text>") && svg.contains(">left</text>") && svg.contains(">right</text>"))
    #expect(
      svg.contains("<text class=\"strong\" ") && svg.contains("text-anchor=\"end\" font-size=\"12\">dense</text>"))
    #expect(svg.contains("xml:space=\"preserve\"><tspan class=\"text\">1, relu</tspan></text>"))
    #expect(svg.contains("text-anchor=\"middle\" font-size=\"12\">[1] · 5 parameters</text>"))
    // A line in three looks.
    #expect(
      svg.contains(
        "><tspan class=\"text\">&lt;age&gt;, &quot;x&quot;&amp;</tspan><tspan class=\"quiet\">\u{2002}[2]</tspan></text>"
      ))
  }

  @Test func theSameChartIsTheSameBytes() {
    for chart in FlowLayoutTests.charts {
      func file() -> String { FlowChart(title: chart.name, parts: chart.parts).picture.file }
      #expect(file() == file())
    }
  }

  /// A page shows it unscaled.
  @Test func textIsLargeEnough() { #expect(FlowText.size >= 11) }
}

extension FlowLayout.Rectangle {
  /// A line's.
  fileprivate init(_ a: FlowLayout.Point, _ b: FlowLayout.Point) {
    self.init(x: min(a.x, b.x), y: min(a.y, b.y), width: (a.x - b.x).magnitude, height: (a.y - b.y).magnitude)
  }

  fileprivate var bottom: Double { y + height }
  fileprivate var middle: Double { x + width / 2 }

  fileprivate func overlaps(_ other: Self, margin: Double) -> Bool {
    x < other.x + other.width + margin && other.x < x + width + margin && y < other.bottom + margin
      && other.y < bottom + margin
  }

  fileprivate func isWithin(_ other: Self) -> Bool {
    x >= other.x && x + width <= other.x + other.width && y >= other.y && bottom <= other.bottom
  }

  fileprivate func hasOnBorder(_ point: FlowLayout.Point) -> Bool {
    let (inX, inY) = (point.x >= x && point.x <= x + width, point.y >= y && point.y <= bottom)
    return inX && (point.y == y || point.y == bottom) || inY && (point.x == x || point.x == x + width)
  }
}
