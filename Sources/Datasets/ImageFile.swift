/// Pictures to be classified.
public enum ImageFile {
  /// Of a side, in pixels.
  static let greatestSide = 16_384
  /// Of the file in bytes, and of the picture in pixels: 64 MiB.
  static let greatestSize = 1 << 26

  /// Reads a PNG (any kind; what is transparent lies on white) or a PGM (plain or raw) as grey.
  ///
  /// - Throws: `DatasetProblem` when the file is missing, too large, damaged, or something else.
  public static func read(_ path: String) throws(DatasetProblem) -> GrayImage {
    let bytes = try bytes(path)
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return try decodePNG(bytes, path) }
    if bytes.starts(with: "P2".utf8) || bytes.starts(with: "P5".utf8) { return try decodePGM(bytes, path) }
    throw DatasetProblem(
      .damaged, file: path, problem: bytes.isEmpty ? "is empty" : "is \(kind(bytes)), neither PNG nor PGM",
      hint: "convert it to PNG")
  }

  /// What the first bytes say about a file that can't be read.
  private static func kind(_ bytes: [UInt8]) -> String {
    let kinds: [(start: [UInt8], name: String)] = [
      ([0xff, 0xd8, 0xff], "a JPEG"), (Array("GIF8".utf8), "a GIF"), (Array("BM".utf8), "a BMP"),
      (Array("RIFF".utf8), "a WebP"), (Array("P1".utf8), "a PBM"), (Array("P4".utf8), "a PBM"),
      (Array("P3".utf8), "a PPM"), (Array("P6".utf8), "a PPM"), ([0x1f, 0x8b], "a gzip file"),
    ]
    return kinds.first { bytes.starts(with: $0.start) }?.name ?? "no picture known here"
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

  private static func bytes(_ path: String) throws(DatasetProblem) -> [UInt8] {
    let reader = try ByteReader(path, inflating: false)
    guard reader.fileSize <= greatestSize else {
      throw reader.damaged(
        "has \(reader.fileSize) bytes, a picture may have \(greatestSize)", hint: "make it smaller")
    }
    var bytes = [UInt8](repeating: 0, count: reader.fileSize)
    let count = try bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(DatasetProblem) in try reader.read(into: bytes) }
    }.get()
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
