/// Where an axis has its marks: at multiples of 1, 2 or 5 times a power of ten.
struct Ticks: Equatable {
  /// Ascending.
  let values: [Double]
  let labels: [String]

  /// The fewest ticks that enclose the range in at most `intervals` steps.
  init(enclosing range: ClosedRange<Double>, intervals: Int) {
    var (low, high) = (range.lowerBound, range.upperBound)
    // Values that differ only by rounding count as one.
    if high - low <= max(low.magnitude, high.magnitude) * 1e-9 {
      let margin = low == 0 ? 1 : low.magnitude / 100
      (low, high) = (low - margin, high + margin)
    }
    var step = Step(atLeast: (high - low) / Double(intervals))
    while step.last(high) - step.first(low) > intervals { step = step.next }
    let multiples = Array(step.first(low)...step.last(high))
    values = multiples.map(step.value)
    labels = multiples.map(step.label)
  }
}

/// `mantissa · 10^exponent` with a mantissa of 1, 2 or 5.
private struct Step {
  var mantissa: Int
  var exponent: Int

  /// The smallest step of at least `width`.
  init(atLeast width: Double) {
    self.init(mantissa: 1, exponent: -12)
    // No Float needs more, and so no loss, however far a run has diverged.
    while size < width * (1 - 1e-9), exponent < 40 { self = next }
  }

  private init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  var next: Step {
    switch mantissa {
    case 1: Step(mantissa: 2, exponent: exponent)
    case 2: Step(mantissa: 5, exponent: exponent)
    default: Step(mantissa: 1, exponent: exponent + 1)
    }
  }

  private var power: Double { (0..<exponent.magnitude).reduce(1.0) { power, _ in power * 10 } }
  private var size: Double { value(1) }

  /// Divides by a whole power of ten, which is exact, so that 3 · 0.1 is 0.3.
  func value(_ multiple: Int) -> Double {
    exponent < 0 ? Double(multiple * mantissa) / power : Double(multiple * mantissa) * power
  }

  /// The multiple at or below `value`. A value that is off a multiple only by rounding counts as that multiple.
  func first(_ value: Double) -> Int { Int((value / size + 1e-9).rounded(.down)) }
  func last(_ value: Double) -> Int { Int((value / size - 1e-9).rounded(.up)) }

  /// The value with as many decimals as the step has, and commas between thousands; `2e30` where there would be too many digits.
  func label(_ multiple: Int) -> String {
    if multiple == 0, exponent >= 0 { return "0" }
    if exponent > 15 { return "\(multiple < 0 ? "−" : "")\((multiple * mantissa).magnitude)e\(exponent)" }
    let digits = String((multiple * mantissa).magnitude) + String(repeating: "0", count: max(0, exponent))
    let decimals = max(0, -exponent)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = grouped(String(padded.dropLast(decimals)))
    return (multiple < 0 ? "−" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
  }

  private func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
