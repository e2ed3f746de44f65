/// Numbers in cells: `Double(String)`'s, but only in decimal digits and only finite: not `nan`, `inf`, `0x10` or `1_000`.
enum CellNumber {
  /// Nil for a cell that is not a number.
  ///
  /// - Parameter decimal: what is before a fraction.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, decimal: UInt8) -> Double? {
    var position = start
    let isNegative = position < end && bytes[position] == UInt8(ascii: "-")
    if isNegative || position < end && bytes[position] == UInt8(ascii: "+") { position += 1 }
    // A number below 2⁵³ and a power of ten up to 22 are exact, and one operation rounds once: Clinger, "How to read
    // floating point numbers accurately", 1990.
    var (mantissa, digits, exponent) = (UInt64(0), 0, 0)
    var isPastPoint = false
    while position < end {
      let byte = bytes[position]
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        digits += 1
        if digits <= 18 { mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0")) }
        if isPastPoint { exponent -= 1 }
      } else if byte == decimal, !isPastPoint {
        isPastPoint = true
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    if position == end, digits <= 18, mantissa < 1 << 53, exponent >= -22 {
      let magnitude = exponent == 0 ? Double(mantissa) : Double(mantissa) / powersOfTen[-exponent]
      return isNegative ? -magnitude : magnitude
    }
    return slow(bytes, start, end, exponentAt: position, decimal: decimal)
  }

  private static func slow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, exponentAt mark: Int, decimal: UInt8
  ) -> Double? {
    var position = mark
    if position < end {
      guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return nil }
      position += 1
      if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") { position += 1 }
      guard position < end, bytes[position..<end].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return nil }
    }
    let text = String(decoding: bytes[start..<end].map { $0 == decimal ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  private static let powersOfTen = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }
}
