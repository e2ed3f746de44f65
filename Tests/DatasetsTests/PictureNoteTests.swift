import Datasets
import Foundation
import Testing

/// Oddities of a picture's file that don't keep it from being read.
@Suite struct PictureNoteTests {
  @Test(
    arguments: [
      ([0x0a], "1 byte follows its IEND"), ([0, 0], "2 bytes follow its IEND"),
      ([UInt8](repeating: 0, count: 300), "300 bytes follow its IEND"),
      (Array("\0\0\0\u{4}IDATjunkjunk".utf8), "16 bytes follow its IEND"),
    ] as [([UInt8], String)])
  func bytesBehindAPNG(_ rest: [UInt8], _ note: String) throws {
    let (image, notes) = try read(try png() + rest, "a.png")
    #expect(image == ImageFileTests.ramp)
    #expect(notes == [note])
  }

  @Test(arguments: ["tEXt", "gAMA", "zzZz"])
  func aWrongChecksumOfAChunkThatMayBeLeftOut(_ name: String) throws {
    let (image, notes) = try read(try png(with: name), "a.png")
    #expect(image == ImageFileTests.ramp)
    #expect(notes == ["the checksum of the chunk at byte 33 is another: that chunk was left out"])
  }

  @Test(arguments: ["PLTE", "IHDR", "IDAT", "ZZZZ"])
  func aWrongChecksumOfAnyOtherIsRefused(_ name: String) throws {
    let problem = try #require(throws: DatasetProblem.self) { try read(try png(with: name), "a.png") }
    #expect(problem.problem == "is a damaged PNG (the checksum of the chunk at byte 33 is another)")
  }

  @Test func aPNGThatWasSentAsText() throws {
    let bytes = Array(try png().filter { $0 != 0x0d })
    let problem = try #require(throws: DatasetProblem.self) { try read(bytes, "a.png") }
    #expect(problem.problem == "is a damaged PNG (its line ends were changed, as if it were text)")
  }

  @Test(arguments: [
    ("P2 2 1 255 7 8\n", []), ("P2 2 1 255 7 8 9", ["1 byte follows its last pixel"]),
    ("P2 2 1 255 7 8 junk", ["4 bytes follow its last pixel"]),
    ("P5 2 1 255 ab\n", ["1 byte follows its last pixel"]),
    ("P5 2 1 255 abcd", ["2 bytes follow its last pixel"]),
    ("P5 2 1 255 abP5 2 1 255 cd", ["another picture follows the first, which alone was read"]),
    ("P5 2 1 255 ab\nP2 2 1 255 1 2", ["another picture follows the first, which alone was read"]),
    ("P2 2 1 255 7 8\nP2 2 1 255 7 8\n", ["another picture follows the first, which alone was read"]),
  ])
  func bytesBehindAPGM(_ text: String, _ expected: [String]) throws {
    let (image, notes) = try read(Array(text.utf8), "a.pgm")
    #expect(image.pixels == (text.hasPrefix("P2") ? [7, 8] : Array("ab".utf8)))
    #expect(notes == expected)
  }

  private func read(_ bytes: [UInt8], _ name: String) throws -> (image: GrayImage, notes: [String]) {
    let folder = try TemporaryFolder()
    try folder.write(bytes, name)
    return try ImageFile.read(folder.path + "/" + name)
  }

  private func png() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture("gray8.png")))) }

  /// With a chunk after the header whose checksum is wrong.
  private func png(with chunk: String) throws -> [UInt8] {
    let whole = try png()
    return whole[..<33] + [0, 0, 0, 3] + Array(chunk.utf8) + [1, 2, 3, 0, 0, 0, 0] + whole[33...]
  }
}
