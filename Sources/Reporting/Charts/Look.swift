/// The role of an element in a drawing, which decides how it looks.
enum Look {
  case text, quietText, strongText
  /// Text on an area that is filled with `shade`.
  case reversedText
  case paper, rule, axis, frame, shade, errorShade
  /// The frame around a misclassified image.
  case wrongFrame
  /// Small pictures, each pixel of which should be visible.
  case pixels
  /// A layer in a picture of a network, and one with parameters, which is shaded.
  case box, weightedBox
  /// The frame around copies of layers, and the end of an edge.
  case copies, tip
  /// The look of a series, by its number.
  case line(Int), marker(Int)

  static let all: [Look] =
    [
      .text, .quietText, .strongText, .reversedText, .paper, .rule, .axis, .frame, .shade, .errorShade, .wrongFrame,
      .pixels, .box, .weightedBox, .copies, .tip,
    ] + (0..<Series.looks).flatMap { [.line($0), .marker($0)] }

  /// Its class in a page's style sheet.
  var name: String {
    switch self {
    case .text: "text"
    case .quietText: "quiet"
    case .strongText: "strong"
    case .reversedText: "over"
    case .paper: "paper"
    case .rule: "rule"
    case .axis: "axis"
    case .frame: "frame"
    case .shade: "shade"
    case .errorShade: "error"
    case .wrongFrame: "wrong"
    case .pixels: "pixels"
    case .box: "box"
    case .weightedBox: "weighted"
    case .copies: "copies"
    case .tip: "tip"
    case .line(let index): "s\(index)"
    case .marker(let index): "m\(index)"
    }
  }

  /// The look's values by names that are both CSS properties and SVG attributes.
  var properties: KeyValuePairs<String, Value> {
    switch self {
    case .text: ["fill": .colour(.ink)]
    case .quietText: ["fill": .colour(.quiet)]
    case .strongText: ["fill": .colour(.ink), "font-weight": "600"]
    case .reversedText: ["fill": .colour(.paper)]
    case .paper: ["fill": .colour(.paper)]
    case .rule: ["fill": "none", "stroke": .colour(.rule), "stroke-width": "1"]
    case .axis: ["fill": "none", "stroke": .colour(.quiet), "stroke-width": "1"]
    case .frame: ["fill": "none", "stroke": .colour(.rule), "stroke-width": "1"]
    case .shade: ["fill": .colour(.shade)]
    case .errorShade: ["fill": .colour(.error)]
    case .wrongFrame:
      ["fill": "none", "stroke": .colour(.error), "stroke-width": "3", "stroke-dasharray": "6 3"]
    case .pixels: ["image-rendering": "optimizeSpeed"]
    case .box: ["fill": .colour(.paper), "stroke": .colour(.quiet), "stroke-width": "1"]
    case .weightedBox:
      ["fill": .colour(.shade), "fill-opacity": "0.1", "stroke": .colour(.shade), "stroke-width": "1"]
    case .copies: ["fill": "none", "stroke": .colour(.quiet), "stroke-width": "1", "stroke-dasharray": "4 3"]
    case .tip: ["fill": .colour(.quiet)]
    case .line(let index):
      [
        "fill": "none", "stroke": .colour(.series(index)), "stroke-width": "2", "stroke-linejoin": "round",
        "stroke-dasharray": .word(Series.dashes[index]),
      ]
    case .marker(let index):
      [
        // One of two neighbours is filled, the other hollow.
        "fill": .colour(index.isMultiple(of: 2) ? .series(index) : .paper),
        "stroke": .colour(.series(index)), "stroke-width": "1.75",
      ]
    }
  }

  enum Value: ExpressibleByStringLiteral {
    case colour(Colour)
    case word(String)

    init(stringLiteral word: String) { self = .word(word) }
  }
}
