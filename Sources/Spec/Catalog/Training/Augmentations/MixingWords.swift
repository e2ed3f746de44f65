import Geometry

public struct MixUp: AugmentationConstruct {
  public var alpha = 0.2

  public init() {}

  public static let words = ConstructWords(
    "mix_up", "mixes each sample and its target with those of another",
    formula: "y = λ·x + (1 − λ)·(another x), λ from Beta(alpha, alpha); targets likewise",
    example: "mix_up: {alpha: 0.2}",
    positional: "alpha", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(
      "alpha", &alpha, .positive, "small: one sample is hardly seen; 1: any λ is as likely; large: half of each")
  }

  public func output(of sample: Shape) -> Shape { sample }
}

public struct CutMix: PictureAugmentation {
  public var factor: Factor<Unit> = 1.0

  public init() {}

  public static let words = ConstructWords(
    "cut_mix", "shows a rectangle of another picture, and mixes the targets by its area",
    formula: "sides √(1 − λ) of the picture's, λ from Beta(a, a), a from 0 to factor; y = the mean by pixels shown",
    example: "cut_mix: {factor: 1}", positional: "factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("factor", &factor, "of a: small: nearly nothing or all is another's; 1: rectangles of any size")
  }
}
