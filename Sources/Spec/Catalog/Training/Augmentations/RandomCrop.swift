import Geometry

public struct RandomCrop: AugmentationConstruct {
  public var height = 1
  public var width = 1
  /// Zeros on each side of the picture, which the window may show.
  public var padding = 0

  public init() {}

  public static let words = ConstructWords(
    "random_crop", "cuts a window out of each picture at a random place",
    formula:
      "rows and columns from whole offsets, in a picture with padding zeros on each side; without training, the middle",
    example: "random_crop: {height: 24, width: 24}", positional: "height", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("height"), &height, 1...Limits.units, "the window's rows")
    visitor.integer(.required("width"), &width, 1...Limits.units, "the window's columns")
    visitor.integer("padding", &padding, 0...Limits.window, "zeros on each side, which the window may show")
  }

  public func output(of sample: Shape) throws(LayerProblem) -> Shape {
    try sample.requirePicture(words.name)
    try require("height", height, within: sample[0])
    try require("width", width, within: sample[1])
    return Shape([height, width, sample[2]])
  }

  private func require(_ key: String, _ side: Int, within size: Int) throws(LayerProblem) {
    guard side > size + 2 * padding else { return }
    throw LayerProblem(
      "\(key) \(side) does not fit a picture of \(size)" + (padding > 0 ? " with padding \(padding)" : ""), key: key,
      hint: "write at most \(size + 2 * padding), or a padding of at least \((side - size + 1) / 2)")
  }
}
