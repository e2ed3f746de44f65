import Random

/// A permutation of each epoch's samples: Fisher–Yates with Philox's words.
public enum Shuffle {
  /// Puts 0 ..< order.count into the order of (seed, epoch).
  public static func permute(_ order: inout [UInt32], seed: UInt64, epoch: Int) {
    for index in order.indices { order[index] = UInt32(index) }
    order.shuffle { attempt in RandomStream(seed: seed, purpose: .shuffle, epoch: epoch, step: attempt) }
  }
}
