import Files

/// Pictures to be classified.
public enum ImageFile {
  /// The longest side, in pixels.
  static let greatestSide = 16_384
  /// The largest file in bytes, and the largest picture in pixels: 64 Mi.
  static let greatestSize = 1 << 26

  /// Reads a drawing as grey. Transparent parts of a PNG are put on white, or on black if the ink is light.
  ///
  /// - Returns: the picture, and oddities of its file that did not keep it from being read.
  /// - Throws: `DatasetProblem` if the file is missing, too large, damaged, or something else.
  public static func read(_ path: String) throws(DatasetProblem) -> (image: GrayImage, notes: [String]) {
    let bytes = try bytes(path)
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return try decodePNG(bytes, path) }
    if bytes.starts(with: "P2".utf8) || bytes.starts(with: "P5".utf8) { return try decodePGM(bytes, path) }
    let picture = try Raster(bytes, path, isNamed: true).converted(channels: 1)
    let pixels = picture.eightBits.samples.map { UInt8($0) }  // white is 255
    return (GrayImage(width: picture.width, height: picture.height, pixels: pixels), picture.notes)
  }

  /// Refuses sizes that no photograph has.
  static func requireSane(width: Int, height: Int, _ path: String) throws(DatasetProblem) {
    guard (1...greatestSide).contains(width), (1...greatestSide).contains(height), width * height <= greatestSize else {
      throw DatasetProblem(
        .damaged, file: path,
        problem: "is \(width) × \(height) pixels; a side may have 1 to \(greatestSide), the picture \(greatestSize)",
        hint: "make it smaller")
    }
  }

  static func bytes(_ path: String) throws(DatasetProblem) -> [UInt8] {
    let reader = try ByteReader(OpenFile(path), .plain)
    guard reader.fileSize <= greatestSize else {
      throw reader.damaged(
        "has \(reader.fileSize) bytes, a picture may have \(greatestSize)", hint: "make it smaller")
    }
    return try reader.bytes(reader.fileSize)
  }
}
