/// How all drawings look. Dashes and markers distinguish the series even without colour.
public enum Style {
  package static let fontSize = 13.0
  /// Text of the same size, but bold and therefore wider.
  static let titleSize = 14.5

  /// The fonts in files: every SVG reader knows the first, or has a font of the same widths.
  static let fontFamily = "Arial, Liberation Sans, Helvetica, sans-serif"

  /// The style sheet of pages.
  public static let sheet = """
    .chart{\(variables(\.light));\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;\
    font-size:13px;font-variant-numeric:tabular-nums}
    @media (prefers-color-scheme:dark){.chart{\(variables(\.dark))}.chart image{filter:invert(1)}}
    @media print{.chart{\(variables(\.print))}.chart image{filter:none}}
    \(Look.all.map(rule).joined(separator: "\n"))

    """

  private typealias Shades = (light: String, dark: String, print: String)

  private static func variables(_ shade: KeyPath<Shades, String>) -> String {
    Colour.all.map { "\($0.variable):\($0.shades[keyPath: shade])" }.joined(separator: ";")
  }

  private static func rule(_ look: Look) -> String {
    let declarations = look.properties.compactMap { name, value -> String? in
      switch value {
      case .colour(let colour): "\(name):var(\(colour.variable))"
      case .word(let word): word.isEmpty ? nil : "\(name):\(word)"
      }
    }
    return ".chart .\(look.name){\(declarations.joined(separator: ";"))}"
  }

  /// Wide enough for the widest of the usual fonts (DejaVu Sans, whose digits are 0.64 of its size), so that nothing
  /// overlaps.
  package static func width(of text: String, size: Double = fontSize) -> Double {
    text.unicodeScalars.reduce(0) { $0 + size * ($1.isASCII && Self.narrow.contains($1) ? 0.4 : 0.66) }
  }

  private static let narrow: Set<Unicode.Scalar> = [
    " ", ".", ",", ":", "i", "l", "j", "f", "t", "r", "(", ")", "|", "'",
  ]

  /// The text cut to a width, with an ellipsis in its middle: long names differ at their ends.
  static func fitted(_ text: String, width: Double, size: Double = fontSize) -> String {
    guard Self.width(of: text, size: size) > width else { return text }
    var (head, tail) = (text.prefix(text.count / 2), text.suffix(text.count - text.count / 2))
    while !(head.isEmpty && tail.isEmpty), Self.width(of: head + "…" + tail, size: size) > width {
      if head.count > tail.count { head.removeLast() } else { tail.removeFirst() }
    }
    return head + "…" + tail
  }
}

extension Markup {
  /// The line at the top of every drawing. If `a-long-name: what is shown` is too long, the name is cut.
  mutating func addTitle(_ title: String, width: Double) {
    let name = title.lastIndex(of: ":").map { title[..<$0] } ?? title[...]
    let rest = String(title[name.endIndex...])
    let room = width - Style.width(of: rest, size: Style.titleSize)
    addText(Style.fitted(String(name), width: room, size: Style.titleSize) + rest, .strongText, ["x": "0", "y": "15"])
  }
}
