import Random

/// A sample in an epoch: all that its random changes depend on, besides the spec. Batch, worker and order do not count.
package struct SampleDraws {
  let seed: UInt64
  let epoch: Int
  /// Its index among the training samples, before shuffling.
  let sample: Int

  package init(seed: UInt64, epoch: Int, sample: Int) {
    (self.seed, self.epoch, self.sample) = (seed, epoch, sample)
  }

  /// The words for the augmentation at this place in the spec's list.
  package func words(at place: Int) -> RandomWords { RandomWords(stream(at: place)) }

  func stream(at place: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: .augmentation, layer: place, epoch: epoch, step: sample)
  }
}

/// A stream's words, one after another.
package struct RandomWords {
  private let stream: RandomStream
  private var block: Philox.Words
  private var count = 0

  init(_ stream: RandomStream) {
    self.stream = stream
    block = stream.block(0)
  }

  package mutating func word() -> UInt32 {
    if count > 0, count % 4 == 0 { block = stream.block(count / 4) }
    defer { count += 1 }
    return block[count % 4]
  }

  /// A number in [0, 1).
  package mutating func unit() -> Double { Double(RandomStream.unit(word())) }

  /// A number in (0, 1), never an end.
  mutating func middle() -> Double { (Double(word()) + 0.5) * 0x1p-32 }

  /// A number from the lower end to below the upper one.
  package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A number in 0 ..< bound, each equally likely: D. Lemire, "Fast random integer generation in an interval", 2019.
  ///
  /// - Parameter bound: from 1 to below 2³².
  package mutating func whole(below bound: Int) -> Int {
    let bound = UInt32(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = UInt64(word()) * UInt64(bound)
      if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
    }
  }
}
