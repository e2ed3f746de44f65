import Catalog

/// Pictures of light ink on dark paper in the frame that a data set has, such as MNIST's.
extension GrayImage {
  /// The frame in which this picture's ink lies; nil if its centre of mass is not in the middle.
  public var inkFrame: InkFrame? {
    let paper = background
    guard let box = Box(of: pixels.indices.lazy.filter { pixels[$0] > paper }, width: width),
      let centre = centreOfMass(above: paper), centre == (width / 2, height / 2)
    else { return nil }
    return InkFrame(side: max(box.columns.count, box.rows.count))
  }

  /// A drawing as a data set's pictures have been made: cropped to its ink, scaled to the frame, its darkest paper and lightest ink
  /// made black and white, and centred by its mass. Nil if there is no ink.
  public func framed(_ frame: InkFrame, width: Int, height: Int) -> GrayImage? {
    if self.width == width, self.height == height, inkFrame == frame { return self }
    // Dust and noise disappear in the mean of many pixels.
    let view = max(self.width, self.height) > Self.viewSide ? fitted(width: Self.viewSide, height: Self.viewSide) : self
    guard let box = view.inkBox else { return nil }
    let side = min(frame.side, width, height)
    let ink = view.cropped(to: box).fitted(width: side, height: side).levelled(from: view.background)
    guard let centre = ink.centreOfMass(above: 0) else { return nil }
    // If the ink is mostly at one end, the other one stays within the picture.
    let left = min(max(width / 2 - centre.x, 0), width - ink.width)
    let top = min(max(height / 2 - centre.y, 0), height - ink.height)
    return ink.placed(at: (left, top), width: width, height: height, paper: 0)
  }

  /// Twenty times the side of MNIST's pictures.
  private static var viewSide: Int { 560 }

  /// Around everything that is at least half as light as the lightest ink, but for specks.
  private var inkBox: Box? {
    let (paper, ink) = (Int(background), Int(pixels.max() ?? 0))
    guard ink - paper >= 8 else { return nil }
    let shapes = Shapes(of: pixels.map { 2 * (Int($0) - paper) >= ink - paper }, width: width)
    return Box(of: shapes.withoutSpecks, width: width)
  }

  private func cropped(to box: Box) -> GrayImage {
    GrayImage(
      width: box.columns.count, height: box.rows.count,
      pixels: box.rows.flatMap { row in box.columns.map { pixels[row * width + $0] } })
  }

  /// The paper as black, and the lightest ink as white.
  private func levelled(from paper: UInt8) -> GrayImage {
    let (paper, ink) = (Int(paper), Int(pixels.max() ?? paper))
    guard ink > paper else { return self }
    let range = ink - paper
    return GrayImage(
      width: width, height: height,
      pixels: pixels.map { UInt8((max(Int($0) - paper, 0) * 510 + range) / (2 * range)) })
  }

  /// The pixel that contains the centre of mass of what is lighter than the paper; nil if nothing is.
  private func centreOfMass(above paper: UInt8) -> (x: Int, y: Int)? {
    var (mass, x, y) = (0, 0, 0)
    for index in pixels.indices where pixels[index] > paper {
      let weight = Int(pixels[index] - paper)
      mass += weight
      x += weight * (2 * (index % width) + 1)
      y += weight * (2 * (index / width) + 1)
    }
    // A pixel's middle is at half a pixel.
    return mass == 0 ? nil : (x / (2 * mass), y / (2 * mass))
  }
}

extension InkFrame {
  /// The frame that nearly all of these pictures share; nil if there is none.
  ///
  /// The first five hundred are enough.
  public init?(of pictures: SamplePictures) {
    guard pictures.channels == 1 else { return nil }
    let count = min(pictures.count, 500)
    var frames: [InkFrame: Int] = [:]
    for index in 0..<count {
      let picture = GrayImage(
        width: pictures.width, height: pictures.height, pixels: Array(pictures.pixels(of: index)))
      if let frame = picture.inkFrame { frames[frame, default: 0] += 1 }
    }
    // If it has nearly all, no other can have as many: the order of the dictionary does not matter.
    guard let frame = frames.first(where: { 100 * $0.value >= 95 * count })?.key,
      frame.side < max(pictures.width, pictures.height)
    else { return nil }
    self = frame
  }
}

/// A rectangle of pixels.
private struct Box {
  let columns: ClosedRange<Int>
  let rows: ClosedRange<Int>

  /// Around the pixels with these indices; nil if there are none.
  init?(of indices: some Sequence<Int>, width: Int) {
    var (left, right, top, bottom) = (Int.max, 0, Int.max, 0)
    for index in indices {
      (left, right) = (min(left, index % width), max(right, index % width))
      (top, bottom) = (min(top, index / width), max(bottom, index / width))
    }
    guard left <= right else { return nil }
    (columns, rows) = (left...right, top...bottom)
  }
}
