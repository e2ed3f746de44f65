import Catalog
import Tensors

/// Sums over a batch, one for each of `count` places: kernels add up each of the batch's chunks, and the chunks' sums are then added in
/// `Double`, in order, and rounded once.
final class ChunkSums {
  private let stride: Int
  private let parts: AlignedBuffer<Float>
  let totals: AlignedBuffer<Double>
  /// The totals of one weight's places.
  fileprivate let ofWeights: AlignedBuffer<Double>

  init(_ count: Int) {
    // No two chunks share a cache line.
    stride = (count + 15) / 16 * 16
    parts = AlignedBuffer(BatchChunks.most * stride)
    totals = AlignedBuffer(count)
    ofWeights = AlignedBuffer(count)
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

extension ChunkSums {
  /// Rounds the totals, or the sums of those that have one weight, in order.
  func write(_ repetition: Repetition, to gradient: UnsafeMutablePointer<Float>, count: Int) {
    guard let places = repetition.places else {
      for index in 0..<count { gradient[index] = Float(totals.pointer[index]) }
      return
    }
    for weight in 0..<count { ofWeights.pointer[weight] = 0 }
    for (index, place) in places.enumerated() { ofWeights.pointer[place] += totals.pointer[index] }
    for weight in 0..<count { gradient[weight] = Float(ofWeights.pointer[weight]) }
  }
}
