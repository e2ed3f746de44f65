/// A batch cut into at most sixteen chunks of equal size (the last may be smaller), which depend on the problem alone, so
/// that the order of every sum is the same for any number of workers.
package struct BatchChunks {
  package static let most = 16
  private let samples: Int
  private let size: Int

  init(samples: Int) {
    self.samples = samples
    size = max(1, (samples + Self.most - 1) / Self.most)
  }

  var count: Int { (samples + size - 1) / size }
  subscript(chunk: Int) -> Range<Int> { chunk * size..<min(samples, (chunk + 1) * size) }
}
