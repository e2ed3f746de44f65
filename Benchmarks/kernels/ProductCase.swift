import KernelTypes
import Text

/// A kernel that multiplies, at one shape.
struct ProductCase {
  var name: String
  /// The multiply-adds that a call really makes.
  var multiplyAdds: Double
  /// Those of the full product, if zeros are skipped or a transform saves some.
  var denseMultiplyAdds: Double
  var run: () -> Void

  init(_ name: String, multiplyAdds: Int, dense: Int? = nil, run: @escaping () -> Void) {
    self.name = name
    self.multiplyAdds = Double(multiplyAdds)
    denseMultiplyAdds = Double(dense ?? multiplyAdds)
    self.run = run
  }

  /// `peak`: multiply-adds per second.
  func row(peak: Double) -> [String] {
    let seconds = secondsPerCall(run)
    let rates = [multiplyAdds, denseMultiplyAdds].flatMap { count in
      [fixed(2e-9 * count / seconds, 0), percent(count / seconds / peak)]
    }
    return [name, microseconds(seconds)] + rates
  }
}

/// A kernel that passes over memory once, at one shape.
struct PassCase {
  var name: String
  /// Read and written by one call.
  var bytes: Int
  var elements: Int
  var run: () -> Void

  init(_ name: String, bytes: Int, elements: Int, run: @escaping () -> Void) {
    self.name = name
    self.bytes = bytes
    self.elements = elements
    self.run = run
  }

  func row() -> [String] {
    let seconds = secondsPerCall(run)
    return [
      name, microseconds(seconds), fixed(seconds * 1e9 / Double(elements), 2), fixed(1e-9 * Double(bytes) / seconds, 0),
    ]
  }
}

/// Multiply-adds per second on one core.
func measurePeak(_ kernels: any KernelSet) -> Double {
  let y = randomBuffer(vectorWidth)
  let steps = 10_000
  let count = kernels.multiplyAddPeak(factor: 0.5, steps: steps, y: y.pointer)
  return Double(count) / secondsPerCall { _ = kernels.multiplyAddPeak(factor: 0.5, steps: steps, y: y.pointer) }
}
