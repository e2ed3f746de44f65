extension ImageFile {
  /// Netpbm's grey maps, plain (P2) and raw (P5), with 1 or 2 bytes per pixel; https://netpbm.sourceforge.net/doc/pgm.html
  static func decodePGM(
    _ bytes: [UInt8], _ path: String
  ) throws(DatasetProblem) -> (image: GrayImage, notes: [String]) {
    var reader = PGMReader(bytes, path)
    let width = try reader.number("width")
    let height = try reader.number("height")
    let white = try reader.number("maximum")
    guard (1...65_535).contains(white) else {
      throw reader.damaged("its maximum is \(white), where 1 to 65535 is allowed")
    }
    try requireSane(width: width, height: height, path)
    let isRaw = bytes[1] == UInt8(ascii: "5")
    let pixels = isRaw ? try reader.raw(width * height, white) : try reader.plain(width * height, white)
    return (GrayImage(width: width, height: height, pixels: pixels), reader.rest)
  }
}

private struct PGMReader {
  private let bytes: [UInt8]
  private let path: String
  private var index = 2

  init(_ bytes: [UInt8], _ path: String) {
    self.bytes = bytes
    self.path = path
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

  mutating func plain(_ count: Int, _ white: Int) throws(DatasetProblem) -> [UInt8] {
    // A pixel takes at least two bytes: no memory is reserved for what can't be there.
    guard count <= bytes.count else { throw damaged("it ends before its \(count) pixels") }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for index in 0..<count { pixels.append(try byte(try number("pixel \(index)"), white)) }
    skipSpace()
    return pixels
  }

  /// Exactly one white-space byte separates the header from the pixels, which have two bytes each if `white` needs them.
  mutating func raw(_ count: Int, _ white: Int) throws(DatasetProblem) -> [UInt8] {
    guard index < bytes.count, Self.isSpace(bytes[index]) else { throw damaged("no white space ends its header") }
    let start = index + 1
    let size = white > 255 ? 2 : 1
    guard bytes.count - start >= size * count else {
      throw damaged("it has \(bytes.count - start) of \(size * count) bytes of pixels")
    }
    index = start + size * count
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for offset in stride(from: start, to: index, by: size) {
      let value = size == 1 ? Int(bytes[offset]) : Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      pixels.append(try byte(value, white))
    }
    return pixels
  }

  /// A grey value on the scale from 0 to 255.
  private func byte(_ value: Int, _ white: Int) throws(DatasetProblem) -> UInt8 {
    guard value <= white else { throw damaged("a pixel is \(value), its maximum is \(white)") }
    return UInt8((value * 255 + white / 2) / white)
  }

  func damaged(_ problem: String) -> DatasetProblem {
    DatasetProblem(.damaged, file: path, problem: "is a damaged PGM: \(problem)", hint: "save it again")
  }

  /// Notes about bytes after the last pixel: netpbm's files may contain several pictures, and editors end files with a
  /// newline.
  var rest: [String] {
    let rest = bytes[index...].drop(while: Self.isSpace)
    if rest.starts(with: "P2".utf8) || rest.starts(with: "P5".utf8) {
      return ["another picture follows the first, which alone was read"]
    }
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
