internal import CZlib

extension ImageFile {
  /// What libpng's simplified interface lets pass: a checksum of a chunk that it has no use for, the end of the picture missing,
  /// and bytes behind it. A file is whole, or it is refused.
  ///
  ///     8 bytes              signature
  ///     UInt32               length of a chunk's data, big-endian
  ///     4 letters, data      its name and data
  ///     UInt32               CRC-32 of name and data; the first chunk is IHDR, the last is IEND
  static func requireWholePNG(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    func damaged(_ problem: String) -> DatasetProblem {
      DatasetProblem(.damaged, file: path, problem: "is a damaged PNG (\(problem))", hint: "save it again")
    }
    var start = 8
    while true {
      guard bytes.count - start >= 12 else { throw damaged("it ends before its IEND") }
      let length = Int(word(bytes, start))
      guard length <= bytes.count - start - 12 else { throw damaged("it ends within the chunk at byte \(start)") }
      let content = start + 4..<start + 8 + length
      let isEnd = bytes[content].starts(with: "IEND".utf8)
      let checksum = bytes[content].withUnsafeBytes { crc32_z(0, $0.baseAddress, $0.count) }
      guard UInt32(truncatingIfNeeded: checksum) == word(bytes, content.upperBound) else {
        throw damaged("the checksum of the chunk at byte \(start) is another")
      }
      start = content.upperBound + 4
      guard !isEnd else { break }
    }
    guard start == bytes.count else { throw damaged("\(bytes.count - start) bytes follow its IEND") }
  }

  /// Big-endian.
  private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
