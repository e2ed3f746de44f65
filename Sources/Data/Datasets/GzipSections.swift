/// Consecutive members of a gzip file, which can be inflated without those before them.
package struct GzipSection: Sendable {
  /// Where they are in the file.
  package var bytes: Range<Int>
  /// How many bytes they hold, inflated.
  package var length: Int
}

extension OpenFile {
  /// The sections of a file that `bgzip` has written, as the bundled images are; nil for any other.
  ///
  /// Its members hold 64 KiB at most, and each says how long it is (BGZF: Sequence Alignment/Map format specification, 4.1):
  ///
  ///     31 139 8 4   time (4 bytes)   extra flags   system   6 0   'B' 'C' 2 0   member's length − 1 (2 bytes)
  ///     deflated bytes   CRC-32   length inflated (4 bytes)
  ///
  /// Only what members say of themselves is read. It may be wrong, which inflating them shows.
  package func gzipSections() throws(DatasetProblem) -> [GzipSection]? {
    var sections: [GzipSection] = []
    var start = 0
    var header = try bytes(0..<headerLength)
    while start < size {
      guard let length = Self.memberLength(header), length > headerLength, start + length <= size else { return nil }
      let end = start + length
      // One reading for the end of a member and the beginning of the next.
      let seam = try bytes(end - 4..<min(end + headerLength, size))
      sections.append(start..<end, holding: seam.prefix(4).littleEndian)
      header = Array(seam.dropFirst(4))
      start = end
    }
    return sections
  }

  private static func memberLength(_ header: [UInt8]) -> Int? {
    guard header.count == headerLength, header.starts(with: [0x1f, 0x8b, 8, 4]),
      header[10..<16] == [6, 0, UInt8(ascii: "B"), UInt8(ascii: "C"), 2, 0]
    else { return nil }
    return header[16...].littleEndian + 1
  }
}

extension [GzipSection] {
  /// Adds a member, to the last section if that is still short.
  fileprivate mutating func append(_ bytes: Range<Int>, holding length: Int) {
    if let last, last.length < pieceLength {
      self[count - 1] = GzipSection(bytes: last.bytes.lowerBound..<bytes.upperBound, length: last.length + length)
    } else {
      append(GzipSection(bytes: bytes, length: length))
    }
  }
}

private let headerLength = 18
