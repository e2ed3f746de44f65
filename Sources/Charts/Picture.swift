/// A finished drawing: its size, its elements, and what it shows in words.
public struct Picture: Sendable {
  public let width: Double
  public let height: Double
  public let title: String
  /// The numbers, for those who don't see the drawing.
  public let description: String
  let elements: String

  init(width: Double, height: Double, title: String, description: String, elements: String) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
    self.elements = elements
  }

  /// The drawing as an element of a page that holds `Style.sheet` once.
  ///
  /// - Parameter id: tells the drawings of a page apart.
  public func element(id: String) -> String { svg(id: id, root: "", style: "") }

  /// The drawing as a file of its own.
  public var file: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + svg(
        id: "picture", root: " xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.0)\" height=\"\(size.1)\"",
        style: "<style>\(Style.sheet)</style>\n<rect class=\"paper\" width=\"\(size.0)\" height=\"\(size.1)\"/>\n")
  }

  private var size: (String, String) { (coordinate(width), coordinate(height)) }

  private func svg(id: String, root: String, style: String) -> String {
    var markup = Markup()
    markup.add("title", ["id": id + "-title"], text: title)
    markup.add("desc", ["id": id + "-desc"], text: description)
    let opening =
      "<svg\(root) class=\"chart\" viewBox=\"0 0 \(size.0) \(size.1)\" role=\"img\" "
      + "aria-labelledby=\"\(escapedMarkup(id))-title \(escapedMarkup(id))-desc\">\n"
    return opening + markup.text + style + elements + "</svg>\n"
  }
}

extension Picture {
  /// Several pictures as one, side by side in rows of `columns`: a run's curves as one file.
  public init(_ pictures: [Picture], columns: Int, title: String) {
    let gap = 24.0
    var markup = Markup()
    var (y, widest) = (gap, 0.0)
    for start in stride(from: 0, to: pictures.count, by: columns) {
      let row = pictures[start..<min(start + columns, pictures.count)]
      var x = gap
      for picture in row {
        markup.group("g", ["transform": "translate(\(coordinate(x)) \(coordinate(y)))"]) { $0.append(picture.elements) }
        x += picture.width + gap
      }
      widest = max(widest, x)
      y += (row.map(\.height).max() ?? 0) + gap
    }
    self.init(
      width: widest, height: y, title: title,
      description: pictures.map { "\($0.title): \($0.description)" }.joined(separator: " "), elements: markup.text)
  }
}
