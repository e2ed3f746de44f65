/// Distinguishes ink from paper. Only for a picture in the size that a model sees, where neither dust nor noise is left.
extension GrayImage {
  /// Whether this seems to be dark ink on light paper, while MNIST is light ink on black: ink is what differs most from the
  /// paper, however light that is.
  public var looksDarkOnLight: Bool {
    let contrast = contrast
    return isBlank ? background > 127 : contrast.dark > contrast.light
  }

  /// Whether nothing differs visibly from the paper. Paper alone, seen by a camera, varies by less than this.
  public var isBlank: Bool {
    let contrast = contrast
    return max(contrast.dark, contrast.light) < 8
  }

  /// How much darker and how much lighter than the paper the picture is at most.
  private var contrast: (dark: Int, light: Int) {
    let paper = Int(background)
    return (paper - Int(pixels.min() ?? background), Int(pixels.max() ?? background) - paper)
  }

  /// Why a model trained on MNIST's digits may misread this light ink on dark paper, and the next step: MNIST's digits span
  /// 20 of 28 pixels, and their centre of mass is the picture's centre.
  public var unlikeMNIST: String? {
    if isBlank { return nil }
    let ink = pixels.indices.filter { 2 * (Int(pixels[$0]) - Int(background)) >= contrast.light }
    let (columns, rows) = (ink.map { $0 % width }, ink.map { $0 / width })
    let advice = "crop the picture to the digit and a margin"
    let span = max(Self.extent(columns, of: width), Self.extent(rows, of: height))
    if span < 50 { return "the digit spans \(span) % of the picture, MNIST's span 71 %: \(advice)" }
    guard Self.isCentred(columns, in: width), Self.isCentred(rows, in: height) else {
      return "the digit is off the picture's centre, where MNIST's are: \(advice)"
    }
    return nil
  }

  /// The distance from the first to the last position, in percent of a side.
  private static func extent(_ positions: [Int], of side: Int) -> Int {
    guard let first = positions.min(), let last = positions.max() else { return 0 }
    return (last - first + 1) * 100 / side
  }

  /// Whether the mean position is within a seventh of the side from its middle.
  private static func isCentred(_ positions: [Int], in side: Int) -> Bool {
    // Doubled: the middle of a pixel is at half a pixel.
    let doubled = positions.reduce(0) { $0 + 2 * $1 + 1 }
    return 7 * (doubled - side * positions.count).magnitude <= 2 * side * positions.count
  }
}
