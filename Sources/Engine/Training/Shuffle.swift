import Random

/// A permutation of each epoch's samples: Fisher–Yates with Philox's words.
public enum Shuffle {
  /// Puts 0 ..< order.count into the order of (seed, epoch).
  public static func permute(_ order: inout [UInt32], seed: UInt64, epoch: Int) {
    for index in order.indices { order[index] = UInt32(index) }
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, bounded(below: UInt32(index + 1), seed: seed, epoch: epoch, draw: index))
    }
  }

  /// A number in 0 ..< bound, each equally likely: D. Lemire, "Fast random integer generation in an interval", 2019. Words
  /// that would favour some numbers are drawn again, from the draw's own stream.
  private static func bounded(below bound: UInt32, seed: UInt64, epoch: Int, draw: Int) -> Int {
    let threshold = (0 &- bound) % bound
    var attempt = 0
    while true {
      let words = RandomStream(seed: seed, purpose: .shuffle, epoch: epoch, step: attempt).block(draw)
      for lane in 0..<4 {
        let product = UInt64(words[lane]) * UInt64(bound)
        if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
      }
      attempt += 1
    }
  }
}
