/// Netpbm's grey maps (P2, P5) and colour maps (P3, P6), plain and raw, with 1 or 2 bytes for each value;
/// https://netpbm.sourceforge.net/doc/pgm.html and ppm.html
struct NetpbmMap {
  let width: Int
  let height: Int
  /// 1 for grey, 3 for red, green and blue.
  let channels: Int
  /// The value of white.
  let maximum: Int
  let values: [UInt16]
  let notes: [String]

  static func isStart(of bytes: [UInt8]) -> Bool { ["P2", "P3", "P5", "P6"].contains { bytes.starts(with: $0.utf8) } }

  init(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    let isColour = bytes[1] == UInt8(ascii: "3") || bytes[1] == UInt8(ascii: "6")
    var reader = NetpbmReader(bytes, path, isColour: isColour)
    width = try reader.number("width")
    height = try reader.number("height")
    maximum = try reader.number("maximum")
    guard (1...65_535).contains(maximum) else {
      throw reader.damaged("its maximum is \(maximum), where 1 to 65535 is allowed")
    }
    try ImageFile.requireSane(width: width, height: height, path)
    channels = isColour ? 3 : 1
    let count = width * height * channels
    let isRaw = bytes[1] >= UInt8(ascii: "5")
    values = isRaw ? try reader.raw(count, maximum) : try reader.plain(count, maximum)
    notes = reader.rest
  }

  /// On the scale from 0 to another white.
  func values(upTo white: Int) -> [UInt16] {
    white == maximum ? values : values.map { UInt16((Int($0) * white + maximum / 2) / maximum) }
  }
}

extension ImageFile {
  static func decodePGM(
    _ bytes: [UInt8], _ path: String
  ) throws(DatasetProblem) -> (image: GrayImage, notes: [String]) {
    let map = try NetpbmMap(bytes, path)
    let pixels = map.values(upTo: 255).map(UInt8.init)
    return (GrayImage(width: map.width, height: map.height, pixels: pixels), map.notes)
  }
}

private struct NetpbmReader {
  private let bytes: [UInt8]
  private let path: String
  private let format: String
  /// What a value is called.
  private let value: String
  private var index = 2

  init(_ bytes: [UInt8], _ path: String, isColour: Bool) {
    self.bytes = bytes
    self.path = path
    (format, value) = isColour ? ("PPM", "value") : ("PGM", "pixel")
  }

  /// The next number after white space and comments.
  mutating func number(_ name: @autoclosure () -> String) throws(DatasetProblem) -> Int {
    skipSpace()
    let digits = bytes[index...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard index < bytes.count else { throw damaged("it ends where its \(name()) should be") }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw damaged("its \(name()) is not a number, at byte \(index)")
    }
    index = digits.endIndex
    return value
  }

  mutating func plain(_ count: Int, _ white: Int) throws(DatasetProblem) -> [UInt16] {
    let name = value
    // A value takes at least two bytes: no memory is reserved for what can't be there.
    guard count <= bytes.count else { throw damaged("it ends before its \(count) \(value)s") }
    var values: [UInt16] = []
    values.reserveCapacity(count)
    for index in 0..<count { values.append(try checked(try number("\(name) \(index)"), white)) }
    skipSpace()
    return values
  }

  /// Exactly one white-space byte separates the header from the values, which have two bytes each if `white` needs them.
  mutating func raw(_ count: Int, _ white: Int) throws(DatasetProblem) -> [UInt16] {
    guard index < bytes.count, Self.isSpace(bytes[index]) else { throw damaged("no white space ends its header") }
    let start = index + 1
    let size = white > 255 ? 2 : 1
    guard bytes.count - start >= size * count else {
      throw damaged("it has \(bytes.count - start) of \(size * count) bytes of pixels")
    }
    index = start + size * count
    var values: [UInt16] = []
    values.reserveCapacity(count)
    for offset in stride(from: start, to: index, by: size) {
      let value = size == 1 ? Int(bytes[offset]) : Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      values.append(try checked(value, white))
    }
    return values
  }

  private func checked(_ value: Int, _ white: Int) throws(DatasetProblem) -> UInt16 {
    guard value <= white else { throw damaged("a \(self.value) is \(value), its maximum is \(white)") }
    return UInt16(value)
  }

  func damaged(_ problem: String) -> DatasetProblem {
    DatasetProblem(.damaged, file: path, problem: "is a damaged \(format): \(problem)", hint: "save it again")
  }

  /// Notes about bytes after the last pixel: netpbm's files may contain several pictures, and editors end files with a
  /// newline.
  var rest: [String] {
    let rest = Array(bytes[index...].drop(while: Self.isSpace))
    if NetpbmMap.isStart(of: rest) { return ["another picture follows the first, which alone was read"] }
    return index < bytes.count ? ["\(bytesFollow(bytes.count - index)) its last pixel"] : []
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "#") {
        index = bytes[index...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      } else if Self.isSpace(bytes[index]) {
        index += 1
      } else {
        return
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
