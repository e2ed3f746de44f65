internal import CZlib

/// Pictures of 8 bits, grey or in colour, as PNG (ISO/IEC 15948): signature, IHDR, one IDAT, IEND.
enum PNG {
  /// - Parameters:
  ///   - pixels: row by row, the channels of a pixel side by side, 0 = black.
  ///   - channels: 1 for grey, 3 for red, green and blue.
  static func encode(pixels: [UInt8], width: Int, channels: Int = 1) -> [UInt8] {
    let row = width * channels
    let height = row > 0 ? pixels.count / row : 0
    // Each row begins with the number of its filter: none.
    let rows: [UInt8] = (0..<height).flatMap { [0] + pixels[$0 * row..<($0 + 1) * row] }
    let header: [UInt8] = bigEndian(width) + bigEndian(height) + [8, channels == 3 ? 2 : 0, 0, 0, 0]
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    return signature + chunk("IHDR", header) + chunk("IDAT", deflated(rows)) + chunk("IEND", [])
  }

  static func dataURL(pixels: [UInt8], width: Int, channels: Int = 1) -> String {
    "data:image/png;base64," + base64(encode(pixels: pixels, width: width, channels: channels))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(content.count) + body + bigEndian(Int(crc32(0, body, uInt(body.count))))
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      // With a buffer of `compressBound`'s length this can fail only for lack of memory, which no Swift program
      // survives.
      let status = compress2(buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
      precondition(status == Z_OK, "zlib: out of memory")
      count = Int(length)
    }
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// RFC 4648.
  static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
      for index in 0..<4 {
        text.append(index <= group.count ? letters[word >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
