import Statistics

/// Repeated calls of a body that together take long enough for the clock.
struct Repetition {
  private let body: () -> Void
  private let calls: Int
  private static let shortest = Duration.milliseconds(4)

  /// Finds the number of calls, and thereby warms up caches, tables and the processor's clock.
  init(_ body: @escaping () -> Void) {
    var calls = 1
    while true {
      let time = ContinuousClock().measure { for _ in 0..<calls { body() } }
      if time >= Self.shortest { break }
      calls *= 2
    }
    self.body = body
    self.calls = calls
  }

  /// Seconds per call.
  func measure() -> Double {
    let time = ContinuousClock().measure { for _ in 0..<calls { body() } }
    return time / .seconds(1) / Double(calls)
  }
}

/// Seconds per call of `body`: the median of nine repetitions.
func secondsPerCall(_ body: @escaping () -> Void) -> Double {
  let repetition = Repetition(body)
  return median((0..<9).map { _ in repetition.measure() })
}

/// Two ways to compute the same thing.
struct Comparison {
  var ours: Double
  var other: Double
  /// The median of the pairs' ratios.
  var ratio: Double

  /// Taken in turns, since a processor's speed drifts: only measurements side by side can be compared.
  init(_ ours: @escaping () -> Void, _ other: @escaping () -> Void) {
    let (first, second) = (Repetition(ours), Repetition(other))
    let pairs = (0..<15).map { _ in (first.measure(), second.measure()) }
    self.ours = median(pairs.map(\.0))
    self.other = median(pairs.map(\.1))
    ratio = median(pairs.map { $0.0 / $0.1 })
  }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
