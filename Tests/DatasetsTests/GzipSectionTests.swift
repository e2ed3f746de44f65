import Datasets
import Foundation
import Testing

/// Several threads inflate a gzip file in blocks, as bgzip writes them. What is read and what is refused is the same as in any
/// other gzip file.
@Suite struct GzipSectionTests {
  private let tiny: TinyDataset
  /// 700 images of 40 × 25 pixels: eleven blocks with the header.
  private static let pixels = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
  private static let blocks = blocks(of: 65_280)

  init() throws {
    tiny = try TinyDataset()
    try tiny.folder.write(idx([700], (0..<700).map { UInt8($0 % 10) }), trainLabels)
    try tiny.folder.write(idx([1, 40, 25], [UInt8](repeating: 0, count: 1000)), testImages)
    try tiny.folder.write(idx([1], [3]), testLabels)
    try tiny.folder.remove(trainImages)
  }

  private var file: OpenFile { get throws { try OpenFile(tiny.path + "/\(trainImages).gz") } }

  private func write(_ bytes: some Sequence<UInt8>) throws { try tiny.folder.write(bytes, trainImages + ".gz") }

  private static func blocks(of size: Int, images: UInt32 = 700) -> [[UInt8]] {
    let content = idx([images, 40, 25], pixels)
    return stride(from: 0, to: content.count, by: size).map {
      block(Array(content[$0..<min($0 + size, content.count)]))
    }
  }

  @Test func blocksAreGatheredIntoSections() throws {
    let blocks = Self.blocks + [block([])]
    try write(blocks.joined())
    let sections = try #require(try file.gzipSections())
    #expect(sections.map(\.length) == [5 * 65_280, 5 * 65_280, 700_016 - 10 * 65_280])
    #expect(sections[0].bytes.lowerBound == 0)
    #expect(sections[1].bytes == sections[0].bytes.upperBound..<sections[2].bytes.lowerBound)
    #expect(sections[2].bytes.upperBound == blocks.joined().count)
  }

  /// Or the program would take longer to start.
  @Test(arguments: [(trainImages, 145), (testImages, 25)])
  func theBundledImagesHaveSections(_ name: String, _ count: Int) throws {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Sources/Data/Datasets/mnist")
    let sections = try OpenFile(folder.standardized.path + "/\(name).gz").gzipSections()
    #expect(sections?.count == count)
  }

  @Test func sectionsHoldWhatAStreamHolds() throws {
    try tiny.folder.write(idx([700, 40, 25], Self.pixels), trainImages)
    let plain = try tiny.load()
    #expect(plain.training.pixels == Self.pixels)
    for blocks in [Self.blocks, [block([])] + Self.blocks + [block([])], Self.blocks(of: 1000)] {
      try write(blocks.joined())
      #expect(try file.gzipSections() != nil)
      let set = try tiny.load()
      #expect(set.training == plain.training)
      #expect(set.files == plain.files)
    }
  }

  /// Only the field that says where the next block is may be wrong.
  @Test(arguments: [-60_000, -1, 1, 26, 200])
  func aWrongLengthOfABlockMakesItAStream(_ difference: Int) throws {
    var blocks = Self.blocks
    let length = blocks[2].count - 1 + difference
    blocks[2].replaceSubrange(16..<18, with: [UInt8(length & 255), UInt8(length >> 8)])
    try write(blocks.joined())
    #expect(try tiny.load().training.pixels == Self.pixels)
  }

  /// A block begins with 23 bytes of headers, and ends with a checksum and its length.
  @Test(arguments: [
    (19, "invalid stored block lengths"), (100, "incorrect data check"), (-8, "incorrect data check"),
    (-4, "incorrect length check"),
  ])
  func damageIsThatOfAStream(_ place: Int, _ problem: String) throws {
    for damaged in [0, 6, 10] {
      var blocks = Self.blocks
      blocks[damaged][place < 0 ? blocks[damaged].count + place : place] ^= 1
      try write(blocks.joined())
      #expect(
        tiny.refusal() == "\(trainImages).gz: is not valid gzip data (\(problem)); use a whole copy of the file",
        "block \(damaged)")
    }
  }

  @Test func aFileCutWithinABlockIsRefused() throws {
    let whole = Array(Self.blocks.joined())
    for length in [65_000, 65_311 + 17, 400_000, whole.count - 1] {
      try write(whole[..<length])
      #expect(
        tiny.refusal() == "\(trainImages).gz: ends in the middle of its compressed data, after \(length) bytes; "
          + "use a whole copy of the file")
    }
  }

  @Test func anotherNumberOfImagesIsRefused() throws {
    try write(Self.blocks.dropLast().joined())
    #expect(
      tiny.refusal() == "\(trainImages).gz: ends after \(10 * 65_280 - 16) of the 700000 bytes its header names; "
        + "use a whole copy of the file")
    try write(Self.blocks(of: 65_280, images: 699).joined())
    #expect(
      tiny.refusal() == "\(trainImages).gz: goes on after its last sample: the header's count is too small; "
        + "correct the header")
  }
}

/// A member of a gzip file in blocks that stores its bytes as they are.
private func block(_ bytes: [UInt8]) -> [UInt8] {
  let length = UInt16(bytes.count)
  let header: [UInt8] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0]
  return header + littleEndian(length + 30) + [1] + littleEndian(length) + littleEndian(~length) + bytes
    + littleEndian(checksum(bytes)) + littleEndian(UInt32(length))
}

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// CRC-32 (RFC 1952, 8).
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  var rest = ~UInt32(0)
  for byte in bytes { rest = remainders[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8 }
  return ~rest
}

private let remainders: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(byte) { rest, _ in rest >> 1 ^ (rest & 1 == 0 ? 0 : 0xedb8_8320) }
}
