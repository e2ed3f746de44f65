internal import CPictures

// Pictures that C decodes.
extension Raster {
  /// Palettes and fewer than 8 bits are expanded; neither gamma nor colour profiles are applied.
  init(png bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    let notes = try ImageFile.requireWholePNG(bytes, path)
    let picture = CPicture(bytes, path, "PNG")
    let header = try picture.read(cpictures_header()) { cpictures_png_header($0, $1, &$2, $3) }
    try ImageFile.requireSane(width: Int(header.width), height: Int(header.height), path)
    let samples = try picture.samples(header) { cpictures_png($0, $1, $2, $3, $4) }
    self.init(header, samples)
    self.notes = notes + self.notes
  }

  init(jpeg bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    let picture = CPicture(bytes, path, "JPEG")
    let header = try picture.read(cpictures_header()) { cpictures_jpeg_header($0, $1, &$2, $3) }
    try ImageFile.requireSane(width: Int(header.width), height: Int(header.height), path)
    guard header.channels != 4 else {
      throw DatasetProblem(
        .damaged, file: path, problem: "is a JPEG in CMYK, the colours of print", hint: "convert it to RGB")
    }
    var oddities: Int32 = 0
    let samples = try picture.samples(header) { cpictures_jpeg($0, $1, $2, $3, &oddities, $4) }
    self.init(header, samples)
    if let turn = EXIF.orientation(ofJPEG: bytes), turn != 1 { notes.append("its EXIF orientation is not applied") }
    if oddities > 0 { notes.append("bytes between its parts were skipped") }
  }

  private init(_ header: cpictures_header, _ samples: [UInt16]) {
    self.init(
      width: Int(header.width), height: Int(header.height), channels: Int(header.channels),
      white: header.depth == 16 ? 65_535 : 255, withAlpha: samples)
  }
}

/// The bytes of a picture for one of C's decoders.
private struct CPicture {
  private let bytes: [UInt8]
  private let path: String
  private let format: String

  init(_ bytes: [UInt8], _ path: String, _ format: String) {
    self.bytes = bytes
    self.path = path
    self.format = format
  }

  typealias Problem = UnsafeMutablePointer<CChar>

  /// What `read` makes of a value; it returns 0 and writes a text if it can't.
  func read<Value>(
    _ value: Value, _ read: (UnsafeRawPointer?, Int, inout Value, Problem) -> Int32
  ) throws(DatasetProblem) -> Value {
    var value = value
    var isRead = false
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPICTURES_TEXT)) { problem in
      problem.initialize(repeating: 0)
      guard let start = problem.baseAddress else { return "" }  // it has a capacity
      isRead = bytes.withUnsafeBytes { read($0.baseAddress, $0.count, &value, start) } != 0
      return String(cString: start)
    }
    guard isRead else {
      throw DatasetProblem(.damaged, file: path, problem: "is a damaged \(format) (\(text))", hint: "save it again")
    }
    return value
  }

  func samples(
    _ header: cpictures_header,
    _ decode: (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int, Problem) -> Int32
  ) throws(DatasetProblem) -> [UInt16] {
    let count = Int(header.width) * Int(header.height) * Int(header.channels)
    if header.depth == 16 { return try decoded(count, decode) }
    return try decoded(count, decode).map { (byte: UInt8) in UInt16(byte) }
  }

  private func decoded<Sample: FixedWidthInteger>(
    _ count: Int, _ decode: (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int, Problem) -> Int32
  ) throws(DatasetProblem) -> [Sample] {
    try read([Sample](repeating: 0, count: count)) { bytes, byteCount, samples, problem in
      samples.withUnsafeMutableBytes { decode(bytes, byteCount, $0.baseAddress, $0.count, problem) }
    }
  }
}
