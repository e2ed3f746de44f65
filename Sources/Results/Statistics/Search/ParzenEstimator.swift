/// The density of one key's values among some trials: a kernel around each of them, and a wide one as prior. The kernels' widths and
/// weights are those of Optuna's univariate estimator.
///
/// A number is where it is in its distribution, in [0, 1): so a logarithmic distribution is modelled in the logarithm. A whole number is
/// modelled as the real number that it is rounded from.
struct ParzenEstimator {
  private let weights: [Double]
  private let kernels: Kernels

  private enum Kernels {
    case normals([TruncatedNormal])
    /// The probability of each choice.
    case choices([[Double]])
  }

  /// - Parameters:
  ///   - fractions: of the trials, in their order.
  ///   - choices: how many values there are to choose from; nil for a number.
  init(_ fractions: [Double], choices: Int?) {
    let weights = Self.weights(fractions.count) + [1]
    let sum = weights.reduce(0, +)
    self.weights = weights.map { $0 / sum }
    kernels =
      choices.map { count in .choices(Self.choices(fractions.map { Self.index($0, count) }, count: count)) }
      ?? .normals(Self.normals(fractions))
  }

  static func index(_ fraction: Double, _ count: Int) -> Int { min(Int(fraction * Double(count)), count - 1) }

  /// The last 25 trials count fully, those before the less the older they are.
  private static func weights(_ count: Int) -> [Double] {
    guard count > 25 else { return Array(repeating: 1, count: count) }
    let (old, first) = (count - 25, 1 / Double(count))
    let ramp = (0..<old).map { old == 1 ? first : first + (1 - first) * Double($0) / Double(old - 1) }
    return ramp + Array(repeating: 1, count: 25)
  }

  /// A kernel is as wide as the larger gap to its neighbours, the prior's among them; at the ends as that to the only neighbour.
  private static func normals(_ means: [Double]) -> [TruncatedNormal] {
    let all = means + [0.5]
    let order = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
    let least = 1 / min(100, Double(1 + all.count))
    var widths = Array(repeating: 1.0, count: all.count)
    for (place, index) in order.enumerated() {
      let below = place > 0 ? all[index] - all[order[place - 1]] : nil
      let above = place + 1 < order.count ? all[order[place + 1]] - all[index] : nil
      let gap = max(below ?? above ?? 1, above ?? below ?? 1)
      widths[index] = min(1, max(least, gap))
    }
    // The prior comes last.
    widths[all.count - 1] = 1
    return zip(all, widths).map { TruncatedNormal(mean: $0, deviation: $1) }
  }

  private static func choices(_ chosen: [Int], count: Int) -> [[Double]] {
    let prior = chosen.isEmpty ? 1 : 1 / Double(chosen.count + 1)
    let own = chosen.map { index in
      (0..<count).map { (prior + ($0 == index ? 1 : 0)) / (prior * Double(count) + 1) }
    }
    return own + [Array(repeating: 1 / Double(count), count: count)]
  }

  /// - Parameter x: a fraction, or the index of a choice.
  func density(_ x: Double) -> Double {
    switch kernels {
    case .normals(let normals): zip(weights, normals).reduce(0) { $0 + $1.0 * $1.1.density(x) }
    case .choices(let rows): zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[Int(x)] }
    }
  }

  /// - Parameters:
  ///   - kernel: selects the kernel, in [0, 1).
  ///   - place: selects the value within it, in [0, 1).
  /// - Returns: a fraction, or the index of a choice.
  func value(_ kernel: Double, _ place: Double) -> Double {
    let index = Self.pick(weights, kernel)
    return switch kernels {
    case .normals(let normals): normals[index].quantile(place)
    case .choices(let rows): Double(Self.pick(rows[index], place))
    }
  }

  /// The first index up to which the probabilities exceed the fraction.
  private static func pick(_ probabilities: [Double], _ fraction: Double) -> Int {
    var sum = 0.0
    for (index, probability) in probabilities.enumerated() {
      sum += probability
      if fraction < sum { return index }
    }
    return probabilities.count - 1
  }
}
