/// A finished drawing: its size, its elements, and a description in words.
public struct Picture: Sendable {
  public let width: Double
  public let height: Double
  public let title: String
  /// The numbers in words, for readers who cannot see the drawing.
  public let description: String
  let elements: [Element]

  init(width: Double, height: Double, title: String, description: String, elements: [Element]) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
    self.elements = elements
  }

  /// The drawing as an element of a page that contains `Style.sheet` once.
  ///
  /// - Parameter id: tells the drawings of a page apart.
  public func element(id: String) -> String { svg(.page, id: id, root: ["class": "chart"]) }

  /// The drawing as a file of its own, on white paper.
  public var file: String {
    let framed = onPaper
    let root: Attributes = [
      "xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink",
      "width": coordinate(framed.width), "height": coordinate(framed.height), "font-family": Style.fontFamily,
      "font-size": coordinate(Style.fontSize),
    ]
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + framed.svg(.file, id: "picture", root: root)
  }

  private var onPaper: Picture {
    let margin = 16.0
    let (width, height) = (width + 2 * margin, height + 2 * margin)
    var markup = Markup()
    markup.add("rect", .paper, ["width": coordinate(width), "height": coordinate(height)])
    markup.add(elements, x: margin, y: margin)
    return Picture(width: width, height: height, title: title, description: description, elements: markup.elements)
  }

  private func svg(_ medium: Medium, id: String, root: Attributes) -> String {
    let attributes: Attributes = [
      "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "role": "img",
      "aria-labelledby": "\(id)-title \(id)-desc",
    ]
    let words = [("title", title), ("desc", description)].map { name, text in
      Element(name: name, look: nil, attributes: ["id": "\(id)-\(name)"], content: .text(text))
    }
    return "<svg\((root + attributes).markup)>\n" + medium.svg(words + elements) + "</svg>\n"
  }
}

extension Picture {
  /// Several pictures as one, side by side in rows of `columns`: a run's curves as one file.
  public init(_ pictures: [Picture], columns: Int, title: String) {
    let gap = 24.0
    var markup = Markup()
    var (y, widest) = (0.0, 0.0)
    for start in stride(from: 0, to: pictures.count, by: columns) {
      let row = pictures[start..<min(start + columns, pictures.count)]
      var x = 0.0
      for picture in row {
        markup.add(picture.elements, x: x, y: y)
        x += picture.width + gap
      }
      widest = max(widest, x - gap)
      y += (row.map(\.height).max() ?? 0) + gap
    }
    self.init(
      width: widest, height: max(0, y - gap), title: title,
      description: pictures.map { "\($0.title): \($0.description)" }.joined(separator: " "), elements: markup.elements)
  }
}
