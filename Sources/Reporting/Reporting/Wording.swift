import Catalog
import Records
import Text

/// A score as tables show it: four decimals, or four digits and an exponent if four decimals would show nothing.
public func score(_ value: Float) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  guard value != 0, value.magnitude < 1e-3 else { return fixed(Double(value), decimals: 4) }
  return scientific(Double(value), significantDigits: 5)
}

/// A test's p in a sentence: `p = 0.0654`, `p < 0.0001`. No test set or handful of seeds justifies more digits; the
/// files have them.
public func pValue(_ p: Double) -> String {
  p < 1e-4 ? "p < 0.0001" : "p = \(rounded(p, significantDigits: 3))"
}

/// A number with its first three digits: `0.998`, `-12.5`, `1.7e-06`.
public func threeDigits(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
  guard value.magnitude < 1e-3 else { return rounded(value, significantDigits: 3).description }
  return scientific(value, significantDigits: 3)
}

/// Seconds for people: `0.6s`; `75s` is `1m 15s`.
public func duration(_ seconds: Double) -> String {
  if seconds < 59.95 { return fixed(seconds, decimals: 1) + "s" }
  let whole = Int(min(seconds, 1e9).rounded())
  let (minutes, rest) = (whole / 60 % 60, String(whole % 60))
  let padded = (rest.count < 2 ? "0" : "") + rest
  return whole < 3600 ? "\(minutes)m \(padded)s" : "\(whole / 3600)h \(minutes)m"
}

/// Bytes for people: `640 MB`, `1.2 TB`.
public func byteCount(_ bytes: Double) -> String {
  var (value, unit) = (bytes / 1e6, "MB")
  for larger in ["GB", "TB", "PB", "EB"] where value >= 999.5 { (value, unit) = (value / 1000, larger) }
  return fixed(value, decimals: value < 9.95 ? 1 : 0) + " " + unit
}

/// Time for one step, as Keras writes it: `2s/step`, `5ms/step`, `320us/step`.
public func stepDuration(milliseconds: Double) -> String {
  if milliseconds >= 1000 { return fixed(milliseconds / 1000, decimals: 0) + "s/step" }
  if milliseconds >= 1 { return fixed(milliseconds, decimals: 0) + "ms/step" }
  return fixed(milliseconds * 1000, decimals: 0) + "us/step"
}

/// `1.1105e-05` from the shortest digits, with an exponent of at least two digits, as in Keras's and Python's output.
private func scientific(_ value: Double, significantDigits: Int) -> String {
  let value = rounded(value, significantDigits: significantDigits)
  let text = value.magnitude.description
  let parts = text.split(separator: "e")
  let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let all = point[0] + (point.count > 1 ? point[1] : "")
  let digits = all.drop { $0 == "0" }
  var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + point[0].count - 1 - (all.count - digits.count)
  let trimmed = digits.prefix { _ in true }.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()
  let sign = exponent < 0 ? "-" : "+"
  exponent = Int(exponent.magnitude)
  let mantissa = String(trimmed.prefix(1)) + (trimmed.count > 1 ? "." + trimmed.dropFirst() : "")
  return (value < 0 ? "-" : "") + mantissa + "e" + sign + (exponent < 10 ? "0" : "") + String(exponent)
}

/// The epoch from which a table takes each run's scores: the one whose model is saved.
package func scoredEpoch(of runs: [RunSummary]) -> String {
  runs.allSatisfy(\.savesLastEpoch) ? "the last epoch" : "the saved epoch"
}

/// A class by its number, followed by its name if it has one: `7`, `7 sneaker`.
package func labelled(_ label: Int, _ classNames: [String]) -> String {
  guard classNames.indices.contains(label), classNames[label] != String(label) else { return String(label) }
  return "\(label) \(classNames[label])"
}

extension [RunSummary] {
  /// What to call the samples of all of them.
  package var sampleKind: SampleKind { contains { $0.data.kind == .sample } ? .sample : .image }
}
