import Catalog
import Text

/// What a scalar's text turned out to be.
enum ScalarReading<Value> {
  case value(Value)
  case problem(String, hint: String?)
  /// `128,256`: several values, each of them right. `one` is how to write the single number that may be meant.
  case several([String], one: String?, problem: String)
}

extension NumberRange {
  /// What single precision makes of `value`, written as `text`, if that is not what is meant.
  fileprivate func loss(of value: Double, writtenAs text: String) -> (problem: String, hint: String)? {
    guard isSingle else { return nil }
    let single = Float(value)
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    if single == 0, value >= 0, mantissa.contains(where: { ("1"..."9").contains($0) }) {
      let least = "a number from \(Float.leastNonzeroMagnitude)"
      return ("\(shortened(text)) is 0 in single precision", contains(0) ? "write 0, or \(least)" : "write \(least)")
    }
    guard contains(value), !contains(Double(single)) else { return nil }
    return ("\(shortened(text)) is 1 in single precision", "write a number up to \(single.nextDown)")
  }
}

func readInteger<Value: FixedWidthInteger & Sendable>(
  _ text: String, isPlain: Bool, in range: ClosedRange<Value>
) -> ScalarReading<Value> {
  let expectation =
    range.lowerBound == range.upperBound
    ? "write \(range.lowerBound)" : "write a whole number from \(range.lowerBound) to \(range.upperBound)"
  guard isPlain else { return quotedProblem(text, expectation) }
  if isInteger(text) {
    if let value = Value(text), range.contains(value) { return .value(value) }
    return .problem("\(shortened(text)) is out of range", hint: expectation)
  }
  if isNumber(text), let number = Double(text) {
    guard let whole = Value(exactly: number), range.contains(whole) else {
      return .problem("\(shortened(text)) is not a whole number", hint: expectation)
    }
    return .problem("\(shortened(text)) where a whole number belongs", hint: "write \(whole)")
  }
  let problem = "\(quoted(text)) is not a whole number"
  if let values = values(in: text, where: { isInteger($0) && Value($0).map(range.contains) == true }) {
    return .several(values, one: withoutThousandsCommas(text), problem: problem)
  }
  return .problem(problem, hint: repair(text, isWhole: true) ?? expectation)
}

func readNumber(_ text: String, isPlain: Bool, in range: NumberRange) -> ScalarReading<Double> {
  let expectation = "write a number \(range.words)"
  guard isPlain else { return quotedProblem(text, expectation) }
  guard isNumber(text), let value = Double(text) else {
    let problem = "\(quoted(text)) is not a number"
    if let hint = percentRepair(text, in: range) ?? repair(text, isWhole: false) {
      return .problem(problem, hint: hint)
    }
    let values = values(in: text) { isNumber($0) && Double($0).map(range.contains) == true }
    return values.map { .several($0, one: nil, problem: problem) } ?? .problem(problem, hint: expectation)
  }
  if let loss = range.loss(of: value, writtenAs: text) { return .problem(loss.problem, hint: loss.hint) }
  // −0 is read as 0, so that two ways to write a value give one result.
  if range.contains(value) { return .value(value == 0 ? 0 : value) }
  return .problem("\(shortened(text)) is out of range", hint: expectation)
}

func readBoolean(_ text: String, isPlain: Bool) -> ScalarReading<Bool> {
  switch (text, isPlain) {
  case ("true", true): return .value(true)
  case ("false", true): return .value(false)
  case ("true", _), ("false", _): return .problem("a quoted \(text)", hint: "remove the quotes")
  default: break
  }
  let problem = "\(quoted(text)) is neither true nor false"
  if let values = values(in: text, where: { ["true", "false"].contains($0) }) {
    return .several(values, one: nil, problem: problem)
  }
  let hint =
    switch text.lowercased() {
    case "true", "yes", "on", "y", "1": "write true"
    case "false", "no", "off", "n", "0": "write false"
    default: "write true or false"
    }
  return .problem(problem, hint: hint)
}

/// `-?(0|[1-9][0-9]*)`
private func isInteger(_ text: some StringProtocol) -> Bool {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  return isDigits(digits) && (digits.utf8.count == 1 || digits.utf8.first != UInt8(ascii: "0"))
}

/// JSON's numbers: an integer, then perhaps a fraction, then perhaps an exponent.
private func isNumber(_ text: String) -> Bool {
  let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
  if parts.count == 2 {
    let exponent = parts[1].hasPrefix("-") || parts[1].hasPrefix("+") ? parts[1].dropFirst() : parts[1]
    guard isDigits(exponent) else { return false }
  }
  let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  return isInteger(mantissa[0]) && (mantissa.count == 1 || isDigits(mantissa[1]))
}

private func isDigits(_ text: some StringProtocol) -> Bool {
  !text.isEmpty && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
}

private func quotedProblem<Value>(_ text: String, _ expectation: String) -> ScalarReading<Value> {
  .problem("\(quoted(text)) in quotes is text", hint: isNumber(text) ? "remove the quotes" : expectation)
}

/// What to write in place of a number that YAML, C or a spreadsheet would understand.
private func repair(_ text: String, isWhole: Bool) -> String? {
  guard text.utf8.count <= 40 else { return nil }
  let bare = text.filter { $0 != "_" }
  if bare != text, isNumber(bare) { return "write \(bare)" }
  if [".nan", "nan", ".inf", "-.inf", "+.inf", "inf", "-inf", "infinity"].contains(text.lowercased()) {
    return "a finite number belongs here"
  }
  if text.contains(":"), text.allSatisfy({ $0 == ":" || $0.isNumber }) {
    return "this is a time of day: write one number"
  }
  if text.hasPrefix("("), text.hasSuffix(")"), text.contains(",") {
    return "a list has brackets: write [\(text.dropFirst().dropLast())]"
  }
  if let value = prefixedInteger(text) { return "write it in decimal digits: \(value)" }
  if text.hasPrefix("+"), isNumber(String(text.dropFirst())) { return "write \(text.dropFirst())" }
  if let hint = commaRepair(text, isWhole: isWhole) { return hint }
  let significant = text.drop { $0 == "0" }
  let trimmed = significant.first?.isNumber == true ? String(significant) : "0" + significant
  if text.hasPrefix("0"), isNumber(trimmed) { return "leading zeros are ambiguous: write \(trimmed)" }
  if text.hasPrefix("."), isNumber("0" + text) { return "write 0\(text)" }
  if text.hasSuffix("."), isInteger(text.dropLast()) { return isWhole ? "write \(text.dropLast())" : "write \(text)0" }
  return nil
}

private func prefixedInteger(_ text: String) -> Int? {
  let radixes = ["0x": 16, "0o": 8, "0b": 2]
  guard let radix = radixes[text.prefix(2).lowercased()], !text.dropFirst(2).hasPrefix("-") else { return nil }
  return Int(text.dropFirst(2), radix: radix)
}

private func commaRepair(_ text: String, isWhole: Bool) -> String? {
  guard text.contains(",") else { return nil }
  if isWhole { return withoutThousandsCommas(text).map { "write \($0), without commas" } }
  let pointed = String(text.map { $0 == "," ? "." : $0 })
  return isNumber(pointed) ? "the decimal mark is a point: write \(pointed)" : nil
}

/// `1000` for `1,000`: groups of three digits after the first.
private func withoutThousandsCommas(_ text: String) -> String? {
  let groups = text.split(separator: ",", omittingEmptySubsequences: false)
  let joined = groups.joined()
  let isGrouped =
    groups[0].utf8.count <= 3 + (text.hasPrefix("-") ? 1 : 0) && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
  return groups.count > 1 && isGrouped && isInteger(joined) ? joined : nil
}

private func percentRepair(_ text: String, in range: NumberRange) -> String? {
  guard text.hasSuffix("%"), isNumber(String(text.dropLast())), let percents = Double(text.dropLast()) else {
    return nil
  }
  let value = rounded(percents / 100, significantDigits: 15)
  return range.contains(value) ? "write \(value)" : nil
}

/// The values in `32,64` and `32, 64`, if each of them is right.
func values(in text: String, where isRight: (String) -> Bool) -> [String]? {
  guard text.contains(","), text.utf8.count <= 200 else { return nil }
  let values = text.split { $0 == "," || $0 == " " }.map(String.init)
  return values.count > 1 && values.allSatisfy(isRight) ? values : nil
}

private func shortened(_ text: String) -> String { text.utf8.count > 40 ? text.prefix(40) + "…" : text }
