/// A table; the first column is text, the others are numbers.
func table(_ columns: [String], _ rows: [[String]]) -> String {
  let rule = columns.indices.map { $0 == 0 ? "---" : "---:" }
  return ([columns, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
}

/// With this many decimals; the C library's formats would need Foundation.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
  let scaled = Int((value * Double(scale)).rounded())
  guard decimals > 0 else { return "\(scaled)" }
  let digits = String(scaled.magnitude % UInt(scale))
  let zeros = String(repeating: "0", count: decimals - digits.count)
  return "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt(scale)).\(zeros)\(digits)"
}

func percent(_ fraction: Double) -> String { "\(fixed(100 * fraction, 0)) %" }

/// Seconds as microseconds, with decimals where the number is small.
func microseconds(_ seconds: Double) -> String {
  let value = seconds * 1e6
  return fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
}
