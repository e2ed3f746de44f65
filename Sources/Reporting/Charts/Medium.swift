/// Where a drawing is shown, which decides how its looks are written.
///
/// A page has one style sheet, whose variables follow the reader's choice of light or dark. A file is opened by
/// LibreOffice, Inkscape, librsvg or cairosvg, none of which understands CSS variables; they would paint everything
/// black. So in a file each element carries its own colours, as attributes that SVG has had since its first version.
enum Medium {
  case page
  case file

  /// The elements as SVG, each on a line.
  func svg(_ elements: [Element]) -> String { elements.map(svg).joined() }

  private func svg(_ element: Element) -> String {
    let opening = "<\(element.name)\(((element.look.map(attributes) ?? [:]) + element.attributes).markup)"
    return switch element.content {
    case .nothing: opening + "/>\n"
    case .text(let text): "\(opening)>\(escapedMarkup(text))</\(element.name)>\n"
    case .spans(let spans):
      // A line break between two of them would be a space.
      "\(opening)>"
        + spans.map { "<tspan\(attributes(of: $0.look).markup)>\(escapedMarkup($0.text))</tspan>" }.joined()
        + "</\(element.name)>\n"
    case .elements(let elements): "\(opening)>\n\(svg(elements))</\(element.name)>\n"
    }
  }

  private func attributes(of look: Look) -> Attributes {
    switch self {
    case .page: ["class": look.name]
    case .file:
      Attributes(
        look.properties.map { name, value in
          switch value {
          case .colour(let colour): (name, colour.shades.light)
          case .word(let word): (name, word)
          }
        })
    }
  }
}
