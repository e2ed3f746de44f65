/// Numbers in cells: `Double(String)`'s, but only in decimal digits and only finite: not `nan`, `inf`, `0x10` or `1_000`.
enum CellNumber {
  /// Nil for a cell that is not a number.
  ///
  /// - Parameter decimal: what is before a fraction.
  static func read(_ cell: UnsafeBufferPointer<UInt8>, decimal: UInt8) -> Double? {
    // A byte that is part of no number follows.
    let bytes = Array(cell) + [0]
    return bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return nil }
      var next = start
      if let number = scan(&next, decimal: decimal), next == start + cell.count { return number }
      return slow(cell, decimal: decimal)
    }
  }

  /// The number at the start of bytes that go on with one that is part of no number; `next` is where it ends.
  ///
  /// - Returns: nil if there is none, and for some with very many digits or large exponents, which `read` can read.
  @inline(__always)
  static func scan(_ next: inout UnsafePointer<UInt8>, decimal: UInt8) -> Double? {
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    let start = next
    var mantissa: UInt64 = 0
    var digits = scanDigits(&next, into: &mantissa)
    var exponent = 0
    if next.pointee == decimal {
      next += 1
      exponent = -scanDigits(&next, into: &mantissa)
      digits -= exponent
    }
    if digits > mostDigits { digits -= zeros(start, decimal) }
    guard digits > 0, digits <= mostDigits else { return nil }
    if next.pointee | 0x20 == UInt8(ascii: "e") {
      guard let written = scanExponent(&next) else { return nil }
      exponent += written
    }
    guard let magnitude = value(mantissa, exponent) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// What a number of 64 bits can always hold.
  private static let mostDigits = 19

  /// - Returns: how many there are.
  @inline(__always)
  private static func scanDigits(_ next: inout UnsafePointer<UInt8>, into number: inout UInt64) -> Int {
    let start = next
    var digit = next.pointee &- UInt8(ascii: "0")
    while digit < 10 {
      number = number &* 10 &+ UInt64(digit)
      next += 1
      digit = next.pointee &- UInt8(ascii: "0")
    }
    return next - start
  }

  /// How many zeros a number with other digits begins with.
  private static func zeros(_ start: UnsafePointer<UInt8>, _ decimal: UInt8) -> Int {
    var (next, zeros) = (start, 0)
    while next.pointee == UInt8(ascii: "0") || next.pointee == decimal {
      if next.pointee != decimal { zeros += 1 }
      next += 1
    }
    return zeros
  }

  private static func scanExponent(_ next: inout UnsafePointer<UInt8>) -> Int? {
    next += 1
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    var exponent: UInt64 = 0
    let digits = scanDigits(&next, into: &exponent)
    guard (1...4).contains(digits) else { return nil }
    return isNegative ? -Int(exponent) : Int(exponent)
  }

  /// mantissa · 10^exponent, rounded once; nil for exponents where that takes more than a step.
  @inline(__always)
  private static func value(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    // Both are exact, and one operation rounds once: Clinger, "How to read floating point numbers accurately", 1990.
    if mantissa < 1 << 53, exponent >= -22, exponent <= 22 {
      let number = Double(Int64(bitPattern: mantissa))
      return exponent <= 0 ? number / powers[-exponent] : number * powers[exponent]
    }
    return exponent <= 0 && exponent >= -mostDigits ? quotient(mantissa, wholePowers[-exponent]) : nil
  }

  /// A quotient of whole numbers, rounded once.
  private static func quotient(_ number: UInt64, _ divisor: UInt64) -> Double {
    let (shift, divisorShift) = (number.leadingZeroBitCount, divisor.leadingZeroBitCount)
    // With both at their full width, the quotient times 2⁶³ has 63 or 64 bits: ten more than a Double keeps, and a last one for
    // all that follow.
    let wide = number << shift
    let (bits, rest) = (divisor << divisorShift).dividingFullWidth((wide >> 1, wide << 63))
    return Double(bits | (rest == 0 ? 0 : 1))
      * Double(sign: .plus, exponent: divisorShift - shift - 63, significand: 1)
  }

  private static func slow(_ cell: UnsafeBufferPointer<UInt8>, decimal: UInt8) -> Double? {
    var rest = cell[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    let digits: ClosedRange = UInt8(ascii: "0")...UInt8(ascii: "9")
    var hasDigits = false
    var isPastPoint = false
    while let byte = rest.first, digits.contains(byte) || byte == decimal && !isPastPoint {
      if byte == decimal { isPastPoint = true } else { hasDigits = true }
      rest.removeFirst()
    }
    guard hasDigits else { return nil }
    if let byte = rest.first {
      guard byte | 0x20 == UInt8(ascii: "e") else { return nil }
      rest.removeFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
      guard !rest.isEmpty, rest.allSatisfy(digits.contains) else { return nil }
    }
    let text = String(decoding: cell.map { $0 == decimal ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  /// 10⁰ to 10²²: constants of the program, which need not be made when they are first used.
  private static let powers: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
  private static let wholePowers: InlineArray<20, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]
}
