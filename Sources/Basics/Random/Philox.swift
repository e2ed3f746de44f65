/// Philox 4×32-10: random words as a function of a key and a counter, without state.
///
/// J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011; tested with the
/// vectors published with it (Random123, `kat_vectors`).
public struct Philox: Sendable {
  public typealias Words = SIMD4<UInt32>

  fileprivate let key: SIMD2<UInt32>

  public init(key: SIMD2<UInt32>) { self.key = key }

  public init(seed: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  public func words(at counter: Words) -> Words {
    var counter = counter
    var key = self.key
    for _ in 0..<10 {
      let first = UInt64(counter.x) &* 0xd251_1f53
      let second = UInt64(counter.z) &* 0xcd9e_8d57
      counter = Words(
        UInt32(truncatingIfNeeded: second >> 32) ^ counter.y ^ key.x, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ counter.w ^ key.y, UInt32(truncatingIfNeeded: first))
      key = SIMD2(key.x &+ 0x9e37_79b9, key.y &+ 0xbb67_ae85)
    }
    return counter
  }
}

/// The random words for one purpose: a stream that no other purpose, layer, epoch or step of the same seed shares.
///
/// The key is the seed; the counter's words are (block, step, epoch, purpose · 2¹⁶ + layer).
public struct RandomStream: Sendable {
  public enum Purpose: UInt32, Sendable {
    case initialization = 1
    case shuffle = 2
    case dropout = 3
    /// Here `layer` is the augmentation's index in the spec's list, and `step` the sample's index.
    case augmentation = 4
    /// Of the rows of a table into parts. Here `layer` is a class, and `step` an attempt.
    case split = 5
    /// Of values that a search proposes. Here `layer` is a key, `epoch` a trial.
    case search = 6
  }

  private let philox: Philox
  private let step: UInt32
  private let epoch: UInt32
  private let role: UInt32

  /// `layer` is the index in the spec's list, below 2¹⁶.
  public init(seed: UInt64, purpose: Purpose, layer: Int = 0, epoch: Int = 0, step: Int = 0) {
    philox = Philox(seed: seed)
    self.step = UInt32(truncatingIfNeeded: step)
    self.epoch = UInt32(truncatingIfNeeded: epoch)
    role = purpose.rawValue << 16 | UInt32(truncatingIfNeeded: layer & 0xffff)
  }

  /// The stream's position, for a kernel.
  public var counter: RandomCounter { RandomCounter(key: philox.key, step: step, epoch: epoch, role: role) }

  /// Four words: numbers 4·block … 4·block + 3 of the stream.
  public func block(_ block: Int) -> Philox.Words {
    philox.words(at: Philox.Words(UInt32(truncatingIfNeeded: block), step, epoch, role))
  }

  /// A number in [0, 1) with 24 random bits.
  public static func unit(_ word: UInt32) -> Float { Float(word >> 8) * 0x1p-24 }
}
