/// What cameras write about a photograph (CIPA DC-008).
enum EXIF {
  /// How the camera was held: 1 is upright, 2 to 8 are turned or mirrored; nil if the file does not say.
  ///
  ///     FF E1   length (2 bytes)   "Exif" 0 0   a TIFF: "II" or "MM", 42, offset of a table (4 bytes)
  ///     table: number of entries (2 bytes), then tag (2), type (2), count (4), value (4) of each; 0x0112 is the orientation
  static func orientation(ofJPEG bytes: [UInt8]) -> Int? {
    var start = 2
    while start + 4 <= bytes.count, bytes[start] == 0xff, bytes[start + 1] != 0xda {
      let end = start + 2 + number(bytes[start + 2..<start + 4], isBig: true)
      guard end <= bytes.count, end > start + 3 else { return nil }
      let segment = bytes[start + 4..<end]
      if bytes[start + 1] == 0xe1, segment.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) {
        return orientation(inTIFF: Array(segment.dropFirst(6)))
      }
      start = end
    }
    return nil
  }

  private static func orientation(inTIFF bytes: [UInt8]) -> Int? {
    guard bytes.count >= 8 else { return nil }
    let isBig = bytes.starts(with: "MM".utf8)
    let table = number(bytes[4..<8], isBig: isBig)
    guard table + 2 <= bytes.count else { return nil }
    let entries = number(bytes[table..<table + 2], isBig: isBig)
    for entry in 0..<entries {
      let start = table + 2 + 12 * entry
      guard start + 12 <= bytes.count else { return nil }
      if number(bytes[start..<start + 2], isBig: isBig) == 0x0112 {
        let turn = number(bytes[start + 8..<start + 10], isBig: isBig)
        return (1...8).contains(turn) ? turn : nil
      }
    }
    return nil
  }

  private static func number(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> Int {
    isBig ? bytes.bigEndian : bytes.littleEndian
  }
}
