import Catalog
import Datasets
import Geometry
import Testing

/// Drawings made like the data set's pictures.
struct InkFrameTests {
  private static let mnist = InkFrame(side: 20)

  /// Light ink on dark paper.
  private struct Canvas {
    var image: GrayImage

    init(_ side: Int, paper: UInt8 = 0) {
      image = GrayImage(width: side, height: side, pixels: Array(repeating: paper, count: side * side))
    }

    mutating func draw(x columns: Range<Int>, y rows: Range<Int>, ink: UInt8 = 255) {
      var pixels = image.pixels
      for y in rows { for x in columns { pixels[y * image.width + x] = ink } }
      image = GrayImage(width: image.width, height: image.height, pixels: pixels)
    }

    var framed: GrayImage? { image.framed(mnist, width: 28, height: 28) }
  }

  /// In a picture of 28 × 28.
  private func bar(x columns: Range<Int>, y rows: Range<Int>) -> GrayImage {
    var canvas = Canvas(28)
    canvas.draw(x: columns, y: rows)
    return canvas.image
  }

  @Test(arguments: [(0, 0), (10, 50), (170, 50)]) func aDrawingFillsTheFrameWhereverItIs(_ x: Int, _ y: Int) {
    var canvas = Canvas(200)
    canvas.draw(x: x..<x + 30, y: y..<y + 150)
    #expect(canvas.framed == bar(x: 12..<16, y: 4..<24))
  }

  /// Seen from afar its edges are not exact.
  @Test(arguments: [5, 20, 100]) func ofAnySize(scale: Int) throws {
    var canvas = Canvas(2000)
    canvas.draw(x: 50..<50 + 10 * scale, y: 900..<900 + 2 * scale)
    let framed = try #require(canvas.framed)
    #expect(framed.inkFrame == Self.mnist)
    #expect(framed.pixels.reduce(0) { $0 + Int($1) } / 255 - 80 <= 20)
  }

  @Test func greyPaperBecomesBlackAndTheInkWhite() {
    var canvas = Canvas(100, paper: 90)
    canvas.draw(x: 20..<28, y: 30..<70, ink: 130)
    #expect(canvas.framed == bar(x: 12..<16, y: 4..<24))
  }

  /// A dot of an i belongs to it.
  @Test func specksAreNoPartOfTheDrawing() {
    var canvas = Canvas(100)
    canvas.draw(x: 40..<48, y: 30..<50)
    canvas.draw(x: 40..<48, y: 62..<70)
    let clean = canvas.framed
    #expect(clean == canvas.image.framed(Self.mnist, width: 28, height: 28) && clean?.inkFrame == Self.mnist)
    canvas.draw(x: 3..<4, y: 5..<7)
    canvas.draw(x: 95..<96, y: 95..<96)
    #expect(canvas.framed == clean)
  }

  /// Its mass is centred as far as that leaves the other end in the picture.
  @Test func aHeavyEndDoesNotPushTheOtherOneOut() throws {
    var canvas = Canvas(100)
    canvas.draw(x: 20..<60, y: 30..<38)
    canvas.draw(x: 20..<22, y: 30..<70)
    // Its centre of mass is 4 rows below its upper end, and 16 rows do not fit below the middle.
    let framed = try #require(canvas.framed)
    let rows = framed.pixels.indices.filter { framed.pixels[$0] != 0 }.map { $0 / 28 }
    #expect(rows.min() == 8 && rows.max() == 27)
  }

  @Test func nothingIsNoDrawing() {
    #expect(Canvas(50).framed == nil)
    var faint = Canvas(50, paper: 100)
    faint.draw(x: 10..<20, y: 10..<20, ink: 107)
    #expect(faint.framed == nil)
    faint.draw(x: 10..<20, y: 10..<20, ink: 108)
    #expect(faint.framed != nil)
  }

  @Test func MNISTsOwnDigitsStayAsTheyAre() throws {
    let samples = try DatasetLoader.loadTest(.mnist, dataDirectory: nil, testLimit: 1000).samples
    let pictures = try #require(SamplePictures(samples))
    #expect(InkFrame(of: pictures) == Self.mnist)
    for index in 0..<pictures.count {
      let picture = GrayImage(width: 28, height: 28, pixels: Array(pictures.pixels(of: index)))
      #expect(picture.framed(Self.mnist, width: 28, height: 28) == picture, "test image \(index)")
    }
  }

  /// Of one hundred bars, so many have another frame.
  @Test(arguments: [(0, true), (5, true), (6, false), (100, false)])
  func aFrameIsWhatNearlyAllPicturesShare(_ others: Int, _ isShared: Bool) throws {
    let pictures = (0..<100).map { $0 < others ? bar(x: $0 % 20..<$0 % 20 + 2, y: 0..<9) : bar(x: 12..<16, y: 4..<24) }
    #expect(InkFrame(of: try samples(pictures)) == (isShared ? Self.mnist : nil))
  }

  /// Fashion-MNIST's are so.
  @Test func picturesThatAreFilledHaveNone() throws {
    #expect(InkFrame(of: try samples(Array(repeating: bar(x: 12..<16, y: 0..<28), count: 9))) == nil)
  }

  private func samples(_ pictures: [GrayImage]) throws -> SamplePictures {
    let interface = DataInterface(inputs: [.init(Shape([28, 28, 1]), .byte)], target: DataInterface.numbered(2))
    return try #require(
      SamplePictures(
        Samples(
          interface, inputs: [.bytes(pictures.flatMap(\.pixels))],
          targets: .classes(Array(repeating: 0, count: pictures.count)))))
  }
}
