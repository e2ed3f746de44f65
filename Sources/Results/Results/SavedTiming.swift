/// timing.csv read back.
public struct SavedTiming: Equatable, Sendable {
  /// The seconds of all epochs.
  public let seconds: Double
  /// The seconds of each epoch by its number.
  public let secondsOfEpoch: [Int: Double]
  /// The median over the epochs.
  public let millisecondsPerStep: Double
  public let samplesPerSecond: Double

  /// nil for a file that is not of this kind or has no epoch.
  public init?(_ text: String) {
    let rows = text.split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",").map { measured(String($0)) }
    }
    guard !rows.isEmpty, rows.allSatisfy({ $0.count == 4 && !$0.contains(nil) }) else { return nil }
    func column(_ index: Int) -> [Double] { rows.compactMap { $0[index] } }
    func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    seconds = column(1).reduce(0, +)
    secondsOfEpoch = Dictionary(zip(column(0).map { Int($0) }, column(1)), uniquingKeysWith: { first, _ in first })
    millisecondsPerStep = median(column(2))
    samplesPerSecond = median(column(3))
  }
}

/// A number in timing.csv. "nan" is not one, nor is the age of the universe.
private func measured(_ text: String) -> Double? {
  guard let value = Double(text), (0...1e15).contains(value) else { return nil }
  return value
}
