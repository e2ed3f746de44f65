import Datasets
import Foundation
import Testing

@Suite struct ImageFileTests {
  /// The picture that Fixtures/make_images.py writes.
  static let ramp = GrayImage(width: 5, height: 3, pixels: Array(stride(from: 0, to: 240, by: 16)))

  @Test(arguments: ["gray8", "gray16", "rgb8", "rgba8", "palette", "interlaced"])
  func everyKindOfPNGIsGrey(_ name: String) throws {
    #expect(try ImageFile.read(fixture(name + ".png")) == (Self.ramp, []))
  }

  @Test func onePixelABit() throws {
    let (image, _) = try ImageFile.read(fixture("gray1.png"))
    #expect(
      image.pixels == [255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255])
  }

  @Test func whatIsTransparentLiesOnWhite() throws {
    let (image, _) = try ImageFile.read(fixture("transparent.png"))
    #expect(image.pixels == [0, 0, 255, 255, 255, 0, 0, 255, 255, 255, 0, 0, 255, 255, 255])
  }

  @Test(
    arguments: [
      ("light-rgba", [255, 255, 0, 0, 0]), ("light-gray-alpha", [200, 200, 0, 0, 0]),
      ("light-palette", [255, 255, 0, 0, 0]),
      ("card", [255, 255, 20, 255, 255]), ("clear", [255, 255, 255, 255, 255]),
    ] as [(String, [UInt8])])
  func orOnBlackWhereAllInkIsLight(_ name: String, _ row: [UInt8]) throws {
    #expect(try ImageFile.read(fixture(name + ".png")).image.pixels == row + row + row)
  }

  @Test func claimsOfSizeAreNotBelieved() {
    #expect(refusal(fixture("huge.png")).hasPrefix("huge.png: is a damaged PNG ("))
    #expect(
      refusal(fixture("large.png")) == "large.png: is 60000 × 60000 pixels; a side may have 1 to 16384, the picture "
        + "67108864; make it smaller")
    #expect(
      refusal(fixture("square.png")) == "square.png: is 16384 × 16384 pixels; a side may have 1 to 16384, the picture "
        + "67108864; make it smaller")
  }

  @Test func aDamagedPNGIsRefused() throws {
    let folder = try TemporaryFolder()
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture("rgba8.png"))))
    for length in 8..<whole.count {
      try folder.write(whole[..<length], "cut.png")
      let refusal = refusal(folder.path + "/cut.png")
      #expect(refusal.hasPrefix("cut.png: is a damaged PNG (") && refusal.hasSuffix("); save it again"), "\(length)")
    }
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try folder.write(bytes, "flipped.png")
      let image = try? ImageFile.read(folder.path + "/flipped.png")
      #expect(image == nil, "bit \(bit)")
    }
  }

  @Test(arguments: [
    "P2 5 3 255 0 16 32 48 64 80 96 112 128 144 160 176 192 208 224",
    "P2\n# by hand\n5 # wide\n 3\n255\n0 16 32 48 64\n80 96 112 128 144\n160 176 192 208 224\n# end",
  ])
  func plainPGM(_ text: String) throws {
    #expect(try readPGM(Array(text.utf8)) == Self.ramp)
  }

  @Test func rawPGM() throws {
    #expect(try readPGM(Array("P5\n5 3\n255\n".utf8) + Self.ramp.pixels) == Self.ramp)
    #expect(try readPGM(Array("P5 5 #c\n 3 65535 ".utf8) + Self.ramp.pixels.flatMap { [$0, $0] }) == Self.ramp)
    // 0x0a is white space, and here the first pixel.
    #expect(try readPGM(Array("P5 2 1 255 ".utf8) + [0x0a, 0x23]).pixels == [0x0a, 0x23])
  }

  @Test func greysAreScaledToTheMaximum() throws {
    #expect(try readPGM(Array("P2 4 1 3 0 1 2 3".utf8)).pixels == [0, 85, 170, 255])
    #expect(try readPGM(Array("P2 3 1 1000 1 2 500".utf8)).pixels == [0, 1, 128])
    #expect(try readPGM(Array("P5 2 1 1 ".utf8) + [0, 1]).pixels == [0, 255])
  }

  @Test(arguments: [
    ("P2", "it ends where its width should be"),
    ("P2 5 x", "its height is not a number, at byte 5"),
    ("P2 5 -3 255", "its height is not a number, at byte 5"),
    ("P2 99999999999999999999 3", "its width is not a number, at byte 3"),
    ("P2 1 1 0 0", "its maximum is 0, where 1 to 65535 is allowed"),
    ("P2 1 1 65536 0", "its maximum is 65536, where 1 to 65535 is allowed"),
    ("P2 2 1 255 7", "it ends where its pixel 1 should be"),
    ("P2 2 1 255 7 256", "a pixel is 256, its maximum is 255"),
    ("P2 8000 8000 255 7", "it ends before its 64000000 pixels"),
    ("P5 2 1 255 a", "it has 1 of 2 bytes of pixels"),
    ("P5 2 1 256 abc", "it has 3 of 4 bytes of pixels"),
    ("P5 2 1 255", "no white space ends its header"),
    ("P5 2 1 64 aA", "a pixel is 97, its maximum is 64"),
  ])
  func aDamagedPGMIsRefused(_ text: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text.utf8, "a.pgm")
    #expect(refusal(folder.path + "/a.pgm") == "a.pgm: is a damaged PGM: \(problem); save it again")
  }

  @Test(arguments: [
    ("P2 0 1 255", "0 × 1"), ("P5 16385 1 255 ", "16385 × 1"), ("P5 16384 16384 255 ", "16384 × 16384"),
  ])
  func aPGMOfNoSaneSizeIsRefused(_ text: String, _ size: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text.utf8, "a.pgm")
    #expect(
      refusal(folder.path + "/a.pgm")
        == "a.pgm: is \(size) pixels; a side may have 1 to 16384, the picture 67108864; make it smaller")
  }

  /// Greys are those of the data set's pictures in such formats.
  @Test func coloursInOtherFormatsBecomeGrey() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("P6 3 1 255 ".utf8) + [255, 0, 0, 0, 255, 0, 0, 0, 255], "a.ppm")
    #expect(try ImageFile.read(folder.path + "/a.ppm").image.pixels == [76, 150, 29])
    try folder.write(Array("P6 1 1 65535 ".utf8) + [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "deep.ppm")
    #expect(try ImageFile.read(folder.path + "/deep.ppm").image.pixels == [255])
    try folder.write([0xff, 0xd8, 0xff, 0xe0], "cut.jpg")
    #expect(refusal(folder.path + "/cut.jpg").hasPrefix("cut.jpg: is a damaged JPEG ("))
  }

  @Test func otherFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let starts: [String: [UInt8]] = [
      "a GIF": Array("GIF89a".utf8), "a PBM": Array("P4 1 1 ".utf8), "a text file": Array("hello".utf8),
      "no picture known here": [1, 2, 3],
      "an IDX file of unsigned bytes": idx([1, 1, 1], [0]), "a HEIC picture": [0, 0, 0, 24] + Array("ftypheic".utf8),
    ]
    for (kind, bytes) in starts {
      try folder.write(bytes, "a.png")
      #expect(
        refusal(folder.path + "/a.png")
          == "a.png: is \(kind), where a PNG, JPEG, BMP, PGM or PPM is needed; convert it to PNG")
    }
    try folder.write([0x1f, 0x8b, 8], "a.png")
    #expect(
      refusal(folder.path + "/a.png")
        == "a.png: is a gzip file, where a PNG, JPEG, BMP, PGM or PPM is needed; unpack it: gunzip")
    try folder.write([], "a.png")
    #expect(refusal(folder.path + "/a.png") == "a.png: is empty; save it again")
    #expect(refusal(folder.path + "/b.png") == "b.png: can't be read: No such file or directory; check the path")
    #expect(refusal(folder.path).hasSuffix(": is a folder, not a file; name a file"))
    try folder.shell("truncate -s 67108865 large.png")
    #expect(
      refusal(folder.path + "/large.png")
        == "large.png: has 67108865 bytes, a picture may have 67108864; make it smaller")
  }

  private func readPGM(_ bytes: [UInt8]) throws -> GrayImage {
    let folder = try TemporaryFolder()
    try folder.write(bytes, "a.pgm")
    return try ImageFile.read(folder.path + "/a.pgm").image
  }

  /// The message that refuses a file, without its folder.
  private func refusal(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do throws(DatasetProblem) {
      _ = try ImageFile.read(path)
      Issue.record("nothing was refused", sourceLocation: sourceLocation)
      return ""
    } catch {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path + "/"
      return error.description.replacingOccurrences(of: folder, with: "")
    }
  }
}
