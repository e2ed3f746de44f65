// Words that move the pixels of a picture: x is a pixel's column, y its row, (cx, cy) the middle.

public struct RandomTranslation: PictureAugmentation {
  public var heightFactor: Factor<SignedUnit> = 0.0
  public var widthFactor: Factor<SignedUnit> = 0.0
  public var filling = Filling()

  public init() {}

  public static let words = ConstructWords(
    "random_translation", "moves each picture by a random distance",
    formula: "y(x, y) = in(x − width_factor·width, y − height_factor·height); 0.1: from −0.1 to 0.1",
    example: "random_translation: {height_factor: 0.1, width_factor: 0.1}", positional: "height_factor",
    refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("height_factor"), &heightFactor, "how far down, as a part of the height")
    visitor.value(.required("width_factor"), &widthFactor, "how far to the right, as a part of the width")
    filling.options(visitor)
  }
}

public struct RandomRotation: PictureAugmentation {
  public var factor: Factor<SignedUnit> = 0.0
  public var filling = Filling()

  public init() {}

  public static let words = ConstructWords(
    "random_rotation", "turns each picture about its middle by a random angle",
    formula: "counter-clockwise by factor·360°; 0.1: from −36° to 36°", example: "random_rotation: {factor: 0.1}",
    positional: "factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("factor"), &factor, "the angle, as a part of a full turn")
    filling.options(visitor)
  }
}

public struct RandomZoom: PictureAugmentation {
  public var heightFactor: Factor<AboveMinusOne> = 0.0
  /// Nil for the draw of the height.
  public var widthFactor: Factor<AboveMinusOne>?
  public var filling = Filling()

  public init() {}

  public static let words = ConstructWords(
    "random_zoom", "makes what each picture shows smaller or larger",
    formula: "a distance of d pixels from the middle is d·(1 + factor) in the picture before; positive: smaller",
    example: "random_zoom: {height_factor: 0.1}", positional: "height_factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("height_factor"), &heightFactor, "by how much more of the height is seen")
    visitor.value("width_factor", &widthFactor, "likewise for the width; none: as that of the height")
    filling.options(visitor)
  }
}

public struct RandomShear: PictureAugmentation {
  public var xFactor: Factor<Unit> = 0.0
  public var yFactor: Factor<Unit> = 0.0
  public var filling = Filling()

  public init() {}

  public static let words = ConstructWords(
    "random_shear", "slants each picture about its middle",
    formula:
      "y(x, y) = in(x + x_factor·(y − cy), y + y_factor·(x − cx)), both with one random sign; 0.1: from 0 to 0.1",
    example: "random_shear: {x_factor: 0.1}", positional: "x_factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("x_factor", &xFactor, "how far a row moves for each row of distance from the middle")
    visitor.value("y_factor", &yFactor, "how far a column moves for each column of distance from the middle")
    filling.options(visitor)
  }
}

public struct RandomFlip: PictureAugmentation {
  public var mode = FlipMode.horizontalAndVertical

  public init() {}

  public static let words = ConstructWords(
    "random_flip", "mirrors one picture in two", example: "random_flip: horizontal", positional: "mode",
    refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.word("mode", &mode, "left and right, up and down, or both, each drawn for itself")
  }
}

public enum FlipMode: String, OptionWord {
  case horizontalAndVertical = "horizontal_and_vertical"
  case horizontal, vertical

  public static let kind = "flip mode"

  public var summary: String {
    switch self {
    case .horizontalAndVertical: "both, each drawn for itself"
    case .horizontal: "left and right"
    case .vertical: "up and down"
    }
  }

  public var flipsColumns: Bool { self != .vertical }
  public var flipsRows: Bool { self != .horizontal }
}
