import Datasets
import Testing

@Suite struct GrayImageTests {
  @Test func theSameSizeIsTheSamePicture() {
    let image = noise(28, 28)
    #expect(image.resized(width: 28, height: 28) == image)
  }

  @Test func shrinkingAveragesAreas() {
    let image = GrayImage(width: 4, height: 2, pixels: [0, 10, 20, 30, 40, 51, 60, 70])
    // (0 + 10 + 40 + 51) / 4 = 25.25; (20 + 30 + 60 + 70) / 4 = 45
    #expect(image.resized(width: 2, height: 1).pixels == [25, 45])
    // Thirds: (2·0 + 1·90) / 3 and (1·90 + 2·240) / 3
    #expect(
      GrayImage(width: 3, height: 3, pixels: [0, 90, 240, 0, 90, 240, 0, 90, 240]).resized(width: 2, height: 2).pixels
        == [30, 190, 30, 190])
  }

  @Test func enlargingIsBilinear() {
    let image = GrayImage(width: 2, height: 2, pixels: [0, 100, 0, 100])
    // Centres at -¼, ¼, ¾, 1¼ of the old pixels; the edge continues outside.
    let row: [UInt8] = [0, 25, 75, 100]
    #expect(image.resized(width: 4, height: 4).pixels == row + row + row + row)
  }

  @Test func shrinkingKeepsTheMean() {
    let image = noise(560, 560)
    let small = image.resized(width: 28, height: 28)
    let (before, after) = (mean(image), mean(small))
    #expect((before - after).magnitude < 0.1)
    #expect(!small.pixels.allSatisfy { $0 == small.pixels[0] })
  }

  @Test func proportionsAreKeptAndTheRestIsBackground() {
    let wide = GrayImage(width: 56, height: 28, pixels: [UInt8](repeating: 7, count: 56 * 28))
    #expect(wide.resized(width: 28, height: 28).pixels == [UInt8](repeating: 7, count: 784))

    // A black bar on white, 12 wide and 4 high, becomes 3 × 1 in the middle of 3 × 3.
    var pixels = [UInt8](repeating: 255, count: 48)
    for index in 12..<36 where (4..<8).contains(index % 12) { pixels[index] = 0 }
    let small = GrayImage(width: 12, height: 4, pixels: pixels).resized(width: 3, height: 3)
    #expect(small.pixels == [255, 255, 255, 255, 128, 255, 255, 255, 255])

    let tall = GrayImage(width: 1, height: 4, pixels: [9, 9, 9, 9]).resized(width: 4, height: 4)
    #expect(tall.pixels == [UInt8](repeating: 9, count: 16))
  }

  @Test func aStrokeOverTheEdgeIsNoBackground() {
    var pixels = [UInt8](repeating: 240, count: 40 * 20)
    for y in 0..<20 { pixels[y * 40 + 20] = 0 }
    let square = GrayImage(width: 40, height: 20, pixels: pixels).resized(width: 28, height: 28)
    #expect(square.pixels[0] == 240)
    #expect(square.pixels[783] == 240)
  }

  @Test(arguments: [(1, 1), (1, 1000), (1000, 1), (16_384, 1), (3, 16_384), (27, 29), (2000, 3000)])
  func anySizeBecomes28(_ size: (width: Int, height: Int)) {
    let image = noise(size.width, size.height).resized(width: 28, height: 28)
    #expect(image.pixels.count == 784)
  }

  @Test func inkIsWhatDiffersMostFromThePaper() {
    var pixels = [UInt8](repeating: 0, count: 100)
    for index in 22..<78 where (2..<8).contains(index % 10) { pixels[index] = 255 }
    let light = GrayImage(width: 10, height: 10, pixels: pixels)
    #expect(!light.looksDarkOnLight)
    #expect(light.inverted().looksDarkOnLight)
    #expect(light.inverted().inverted() == light)
    #expect(!GrayImage(width: 1, height: 1, pixels: [127]).looksDarkOnLight)
    #expect(GrayImage(width: 1, height: 1, pixels: [128]).looksDarkOnLight)
    #expect(GrayImage(width: 1, height: 3, pixels: [0, 255, 255]).looksDarkOnLight)
  }

  /// Photographs in poor light, chalk on a grey board, a bright spot on dark ink's paper.
  @Test(arguments: [
    (ink: 40, paper: 110, spot: 110, isDark: true), (ink: 10, paper: 60, spot: 70, isDark: true),
    (ink: 60, paper: 120, spot: 150, isDark: true), (ink: 200, paper: 140, spot: 120, isDark: false),
    (ink: 255, paper: 190, spot: 190, isDark: false), (ink: 0, paper: 255, spot: 200, isDark: true),
  ])
  func inkIsRecognisedOnGreyPaper(_ ink: UInt8, _ paper: UInt8, _ spot: UInt8, _ isDark: Bool) {
    var pixels = [UInt8](repeating: paper, count: 28 * 28)
    for y in 4..<24 { for x in 12..<16 { pixels[y * 28 + x] = ink } }
    pixels[30] = spot
    let image = GrayImage(width: 28, height: 28, pixels: pixels)
    #expect(image.looksDarkOnLight == isDark)
    #expect(image.inverted().looksDarkOnLight != isDark)
    #expect(!image.isBlank)
  }

  @Test func paperAloneIsBlank() {
    let paper = (0..<784).map { UInt8(200 + $0 % 8) }
    #expect(GrayImage(width: 28, height: 28, pixels: paper).isBlank)
    #expect(GrayImage(width: 28, height: 28, pixels: paper).looksDarkOnLight)
    #expect(!GrayImage(width: 28, height: 28, pixels: paper.dropLast() + [150]).isBlank)
    #expect(GrayImage(width: 1, height: 1, pixels: [0]).isBlank)
  }

  @Test func whatIsUnlikeMNISTIsSaid() {
    let advice = "crop the picture to the digit and a margin"
    #expect(digit(x: 12...15, y: 4...23).unlikeMNIST == nil)
    #expect(digit(x: 4...23, y: 12...15).unlikeMNIST == nil)
    #expect(
      digit(x: 12...15, y: 10...17).unlikeMNIST == "the digit spans 28 % of the picture, MNIST's span 71 %: \(advice)")
    #expect(digit(x: 12...15, y: 7...20).unlikeMNIST == nil)
    #expect(
      digit(x: 0...3, y: 4...23).unlikeMNIST == "the digit is off the picture's centre, where MNIST's are: \(advice)")
    #expect(digit(x: 12...15, y: 0...13).unlikeMNIST?.hasPrefix("the digit is off") == true)
    #expect(GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784)).unlikeMNIST == nil)
  }

  @Test func noneOfMNISTsOwnDigitsIsUnlikeThem() throws {
    let images = try DatasetLoader.loadTest(.mnist, dataDirectory: nil, testLimit: 1000).samples
    for index in 0..<images.count {
      let image = GrayImage(width: 28, height: 28, pixels: Array(images.pixels[index * 784..<(index + 1) * 784]))
      #expect(image.unlikeMNIST == nil && !image.looksDarkOnLight && !image.isBlank, "test image \(index)")
    }
  }

  /// A bar of light ink on black.
  private func digit(x columns: ClosedRange<Int>, y rows: ClosedRange<Int>) -> GrayImage {
    GrayImage(
      width: 28, height: 28,
      pixels: (0..<784).map { columns.contains($0 % 28) && rows.contains($0 / 28) ? 255 : 0 })
  }

  private func noise(_ width: Int, _ height: Int) -> GrayImage {
    var state: UInt32 = 1
    let pixels = (0..<width * height).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  private func mean(_ image: GrayImage) -> Double {
    Double(image.pixels.reduce(0) { $0 + Int($1) }) / Double(image.pixels.count)
  }
}
