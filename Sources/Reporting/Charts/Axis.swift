/// One side of a line chart.
public struct Axis: Sendable {
  public enum Scale: Sendable {
    case linear
    /// For values above 0 that span more than a power of ten.
    case logarithmic
  }

  /// The axis's title with its unit, as in `training time (seconds)`.
  public var title: String
  public var scale: Scale
  /// Where marks must be, with their labels; nil for round values.
  public var marks: [(value: Double, label: String)]?
  /// Values that the axis shows in any case.
  public var including: [Double]

  public init(
    _ title: String, scale: Scale = .linear, marks: [(value: Double, label: String)]? = nil, including: [Double] = []
  ) {
    self.title = title
    self.scale = scale
    self.marks = marks
    self.including = including
  }
}

extension Axis {
  /// From 1 to `count` in whole steps, such as epochs.
  public static func counting(to count: Int, _ title: String) -> Axis {
    let steps = [1, 2, 5].map { step in { (power: Int) in step * power } }
    var (step, power) = (1, 1)
    while count / step > 10 {
      step = steps.map { $0(power) }.first { count / $0 <= 10 } ?? step
      power *= 10
    }
    let multiples = Array(stride(from: step, through: max(count, 1), by: step))
    let marks = (multiples.first == 1 ? [] : [1]) + multiples
    return Axis(title, marks: marks.map { (Double($0), String($0)) }, including: [Double(count)])
  }
}

/// An axis whose range is known: where a value is, as a fraction of the axis's length.
struct Projection {
  let ticks: [(position: Double, label: String)]
  private let scale: Axis.Scale
  private let range: ClosedRange<Double>

  init(_ axis: Axis, values: [Double], intervals: Int) {
    let shown = values + axis.including + (axis.marks ?? []).map(\.value)
    let extent = (shown.min() ?? 0)...(shown.max() ?? 1)
    scale = axis.scale
    if let marks = axis.marks {
      range = Self.widened(extent, axis.scale)
      let (scale, range) = (scale, range)
      ticks = marks.map { (Self.fraction($0.value, scale, range), $0.label) }
    } else {
      let round = Ticks(enclosing: extent, intervals: intervals)
      // There is at least one tick, because the range is never empty.
      range = (round.values.first ?? 0)...(round.values.last ?? 1)
      let (scale, range) = (scale, range)
      ticks = zip(round.values, round.labels).map { (Self.fraction($0, scale, range), $1) }
    }
  }

  func fraction(_ value: Double) -> Double { Self.fraction(value, scale, range) }

  private static func fraction(_ value: Double, _ scale: Axis.Scale, _ range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    return switch scale {
    case .linear: (value - low) / (high - low)
    case .logarithmic: binaryLogarithm(value / low) / binaryLogarithm(high / low)
    }
  }

  /// Space beyond the outermost marks, so that their points don't lie on the frame.
  private static func widened(_ extent: ClosedRange<Double>, _ scale: Axis.Scale) -> ClosedRange<Double> {
    let (low, high) = (extent.lowerBound, extent.upperBound)
    switch scale {
    case .linear:
      let margin = low == high ? 1 : (high - low) * 0.05
      return (low - margin)...(high + margin)
    case .logarithmic: return (low * 0.85)...(high / 0.85)
    }
  }
}

/// log₂ of a positive number: its exponent plus 2/ln 2 · artanh((m − 1)/(m + 1)) of its significand m, by its series.
/// Exact enough for pictures; the C library's might round differently on another machine.
func binaryLogarithm(_ value: Double) -> Double {
  guard value > 0, value.isFinite else { return 0 }
  let ratio = (value.significand - 1) / (value.significand + 1)
  // |ratio| is below 1/3: the 15th term is below 1e-14.
  var (sum, power) = (0.0, ratio)
  for index in 0..<15 {
    sum += power / Double(2 * index + 1)
    power = power * ratio * ratio
  }
  return Double(value.exponent) + sum * 2 / 0.693_147_180_559_945_3
}
