import Datasets
import KernelTypes

/// Reads samples as the numbers that a model gets: on the scale that it sees, whatever they are stored as.
package struct SampleReader {
  fileprivate enum Values {
    case bytes(UnsafePointer<UInt8>)
    case words(UnsafePointer<UInt16>)
    case floats(UnsafePointer<Float>)
  }

  private let values: Values
  /// Nil for the element's own scale.
  private let rescale: Float?
  private let kernels: any KernelSet
  /// How many numbers a sample has.
  private let count: Int

  fileprivate init(_ values: Values, _ samples: Samples, _ kernels: any KernelSet) {
    self.values = values
    self.kernels = kernels
    rescale = samples.interface.input.rescale
    count = samples.interface.input.shape.count
  }

  /// A whole sample.
  package func read(_ sample: Int, to y: UnsafeMutablePointer<Float>) { read(sample, 0..<count, to: y) }

  /// Some of its numbers.
  func read(_ sample: Int, _ numbers: Range<Int>, to y: UnsafeMutablePointer<Float>) {
    let (first, count) = (sample * count + numbers.lowerBound, numbers.count)
    switch (values, rescale) {
    case (.bytes(let x), nil): kernels.unitPixels(x + first, y: y, count: count)
    case (.bytes(let x), let factor?): for i in 0..<count { y[i] = Float(x[first + i]) * factor }
    case (.words(let x), nil): for i in 0..<count { y[i] = Float(x[first + i]) / 65_535 }
    case (.words(let x), let factor?): for i in 0..<count { y[i] = Float(x[first + i]) * factor }
    case (.floats(let x), nil): y.update(from: x + first, count: count)
    case (.floats(let x), let factor?): for i in 0..<count { y[i] = x[first + i] * factor }
    }
  }
}

extension Samples {
  /// Calls `body` with a reader of these samples, which are not empty.
  package func withReader(_ kernels: any KernelSet, _ body: (SampleReader) -> Void) {
    switch inputs[0] {
    case .bytes(let values): Self.withPointer(values) { body(SampleReader(.bytes($0), self, kernels)) }
    case .words(let values): Self.withPointer(values) { body(SampleReader(.words($0), self, kernels)) }
    case .floats(let values): Self.withPointer(values) { body(SampleReader(.floats($0), self, kernels)) }
    }
  }

  private static func withPointer<Element: BitwiseCopyable & Equatable & Sendable>(
    _ values: PagedArray<Element>, _ body: (UnsafePointer<Element>) -> Void
  ) {
    values.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base) } }
  }
}
