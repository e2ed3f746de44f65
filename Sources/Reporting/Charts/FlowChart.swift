/// A network from its input at the top to its output at the bottom: a box for each layer, branches side by side, copies as one in a
/// frame. Where everything is, is `FlowLayout`'s matter.
///
/// A page shows it in its own size, because a network that is scaled to a column's width has text of any size.
public struct FlowChart: Sendable {
  public indirect enum Part: Equatable, Sendable {
    case box(Box)
    /// Lists that read the same value, and the box that makes one value of theirs.
    case branches([Branch], joint: Box)
    /// A list in a frame with a caption.
    case frame(String, [Part])
  }

  public struct Box: Equatable, Sendable {
    public enum Kind: Sendable {
      case plain
      /// A layer with parameters.
      case weighted
      /// The input, the output, and where branches meet.
      case round
    }

    /// A layer's word or a sign.
    public var name: String
    public var details: [String]
    /// Its shape, and its parameters if it has any.
    public var facts: [String]
    public var kind: Kind

    public init(_ name: String, details: [String] = [], facts: [String] = [], kind: Kind = .plain) {
      self.name = name
      self.details = details
      self.facts = facts
      self.kind = kind
    }
  }

  public struct Branch: Equatable, Sendable {
    public var name: String
    /// Whether the name stands beside it.
    public var isLabelled: Bool
    /// Empty for a plain line: what the branches read itself.
    public var parts: [Part]

    public init(_ name: String, isLabelled: Bool = true, _ parts: [Part]) {
      self.name = name
      self.isLabelled = isLabelled
      self.parts = parts
    }
  }

  public var title: String
  public var parts: [Part]

  public init(title: String, parts: [Part]) {
    self.title = title
    self.parts = parts
  }

  public var picture: Picture {
    let layout = FlowLayout(parts)
    let width = max(FlowLayout.phone, layout.width)
    var drawing = Markup()
    for frame in layout.frames { frame.draw(in: &drawing) }
    for edge in layout.edges { edge.draw(in: &drawing) }
    for box in layout.boxes { box.draw(in: &drawing) }
    for label in layout.labels { label.draw(in: &drawing) }
    var markup = Markup()
    markup.addTitle(title, width: width)
    // Half a pixel further, lines of one pixel cover one and not halves of two.
    markup.add(drawing.elements, x: ((width - layout.width) / 2).rounded(.down) + 0.5, y: Self.top + 0.5)
    return Picture(
      width: width + 1, height: Self.top + layout.height + 1, title: title, description: words,
      elements: markup.elements)
  }

  /// Where the chart begins below its title.
  private static let top = 30.0
}

extension FlowChart {
  /// The structure in words, for readers who cannot see the drawing.
  package var words: String { Self.words(parts) + "." }

  private static func words(_ parts: [Part]) -> String { parts.map(words).joined(separator: "; ") }

  private static func words(_ part: Part) -> String {
    switch part {
    case .box(let box): box.words
    case .frame(let caption, let parts): "\(caption) (\(words(parts)))"
    case .branches(let branches, let joint):
      "side by side ("
        + branches.map { "\($0.name): \($0.parts.isEmpty ? "the input itself" : words($0.parts))" }
        .joined(separator: " | ") + ") to \(joint.words)"
    }
  }
}

extension FlowChart.Box {
  fileprivate var words: String {
    let title = ([name] + details.prefix(1)).joined(separator: " ")
    return ([title] + Array(details.dropFirst()) + facts).joined(separator: ", ")
  }
}

// MARK: Drawing

extension FlowLayout.Box {
  fileprivate func draw(in markup: inout Markup) {
    let corner = kind == .round ? min(place.height, FlowText.lineHeight + 2 * FlowText.margin) / 2 : 3
    markup.add(
      "rect", kind == .weighted ? .weightedBox : .box, place.attributes + ["rx": coordinate(corner)])
    for (index, line) in lines.enumerated() {
      let y = place.y + FlowText.margin + Double(index) * FlowText.lineHeight + FlowText.baseline
      line.draw(middle: place.x + place.width / 2, y: y, in: &markup)
    }
  }
}

extension [FlowText.Span] {
  /// In the middle of a box. What follows a layer's word begins where that ends: LibreOffice would center each look by itself.
  fileprivate func draw(middle: Double, y: Double, in markup: inout Markup) {
    func attributes(_ x: Double, _ anchor: String) -> Attributes {
      ["x": coordinate(x), "y": coordinate(y), "text-anchor": anchor, "font-size": coordinate(FlowText.size)]
    }
    let (first, rest) = (self[0], dropFirst())
    guard let second = rest.first else {
      return markup.addText(first.text, first.role.look, attributes(middle, "middle"))
    }
    let border = middle + (first.width - rest.reduce(0) { $0 + $1.width }) / 2
    markup.addText(first.text, first.role.look, attributes(border, "end"))
    let space = second.text.prefix { $0.isWhitespace }
    let texts = [String(second.text.dropFirst(space.count))] + rest.dropFirst().map(\.text)
    markup.addText(
      zip(texts, rest).filter { !$0.0.isEmpty }.map { ($0, $1.role.look) },
      attributes(border + FlowText.Span(text: String(space), role: second.role).width, "start"))
  }
}

extension FlowLayout.Edge {
  private static let corner = 5.0

  /// A line with round corners and a tip at its end.
  fileprivate func draw(in markup: inout Markup) {
    var path = "M\(points[0].text)"
    for (before, (point, after)) in zip(points, zip(points.dropFirst(), points.dropFirst(2))) {
      let (from, to) = (point.towards(before, Self.corner), point.towards(after, Self.corner))
      path += "L\(from.text)Q\(point.text) \(to.text)"
    }
    let (end, before) = (points[points.count - 1], points[points.count - 2])
    markup.add("path", .axis, ["d": path + "L\(end.towards(before, 1).text)"])
    let (along, length) = (end.towards(before, 6), 3.5)
    let across = before.x == end.x ? (length, 0) : (0, length)
    markup.add(
      "path", .tip,
      [
        "d":
          "M\(end.text)L\(along.moved(x: across.0, y: across.1).text)L\(along.moved(x: -across.0, y: -across.1).text)Z"
      ])
  }
}

extension FlowLayout.Label {
  fileprivate func draw(in markup: inout Markup) {
    markup.addText(
      text, .quietText, ["x": coordinate(at.x), "y": coordinate(at.y), "font-size": coordinate(FlowText.size)])
  }
}

extension FlowLayout.Frame {
  fileprivate func draw(in markup: inout Markup) {
    markup.add("rect", .copies, place.attributes + ["rx": "6"])
    markup.addText(
      caption, .strongText,
      ["x": coordinate(place.x + place.width - 8), "y": coordinate(place.y + 16), "text-anchor": "end"])
  }
}

extension FlowLayout.Rectangle {
  fileprivate var attributes: Attributes {
    ["x": coordinate(x), "y": coordinate(y), "width": coordinate(width), "height": coordinate(height)]
  }
}

extension FlowLayout.Point {
  fileprivate var text: String { "\(coordinate(x)) \(coordinate(y))" }

  /// A point of the line to another, which is level or plumb: at most half way there.
  fileprivate func towards(_ other: Self, _ distance: Double) -> Self {
    func step(_ from: Double, _ to: Double) -> Double { max(-distance, min(distance, (to - from) / 2)) }
    return moved(x: step(x, other.x), y: step(y, other.y))
  }
}

extension FlowText.Role {
  fileprivate var look: Look {
    switch self {
    case .name: .strongText
    case .detail: .text
    case .fact: .quietText
    }
  }
}
