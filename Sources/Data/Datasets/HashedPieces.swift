import Hashing
import Threads

/// The pieces of a buffer: some threads fill them, and hash each after those before it.
///
/// No thread waits while there is a piece to fill or to hash, and none is needed besides the caller's.
final class HashedPieces: Sendable {
  /// Fills a piece completely.
  typealias Filling = @Sendable (_ piece: Int) throws(DatasetProblem) -> Void

  private let state: Lock<State>
  private let fill: Filling
  private nonisolated(unsafe) let pieces: [UnsafeMutableRawBufferPointer]

  /// - Parameters:
  ///   - start: what the hash covers before the first piece.
  ///   - pieces: they stay in place until `finish` has returned.
  ///   - atOnce: how many may be filled at the same time. They are begun in their order.
  init(_ pieces: [UnsafeMutableRawBufferPointer], after start: [UInt8], atOnce: Int, fill: @escaping Filling) {
    var hash = SHA256()
    start.withUnsafeBytes { hash.update($0) }
    state = Lock(State(atOnce: atOnce, isFilled: pieces.map { _ in false }, hash: hash))
    self.pieces = pieces
    self.fill = fill
  }

  /// Fills and hashes all of them, on the calling thread and on as many others, if the system has them for this process.
  func finish(helpers: Int) throws(DatasetProblem) -> SHA256.Digest {
    let helpers = (0..<min(helpers, pieces.count - 1)).map { _ in BackgroundWorker() }
    for helper in helpers { helper.async { self.work() } }
    work()
    for helper in helpers { helper.wait() }
    let (hash, problem) = state.withLock { ($0.hash, $0.problem) }
    if let problem { throw problem }
    return hash.finalize()
  }

  private func work() {
    while let work = state.withLock(when: { $0.hasWork || $0.isOver }, { $0.take() }) {
      switch work {
      case .fill(let piece):
        let result = Result { () throws(DatasetProblem) in try fill(piece) }
        state.withLock { $0.end(piece, result) }
      case .hash(let piece, var hash):
        hash.update(UnsafeRawBufferPointer(pieces[piece]))
        state.withLock { [hash] in $0.end(hash) }
      }
    }
  }
}

private enum Work {
  case fill(Int)
  /// The hash of the pieces before it.
  case hash(Int, SHA256)
}

private struct State {
  let atOnce: Int
  var started = 0
  var filling = 0
  var isFilled: [Bool]
  var hashed = 0
  var isHashing = false
  /// Of the first `hashed` pieces.
  var hash: SHA256
  var problem: DatasetProblem?

  var hasWork: Bool { canHash || canFill }
  /// Whether nobody has or will have work.
  var isOver: Bool { !isHashing && filling == 0 && !hasWork }

  private var canHash: Bool { problem == nil && !isHashing && hashed < isFilled.count && isFilled[hashed] }
  private var canFill: Bool { problem == nil && filling < atOnce && started < isFilled.count }

  /// Hashing first, while the piece is still in a cache.
  mutating func take() -> Work? {
    if canHash {
      isHashing = true
      return .hash(hashed, hash)
    }
    guard canFill else { return nil }
    started += 1
    filling += 1
    return .fill(started - 1)
  }

  mutating func end(_ piece: Int, _ result: Result<Void, DatasetProblem>) {
    filling -= 1
    switch result {
    case .success: isFilled[piece] = true
    case .failure(let failure): problem = problem ?? failure
    }
  }

  mutating func end(_ hash: SHA256) {
    self.hash = hash
    isHashing = false
    hashed += 1
  }
}
