/// The words of a flow chart's box, in lines: the layer's word and options, then its shape and parameters. What fits into one line
/// is one.
package struct FlowText: Equatable, Sendable {
  package enum Role: Equatable, Sendable { case name, detail, fact }

  package struct Span: Equatable, Sendable {
    package var text: String
    package var role: Role

    package init(text: String, role: Role) { (self.text, self.role) = (text, role) }

    /// In the widest of the usual fonts, DejaVu Sans.
    package var width: Double {
      // Bold letters are wider.
      text.unicodeScalars.reduce(0) { $0 + FlowText.width(of: $1) } * FlowText.size * (role == .name ? 1.12 : 1)
    }
  }

  package static let size = 12.0
  static let lineHeight = 15.0
  /// From a line's top to its letters' feet.
  static let baseline = 11.5
  /// Above and below the text.
  static let margin = 4.0
  let lines: [[Span]]
  /// On its left and right.
  private let padding: Double

  /// An even number: half of it is a whole one.
  var width: Double { 2 * ((lines.map(Self.width).max() ?? 0) / 2).rounded(.up) + 2 * padding }
  var height: Double { Double(lines.count) * Self.lineHeight + 2 * Self.margin }

  /// - Parameter width: of the box, whose lines are broken if they are longer.
  init(_ box: FlowChart.Box, width: Double) {
    padding = box.kind == .round ? 9 : 5
    let room = max(2 * (width / 2 - padding).rounded(.down), Self.least)
    let title = Self.wrapped(Self.title(box), room)
    let whole = Span(text: box.facts.joined(separator: " · "), role: .fact)
    // An en space, wider than those of the title.
    let line = (title.first ?? []) + [Span(text: "\u{2002}" + whole.text, role: .fact)]
    if title.count == 1, box.facts.count == 1 || box.kind == .round, Self.width(line) <= room {
      lines = [line]
    } else {
      let facts = whole.width <= room ? [whole.text] : box.facts
      lines = title + facts.flatMap { Self.wrapped([Span(text: $0, role: .fact)], room) }
    }
  }

  /// No column is so narrow that `110,720 parameters` would not fit.
  static let least = 126.0

  private static func width(_ line: [Span]) -> Double { line.reduce(0) { $0 + $1.width } }

  /// The word and the options, with the spaces between them.
  private static func title(_ box: FlowChart.Box) -> [Span] {
    [Span(text: box.name, role: .name)]
      + box.details.enumerated().map { index, detail in
        Span(text: " " + detail + (index + 1 < box.details.count ? "," : ""), role: .detail)
      }
  }

  /// Lines of whole spans; only what is wider than a line is broken itself. In a line each look is one span.
  private static func wrapped(_ spans: [Span], _ room: Double) -> [[Span]] {
    var lines: [[Span]] = []
    for var span in spans.flatMap({ $0.width <= room ? [$0] : broken($0, room) }) {
      if let line = lines.last, let last = line.last, width(line + [span]) <= room {
        if last.role == span.role { span.text = last.text + span.text }
        lines[lines.count - 1] = (last.role == span.role ? line.dropLast() : line) + [span]
      } else {
        if span.text.hasPrefix(" ") { span.text.removeFirst() }
        lines.append([span])
      }
    }
    return lines
  }

  /// After underlines and before spaces; a longer piece loses its middle.
  private static func broken(_ span: Span, _ room: Double) -> [Span] {
    var pieces = [""]
    for letter in span.text {
      if letter == " " || pieces[pieces.count - 1].last == "_" { pieces.append("") }
      pieces[pieces.count - 1].append(letter)
    }
    return pieces.filter { !$0.isEmpty }.map { fitted(Span(text: $0, role: span.role), room) }
  }

  /// The span without letters from its middle: names differ at their ends.
  private static func fitted(_ span: Span, _ room: Double) -> Span {
    guard span.width > room else { return span }
    var (head, tail) = (span.text.prefix(span.text.count / 2), span.text.suffix(span.text.count - span.text.count / 2))
    var short = span
    while !(head.isEmpty && tail.isEmpty), short.width > room {
      if head.count > tail.count { head.removeLast() } else { tail.removeFirst() }
      short.text = head + "…" + tail
    }
    return short
  }

  /// A label's text, and how wide it is.
  static func label(_ text: String, widest: Double) -> (text: String, width: Double) {
    let span = fitted(Span(text: text, role: .detail), widest)
    return (span.text, span.width.rounded(.up))
  }

  /// As a share of the font's size.
  fileprivate static func width(of scalar: Unicode.Scalar) -> Double {
    if scalar.isASCII { return widths[Int(scalar.value)] }
    return scalar == "\u{2002}" ? 0.5 : scalar.value >= 0x1100 ? 1.05 : 0.84
  }

  /// Of the characters of ASCII.
  private static let widths: [Double] = [
    ("ijl'|", 0.28), (" ,.:;I", 0.32), ("frt[]()-!/\\\"", 0.42), ("sz_", 0.53), ("ck", 0.58), ("aeovxy", 0.615),
    ("mwMW%@", 0.99), ("ABCDGHKNOQRUVX&+=<>#~", 0.84),
  ].reduce(into: Array(repeating: 0.64, count: 128)) { widths, group in
    for letter in group.0.unicodeScalars { widths[Int(letter.value)] = group.1 }
  }
}
