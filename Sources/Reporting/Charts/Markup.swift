/// `text` where XML or HTML expects text or an attribute's value. Works on scalars, because `"` and a combining accent
/// are one character to Swift, but still end an attribute; what XML forbids becomes U+FFFD.
public func escapedMarkup(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
    default: result.unicodeScalars.append(isForbidden(scalar) ? "\u{FFFD}" : scalar)
    }
  }
  return result
}

/// Control characters and noncharacters, which no XML document may hold.
private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
}

/// An element's attributes in the order in which they are written.
struct Attributes: ExpressibleByDictionaryLiteral, Sendable {
  private var pairs: [(name: String, value: String)]

  init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }
  init(dictionaryLiteral pairs: (String, String)...) { self.init(pairs) }

  static func + (a: Attributes, b: Attributes) -> Attributes { Attributes(a.pairs + b.pairs) }

  /// Those without a value are left out.
  var markup: String {
    pairs.filter { !$0.value.isEmpty }.map { " \($0.name)=\"\(escapedMarkup($0.value))\"" }.joined()
  }
}

/// One of a drawing's elements: its role and geometry, but not yet its markup.
struct Element: Sendable {
  enum Content: Sendable {
    case nothing
    case text(String)
    /// A line of text in several looks.
    case spans([(text: String, look: Look)])
    case elements([Element])
  }

  var name: String
  var look: Look?
  var attributes: Attributes
  var content: Content
}

/// Collects a drawing's elements.
struct Markup {
  private(set) var elements: [Element] = []

  mutating func add(_ name: String, _ look: Look?, _ attributes: Attributes) {
    elements.append(Element(name: name, look: look, attributes: attributes, content: .nothing))
  }

  mutating func addText(_ text: String, _ look: Look, _ attributes: Attributes) {
    elements.append(Element(name: "text", look: look, attributes: attributes, content: .text(text)))
  }

  /// Text in several looks, of which each begins where the one before it ends.
  mutating func addText(_ spans: [(text: String, look: Look)], _ attributes: Attributes) {
    // Otherwise librsvg leaves spaces out at the ends of each.
    let attributes = attributes + ["xml:space": "preserve"]
    elements.append(Element(name: "text", look: spans.first?.look, attributes: attributes, content: .spans(spans)))
  }

  /// Adds elements of another drawing, moved.
  mutating func add(_ elements: [Element], x: Double, y: Double) {
    self.elements.append(
      Element(
        name: "g", look: nil, attributes: ["transform": "translate(\(coordinate(x)) \(coordinate(y)))"],
        content: .elements(elements)))
  }
}

/// A coordinate with at most two decimals: a hundredth of a pixel is invisible, and the text is the same on every
/// machine.
func coordinate(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
  let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
  return (hundredths < 0 ? "-" : "") + String(whole) + fraction
}
