/// What a picture that has been moved shows, and how its pixels are computed.
public struct Filling: Hashable, Sendable {
  public var mode = FillMode.reflect
  public var interpolation = PixelInterpolation.bilinear
  public var value = 0.0

  public init() {}

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.word("fill_mode", &mode, "what is seen where the picture has ended")
    visitor.word("interpolation", &interpolation, "how a pixel is computed at a place between others")
    visitor.number("fill_value", &value, .finite, "the number beyond the edges, for fill_mode constant")
  }
}

public enum FillMode: String, OptionWord {
  case reflect, constant, nearest

  public static let kind = "fill mode"
  public static let refused = [
    "wrap": "its period in TensorFlow is not the picture's; write reflect, constant or nearest"
  ]

  public var summary: String {
    switch self {
    case .reflect: "the picture reflected: dcba|abcd|dcba"
    case .constant: "fill_value"
    case .nearest: "the pixel at the edge: aaaa|abcd|dddd"
    }
  }
}

public enum PixelInterpolation: String, OptionWord {
  case bilinear, nearest

  public static let kind = "interpolation"

  public var summary: String {
    switch self {
    case .bilinear: "from the four pixels around the place"
    case .nearest: "the nearest pixel"
    }
  }
}
