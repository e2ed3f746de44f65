import Catalog

/// y = x · mask, mask = 0 with probability `rate`, else 1 ÷ (1 − rate). In inference y = x.
///
/// The mask is a function of (seed, layer, epoch, step, index): backward computes it again instead of storing it.
public final class Dropout: Layer {
  private let rate: Float
  private let scale: Float
  private let layer: Int
  private let count: Int

  /// `layer`: the index in the spec's list, which gives the layer a mask of its own. `count`: elements in a sample.
  public init(rate: Double, layer: Int, count: Int) {
    self.rate = Float(rate)
    scale = Float(1 / (1 - rate))
    self.layer = layer
    self.count = count
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    mask(x, y, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    mask(dy, dx, pass)
  }

  private func mask(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let stream = pass.randomStream(layer)
    pass.parallelism.forEachBlock(of: pass.samples * count, size: 8192) { range, _ in
      guard pass.isTraining, rate > 0 else {
        return (y + range.lowerBound).update(from: x + range.lowerBound, count: range.count)
      }
      // Blocks begin at multiples of four, like the stream's words.
      pass.kernels.dropout(
        x + range.lowerBound, y: y + range.lowerBound, count: range.count, first: range.lowerBound,
        counter: stream.counter, rate: rate, scale: scale)
    }
  }
}

extension DropoutSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { DropoutPlan(rate: rate) }
}

private struct DropoutPlan: LayerPlan {
  let rate: Double

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Dropout(rate: rate, layer: site.index, count: site.input.count)
  }

  func way(_ site: Site) -> String { "dropout" }

  var backwardReads: BackwardReads { [] }
}
