import Hashing
import Threads

/// The pieces of a buffer: some threads fill them, and hash each after those before it.
final class HashedPieces: Sendable {
  /// Fills a piece completely.
  typealias Filling = @Sendable (_ piece: Int) throws(DatasetProblem) -> Void

  private let pieces: OrderedPieces<Void, DatasetProblem>
  /// Of the pieces so far.
  private let hash: Lock<SHA256>

  /// - Parameters:
  ///   - start: what the hash covers before the first piece.
  ///   - pieces: they stay in place until `finish` has returned.
  ///   - atOnce: how many may be filled at the same time. They are begun in their order.
  init(_ pieces: [UnsafeMutableRawBufferPointer], after start: [UInt8], atOnce: Int, fill: @escaping Filling) {
    let hash = Lock(SHA256())
    hash.withLock { $0.update(start) }
    nonisolated(unsafe) let buffers = pieces
    self.hash = hash
    self.pieces = OrderedPieces(pieces.count, atOnce: atOnce, work: fill) { (piece, _) throws(DatasetProblem) in
      hash.withLock { $0.update(UnsafeRawBufferPointer(buffers[piece])) }
    }
  }

  /// Fills and hashes all of them, on the calling thread and on as many others, if the system has them for this process.
  func finish(helpers: Int) throws(DatasetProblem) -> SHA256.Digest {
    try pieces.finish(helpers: helpers)
    return hash.withLock { $0.finalize() }
  }
}
