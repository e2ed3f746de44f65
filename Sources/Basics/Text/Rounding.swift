/// `value` rounded to a few significant decimal digits. Works on the digits of the shortest decimal, so it computes no
/// power of ten that could be rounded differently.
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
