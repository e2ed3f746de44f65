internal import CZlib

extension ImageFile {
  /// What libpng's simplified interface accepts: a wrong checksum of a chunk that it does not use, a missing end of the
  /// picture, and bytes after it. Here a picture is complete, or it is refused.
  ///
  ///     8 bytes              signature
  ///     UInt32               length of a chunk's data, big-endian
  ///     4 letters, data      its name and data
  ///     UInt32               CRC-32 of name and data; the first chunk is IHDR, the last is IEND
  ///
  /// - Returns: oddities outside of the picture: a damaged chunk that may be left out (its name starts with a small
  ///   letter), or bytes after the end, where some programs leave the rest of a larger picture that was cropped.
  static func requireWholePNG(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) -> [String] {
    func damaged(_ problem: String) -> DatasetProblem {
      DatasetProblem(.damaged, file: path, problem: "is a damaged PNG (\(problem))", hint: "save it again")
    }
    guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else {
      throw damaged("its line ends were changed, as if it were text")
    }
    var notes: [String] = []
    var start = 8
    while true {
      guard bytes.count - start >= 12 else { throw damaged("it ends before its IEND") }
      let length = bytes[start..<start + 4].bigEndian
      guard length <= bytes.count - start - 12 else { throw damaged("it ends within the chunk at byte \(start)") }
      let content = start + 4..<start + 8 + length
      if !hasRightChecksum(bytes, content) {
        let problem = "the checksum of the chunk at byte \(start) is another"
        guard bytes[content.lowerBound] & 0x20 != 0 else { throw damaged(problem) }
        notes.append("\(problem): that chunk was left out")
      }
      start = content.upperBound + 4
      if bytes[content].starts(with: "IEND".utf8) { break }
    }
    return start == bytes.count ? notes : notes + ["\(bytesFollow(bytes.count - start)) its IEND"]
  }

  private static func hasRightChecksum(_ bytes: [UInt8], _ content: Range<Int>) -> Bool {
    let checksum = bytes[content].withUnsafeBytes { crc32_z(0, $0.baseAddress, $0.count) }
    return Int(UInt32(truncatingIfNeeded: checksum)) == bytes[content.upperBound..<content.upperBound + 4].bigEndian
  }
}
