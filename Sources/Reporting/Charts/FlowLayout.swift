/// Where the boxes, lines and words of a flow chart are: a function of its parts alone, in which nothing is drawn.
package struct FlowLayout: Equatable, Sendable {
  package struct Point: Equatable, Sendable {
    package var x: Double
    package var y: Double

    func moved(x: Double, y: Double) -> Self { Point(x: self.x + x, y: self.y + y) }
  }

  package struct Rectangle: Equatable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    func moved(x: Double, y: Double) -> Self { Rectangle(x: self.x + x, y: self.y + y, width: width, height: height) }
  }

  package struct Box: Equatable, Sendable {
    package var place: Rectangle
    package var kind: FlowChart.Box.Kind
    package var lines: [[FlowText.Span]]
  }

  /// From the border of a box to that of another, level and plumb by turns.
  package struct Edge: Equatable, Sendable {
    package var points: [Point]
  }

  /// A branch's name, to the right of its line.
  package struct Label: Equatable, Sendable {
    package var text: String
    /// Of its letters' feet.
    package var at: Point
  }

  package struct Frame: Equatable, Sendable {
    package var place: Rectangle
    package var caption: String
  }

  package internal(set) var boxes: [Box] = []
  package internal(set) var edges: [Edge] = []
  package internal(set) var labels: [Label] = []
  package internal(set) var frames: [Frame] = []
  package private(set) var width = 0.0
  package private(set) var height = 0.0

  /// What a page leaves on a telephone of 360 pixels: 320, without half a line on either side.
  package static let phone = 319.0

  init() {}

  /// As narrow as `available`, unless there is so much side by side that words would no longer fit. All places are whole numbers.
  package init(_ parts: [FlowChart.Part], available: Double = Self.phone) {
    var list = FlowPiece(list: parts, available)
    // Blocks that reach far to the left and others that reach far to the right of the line are together wider than any of them.
    for share in [0.9, 0.8, 0.7, 0.6] where list.width > available {
      let narrower = FlowPiece(list: parts, available * share)
      if narrower.width <= available { list = narrower }
    }
    add(list.layout, x: list.left, y: 0)
    (width, height) = (list.left + list.right, list.height)
  }

  /// Adds what another has, moved.
  mutating func add(_ other: FlowLayout, x: Double, y: Double) {
    boxes += other.boxes.map { Box(place: $0.place.moved(x: x, y: y), kind: $0.kind, lines: $0.lines) }
    edges += other.edges.map { Edge(points: $0.points.map { $0.moved(x: x, y: y) }) }
    labels += other.labels.map { Label(text: $0.text, at: $0.at.moved(x: x, y: y)) }
    frames += other.frames.map { Frame(place: $0.place.moved(x: x, y: y), caption: $0.caption) }
  }

  /// An edge without the points at which it does not turn.
  mutating func connect(_ points: [Point]) {
    var turns: [Point] = []
    for point in points where turns.last != point {
      if turns.count > 1 {
        let (a, b) = (turns[turns.count - 2], turns[turns.count - 1])
        if a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y { turns.removeLast() }
      }
      turns.append(point)
    }
    edges.append(Edge(points: turns))
  }
}
