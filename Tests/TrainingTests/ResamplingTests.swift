import Catalog
import Geometry
import Glibc
import Kernels
import Tensors
import Testing
import Text
import Training

/// Pictures seen through affine maps: against Keras's and TensorFlow's own (`Fixtures/make_resampling.py`), and against a twin in
/// Double.
struct ResamplingTests {
  @Test func aGivenMatrixIsTensorFlows() throws {
    for seen in try SeenPicture.all() {
      for set in InstructionSet.supported {
        let ours = seen.resampled(with: seen.matrix, set)
        for (index, (value, expected)) in zip(ours, seen.seen).enumerated() {
          #expect(isClose(Double(value), expected, within: 1e-5), "\(seen.name), \(set), number \(index)")
        }
      }
    }
  }

  @Test func aDrawIsKerasMatrix() throws {
    for seen in try SeenPicture.all() {
      guard let map = seen.map else { continue }
      let ours = [map.xx, map.xy, map.x0, map.yx, map.yy, map.y0]
      for (value, expected) in zip(ours, seen.matrix) {
        #expect(isClose(value, Double(expected), within: 1e-5), "\(seen.name): \(ours)")
      }
    }
  }

  @Test func allInstructionSetsGiveTheSameBits() throws {
    for seen in try SeenPicture.all() {
      let pictures = InstructionSet.supported.map { seen.resampled(with: seen.matrix, $0).map(\.bitPattern) }
      #expect(Set(pictures).count == 1, "\(seen.name)")
    }
  }

  /// A row that ends within a vector, exactly at its end, and in the next.
  @Test(arguments: [1, 15, 16, 17, 33], [1, 3]) func nothingBeyondThePictureIsWritten(width: Int, channels: Int) {
    let rows = PictureRows(Shape([2, width, channels]))
    for set in InstructionSet.supported {
      let x = AlignedBuffer((0..<2 * width * channels).map(Float.init))
      let y = AlignedBuffer([Float](repeating: -1, count: 2 * width * channels + 16))
      let mirror = AffineMap.zoom(x: -1, y: 1, Extent2D(2, width))
      withExtendedLifetime(x) { rows.resample(x.readOnly, to: y.pointer, mirror, Filling(), set.kernels) }
      let mirrored = (0..<2 * width * channels).map { index in
        let (row, column, channel) = (index / (width * channels), index / channels % width, index % channels)
        return Float((row * width + width - 1 - column) * channels + channel)
      }
      #expect(y.array == mirrored + [Float](repeating: -1, count: 16), "\(set)")
    }
  }

  /// Coordinates that no picture has: far beyond all edges, and between any two floats.
  @Test func anyMapStaysInThePicture() {
    var map = AffineMap()
    (map.xx, map.x0, map.yy, map.y0) = (3e30, -1e38, 1e-30, 7e8)
    for mode in FillMode.allCases {
      for interpolation in PixelInterpolation.allCases {
        var filling = Filling()
        (filling.mode, filling.interpolation, filling.value) = (mode, interpolation, 5)
        let rows = PictureRows(Shape([3, 5, 1]))
        let (x, y) = (AlignedBuffer([Float](repeating: 2, count: 15)), AlignedBuffer<Float>(15))
        for set in InstructionSet.supported {
          withExtendedLifetime(x) { rows.resample(x.readOnly, to: y.pointer, map, filling, set.kernels) }
          #expect(y.array.allSatisfy { $0 == (mode == .constant ? 5 : 2) }, "\(mode), \(interpolation), \(set)")
        }
      }
    }
  }

  @Test func quarterTurnsAreExact() {
    let places: [(Double, Double, Double)] = [(0, 1, 0), (0.25, 0, 1), (0.5, -1, 0), (-0.25, 0, -1), (1, 1, 0)]
    for (turns, cosine, sine) in places {
      #expect(AffineMap.direction(turns: turns) == (cosine, sine), "\(turns)")
    }
    for step in -1000...1000 {
      let (turns, angle) = (Double(step) / 1000, 2 * Double.pi * Double(step) / 1000)
      let (cosine, sine) = AffineMap.direction(turns: turns)
      #expect(isClose(cosine, cos(angle), within: 2e-15) && isClose(sine, sin(angle), within: 2e-15), "\(turns)")
    }
  }

  /// One map after another is what is seen of what is seen.
  @Test func mapsAreMultipliedInTheListsOrder() {
    let size = Extent2D(20, 30)
    let maps = [
      AffineMap.translation(x: 3, y: -2), .rotation(turns: 0.1, size), .zoom(x: 1.2, y: 0.8, size),
      .shear(x: 0.2, y: 0.1, size),
    ]
    let product = maps.reduce(AffineMap.identity) { $0.then($1) }
    for (x, y) in [(0.0, 0.0), (7, 2), (-3, 25)] {
      var (column, row) = (x, y)
      for map in maps.reversed() {
        (column, row) = (map.xx * column + map.xy * row + map.x0, map.yx * column + map.yy * row + map.y0)
      }
      #expect(isClose(product.xx * x + product.xy * y + product.x0, column, within: 1e-12))
      #expect(isClose(product.yx * x + product.yy * y + product.y0, row, within: 1e-12))
    }
  }
}

/// A case of `Fixtures/resampling.json`.
private struct SeenPicture {
  let word: String
  let draw: [Double]
  let shape: Shape
  let matrix: [Float]
  let picture: [Float]
  let seen: [Double]
  var filling = Filling()

  static func all() throws -> [SeenPicture] {
    let cases = try ScoreFixtures.elements(ScoreFixtures.read("resampling.json"))
    try #require(cases.count == 30)
    return try cases.map { try SeenPicture($0) }
  }

  private init(_ json: JSONValue) throws {
    word = try Self.word(json, "word")
    draw = try ScoreFixtures.numbers(json["draw"])
    shape = Shape(try ScoreFixtures.numbers(json["shape"]).map { (side: Double) in Int(side) })
    matrix = try ScoreFixtures.numbers(json["matrix"])
    picture = try ScoreFixtures.numbers(json["picture"])
    seen = try ScoreFixtures.numbers(json["seen"])
    filling.mode = try #require(FillMode(rawValue: Self.word(json, "fill_mode")))
    filling.interpolation = try #require(PixelInterpolation(rawValue: Self.word(json, "interpolation")))
    filling.value = try ScoreFixtures.number(json["fill_value"])
  }

  private static func word(_ json: JSONValue, _ key: String) throws -> String {
    guard case .string(let word)? = json[key] else { throw ScoreFixtureProblem() }
    return word
  }

  var name: String { "\(word), \(filling.mode), \(filling.interpolation)" }

  /// What we make of the draw.
  var map: AffineMap? {
    let size = Extent2D(shape[0], shape[1])
    return switch word {
    case "random_translation": .translation(x: draw[1], y: draw[0])
    case "random_rotation": .rotation(turns: draw[0], size)
    case "random_zoom": .zoom(x: draw[1], y: draw[0], size)
    case "random_shear": .shear(x: draw[0], y: draw[1], size)
    default: nil
    }
  }

  func resampled(with matrix: [Float], _ set: InstructionSet) -> [Float] {
    var map = AffineMap()
    (map.xx, map.xy, map.x0) = (Double(matrix[0]), Double(matrix[1]), Double(matrix[2]))
    (map.yx, map.yy, map.y0) = (Double(matrix[3]), Double(matrix[4]), Double(matrix[5]))
    let (x, y) = (AlignedBuffer(picture), AlignedBuffer<Float>(picture.count))
    withExtendedLifetime(x) { PictureRows(shape).resample(x.readOnly, to: y.pointer, map, filling, set.kernels) }
    return y.array
  }
}
