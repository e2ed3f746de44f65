/// How files of pictures become a model's input of one size.
public struct PictureSettings: Construct {
  public var colorMode = ColorMode.rgb
  public var interpolation = Interpolation.bilinear
  /// Whether the longer side is cut, so that the picture has the input's proportions.
  public var cropsToAspectRatio = false
  /// Whether the shorter side is filled up with black, so that the picture has the input's proportions.
  public var padsToAspectRatio = false

  public init() {}

  public enum ColorMode: String, Sendable, OptionWord, OptionValue {
    case rgb, grayscale

    public static let kind = "color mode"

    public var summary: String { self == .rgb ? "red, green and blue" : "one channel" }
    public var channels: Int { self == .rgb ? 3 : 1 }
  }

  public enum Interpolation: String, Sendable, OptionWord, OptionValue {
    case bilinear, nearest, area

    public static let kind = "interpolation"

    public var summary: String {
      switch self {
      case .bilinear: "from the four nearest pixels, without antialiasing"
      case .nearest: "the nearest pixel"
      case .area: "the mean of the area that a pixel covers; bilinear where the picture grows"
      }
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.word("color_mode", &colorMode, "`rgb` or `grayscale`")
    visitor.word(
      "interpolation", &interpolation, "how pictures get another size: bilinear as TensorFlow's, nearest or area")
    visitor.boolean("crop_to_aspect_ratio", &cropsToAspectRatio, "cut the longer side rather than stretch the picture")
    visitor.boolean(
      "pad_to_aspect_ratio", &padsToAspectRatio, "fill up the shorter side with black rather than stretch the picture")
  }
}
