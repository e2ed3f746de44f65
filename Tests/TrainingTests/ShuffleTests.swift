import Testing
import Training

struct ShuffleTests {
  private func order(_ count: Int, seed: UInt64 = 1, epoch: Int = 1) -> [UInt32] {
    var order = [UInt32](repeating: 7, count: count)
    Shuffle.permute(&order, seed: seed, epoch: epoch)
    return order
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1000, 60_000])
  func isAPermutation(count: Int) {
    #expect(order(count).sorted() == Array(0..<UInt32(count)))
  }

  @Test func dependsOnSeedAndEpochAlone() {
    var used = order(100, epoch: 5)
    Shuffle.permute(&used, seed: 1, epoch: 1)
    #expect(used == order(100))
    #expect(order(100) != Array(0..<100))
    let all = [order(100), order(100, epoch: 2), order(100, seed: 2), order(100, seed: 1 << 32 | 1)]
    #expect(Set(all).count == all.count)
  }

  /// All 24 orders of four are equally likely: χ² with 23 degrees of freedom is below 58 in 9,999 of 10,000 cases, and
  /// always for these seeds. Swapping with any other position, instead of one not yet drawn, gives thousands.
  @Test func everyOrderIsEquallyLikely() {
    var counts: [[UInt32]: Int] = [:]
    let draws = 24_000
    for draw in 0..<draws { counts[order(4, seed: UInt64(draw / 100), epoch: draw % 100), default: 0] += 1 }
    let expected = Double(draws) / 24
    let chiSquare = counts.values.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(counts.count == 24)
    #expect(chiSquare < 58, "\(chiSquare)")
  }

  /// Each of fifty samples is equally often at each position: χ² of the table has 49² degrees of freedom, mean 2401,
  /// standard deviation 69.
  @Test func everySampleComesToEveryPlace() {
    let count = 50
    let draws = 20_000
    var table = [Int](repeating: 0, count: count * count)
    for draw in 0..<draws {
      for (place, sample) in order(count, seed: 3, epoch: draw).enumerated() { table[place * count + Int(sample)] += 1 }
    }
    let expected = Double(draws) / Double(count)
    let chiSquare = table.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect((chiSquare - 2401).magnitude < 4 * 69, "\(chiSquare)")
  }
}
