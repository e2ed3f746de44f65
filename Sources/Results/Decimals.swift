/// `value` with a fixed number of decimals and a point in every locale; halves go away from zero.
/// A value that is not finite or too large for 64 bits keeps its plain description.
public func fixed(_ value: Double, decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
  guard value.isFinite, let scaled = Int(exactly: (value.magnitude * scale).rounded()) else { return value.description }
  let digits = String(scaled)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && scaled != 0 ? "-" : ""
  return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
}

/// `value` rounded to a few significant decimal digits. Works on the digits of the shortest decimal, so no power of ten is
/// computed that could round differently.
public func rounded(_ value: Double, significantDigits count: Int) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let parts = value.magnitude.description.split(separator: "e")
  let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let fraction = point.count > 1 ? String(point[1]) : ""
  var digits = (point[0] + fraction).compactMap(\.wholeNumberValue)
  // value = 0.d₁d₂… × 10^exponent once leading zeros are gone.
  var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + point[0].count
  let zeros = digits.prefix { $0 == 0 }.count
  digits.removeFirst(zeros)
  exponent -= zeros
  guard digits.count > count else { return value }
  let isUp = digits[count] >= 5
  digits.removeLast(digits.count - count)
  var number = digits.reduce(0) { $0 * 10 + $1 }
  if isUp { number += 1 }
  let text = "\(value < 0 ? "-" : "")\(number)e\(exponent - count)"
  return Double(text) ?? value
}
