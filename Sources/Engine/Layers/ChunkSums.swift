import Tensors

/// Sums over a batch, one for each of `count` places: kernels add up each of the batch's chunks, and the chunks' sums are then added in
/// `Double`, in order, and rounded once.
final class ChunkSums {
  private let stride: Int
  private let parts: AlignedBuffer<Float>
  let totals: AlignedBuffer<Double>

  init(_ count: Int) {
    // No two chunks share a cache line.
    stride = (count + 15) / 16 * 16
    parts = AlignedBuffer(BatchChunks.most * stride)
    totals = AlignedBuffer(count)
  }

  /// Where a chunk's sums are to be written.
  func part(_ chunk: Int) -> UnsafeMutablePointer<Float> { parts.pointer + chunk * stride }

  /// Fills `totals` when all parts have been written.
  func add(_ chunks: BatchChunks) {
    totals.pointer.update(repeating: 0, count: totals.count)
    for chunk in 0..<chunks.count {
      let part = part(chunk)
      for index in 0..<totals.count { totals.pointer[index] += Double(part[index]) }
    }
  }
}
