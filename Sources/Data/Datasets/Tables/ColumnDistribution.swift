import Catalog
import Text

/// How often a table's column has each of its values, or numbers within each of equal steps.
public struct ColumnDistribution: Equatable, Sendable {
  public enum Bars: Equatable, Sendable {
    case values([String])
    /// From the smallest to the largest number; a number between two steps is in the upper one, as in NumPy's `histogram`.
    case steps(ClosedRange<Double>)
  }

  public static let steps = 20
  /// With so few different numbers, each has its own bar.
  public static let mostValues = 20

  public let name: String
  public let bars: Bars
  /// One for each bar.
  public let counts: [Int]

  init(_ name: String, values: [String], counts: [Int]) {
    (self.name, self.bars, self.counts) = (name, .values(values), counts)
  }

  /// Nil without numbers.
  init?(_ name: String, numbers: [Double]) {
    guard let least = numbers.min(), let most = numbers.max() else { return nil }
    self.name = name
    let different = Self.few(numbers)
    if let different {
      bars = .values(different.map(plain))
      counts = different.map { value in numbers.count { $0 == value } }
    } else {
      bars = .steps(least...most)
      var counts = Array(repeating: 0, count: Self.steps)
      for number in numbers {
        let step = Int((number - least) / (most - least) * Double(Self.steps))
        counts[min(step, Self.steps - 1)] += 1
      }
      self.counts = counts
    }
  }

  /// The different numbers in their order; nil if there are many.
  private static func few(_ numbers: [Double]) -> [Double]? {
    var known = Set<Double>()
    for number in numbers {
      known.insert(number)
      if known.count > mostValues { return nil }
    }
    return known.sorted()
  }
}

extension Samples {
  /// Of each column of the table that they come from, in its own unit, and of each target; empty for other data.
  /// A missing cell counts as what took its place. Of more rows than `most`, one in every so many counts.
  public func distributions(_ range: Range<Int>, most: Int = 10_000) -> [ColumnDistribution] {
    guard let table = interface.table, case .floats(let floats) = inputs[0] else { return [] }
    let rows = Array(stride(from: range.lowerBound, to: range.upperBound, by: max(1, (range.count + most - 1) / most)))
    var start = 0
    let features = table.columns.compactMap { column in
      defer { start += column.width }
      return column.distribution(rows.map { $0 * table.width + start }, floats, rescale: table.rescale)
    }
    return features + targetDistributions(rows)
  }

  private func targetDistributions(_ rows: [Int]) -> [ColumnDistribution] {
    let names = interface.table?.target ?? []
    switch targets {
    case .classes(let labels):
      var counts = Array(repeating: 0, count: interface.outputs)
      for row in rows { counts[Int(labels[row])] += 1 }
      return [ColumnDistribution(names.first ?? "class", values: interface.classNames, counts: counts)]
    case .values(let values):
      return names.indices.compactMap { index in
        ColumnDistribution(
          names[index],
          numbers: rows.map { place in
            rounded(Double(values[place * names.count + index]), significantDigits: 6)
          })
      }
    }
  }
}

extension TablePreparation.Column {
  /// - Parameter places: where in `floats` each row's numbers of this column begin.
  fileprivate func distribution(_ places: [Int], _ floats: PagedArray<Float>, rescale: Double) -> ColumnDistribution? {
    switch encoding {
    case .number(let scale, _):
      ColumnDistribution(name, numbers: places.map { scale.cell(Double(floats[$0]), rescale: rescale) })
    case .oneHot(let categories, _):
      ColumnDistribution(
        name, values: categories,
        counts: categories.indices.map { index in places.count { floats[$0 + index] == 1 } })
    }
  }
}

extension TablePreparation.Scale {
  /// The number that was scaled, as far as a float still tells it: six digits of what was added and multiplied.
  fileprivate func cell(_ scaled: Double, rescale: Double) -> Double {
    let number = rule == .none ? scaled : scaled * divisor + offset
    let isNothing = rule != .none && number.magnitude < 1e-6 * (offset.magnitude + divisor)
    return isNothing ? 0 : rounded(number / rescale, significantDigits: 6)
  }
}
