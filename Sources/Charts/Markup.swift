/// `text` where XML or HTML expects text or an attribute's value. Goes by scalars, for `"` before a combining accent is one
/// character to Swift and still ends an attribute; what XML forbids becomes U+FFFD.
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

/// Collects a drawing's elements.
struct Markup {
  private(set) var text = ""

  /// An element without content.
  mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += "<\(name)\(Self.list(attributes))/>\n"
  }

  /// An element that holds text.
  mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String>, text content: String) {
    text += "<\(name)\(Self.list(attributes))>\(escapedMarkup(content))</\(name)>\n"
  }

  /// An element around other elements.
  mutating func group(_ name: String, _ attributes: KeyValuePairs<String, String>, _ fill: (inout Markup) -> Void) {
    var content = Markup()
    fill(&content)
    text += "<\(name)\(Self.list(attributes))>\n\(content.text)</\(name)>\n"
  }

  mutating func append(_ markup: String) { text += markup }

  private static func list(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.filter { !$0.value.isEmpty }.map { " \($0.key)=\"\(escapedMarkup($0.value))\"" }.joined()
  }
}

/// A coordinate with at most two decimals: a hundredth of a pixel is seen by nobody, and the same on every machine.
func coordinate(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
  let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
  return (hundredths < 0 ? "-" : "") + String(whole) + fraction
}
