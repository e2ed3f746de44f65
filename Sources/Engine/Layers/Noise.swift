import Catalog
import KernelTypes
import Random

/// y = f(x, r), element by element, with a random number r for each; in inference y = x. Backward: dx = g(dy, r).
///
/// r is a function of (seed, layer, epoch, step, index): backward computes it again instead of storing it.
public final class Noise: Layer {
  private let function: NoiseFunction
  private let gradient: NoiseFunction?
  private let layer: Int
  private let count: Int

  /// - Parameters:
  ///   - gradient: nil for dx = dy.
  ///   - layer: the index in the spec's list, which gives the layer numbers of its own.
  ///   - count: elements in a sample.
  public init(_ function: NoiseFunction, gradient: NoiseFunction?, layer: Int, count: Int) {
    self.function = function
    self.gradient = gradient
    self.layer = layer
    self.count = count
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    apply(pass.isTraining ? function : nil, x, y, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { apply(pass.isTraining ? gradient : nil, dy, dx, pass) }
  }

  private func apply(
    _ function: NoiseFunction?, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let stream = pass.randomStream(layer)
    // Blocks begin at multiples of four, like the stream's words.
    pass.parallelism.forEachBlock(of: pass.samples * count, size: 8192) { range, _ in
      let (x, y) = (x + range.lowerBound, y + range.lowerBound)
      guard let function else { return y.update(from: x, count: range.count) }
      pass.kernels.applyNoise(
        function, x: x, y: y, count: range.count, first: range.lowerBound, counter: stream.counter)
    }
  }
}

extension Pass {
  /// The random words of a layer in this step.
  func randomStream(_ layer: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: .dropout, layer: layer, epoch: epoch, step: step)
  }
}

/// A layer that is `Noise`, with its function and that of its gradient.
private struct NoisePlan: LayerPlan {
  let function: NoiseFunction
  var gradient: NoiseFunction?
  let word: String

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Noise(function, gradient: gradient, layer: site.index, count: site.input.count)
  }

  func way(_ site: Site) -> String { word }
}

extension GaussianNoiseSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    NoisePlan(function: .addNormal(deviation: Float(deviation)), word: "gaussian noise")
  }
}

extension GaussianDropoutSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    let function = NoiseFunction.scaleByNormal(deviation: Float((rate / (1 - rate)).squareRoot()))
    return NoisePlan(function: function, gradient: function, word: "gaussian dropout")
  }
}

extension AlphaDropoutSpec: Machinery {
  /// G. Klambauer et al., "Self-normalizing neural networks", 2017: what selu approaches, −λα, stands in for what is dropped, and a and b
  /// restore mean 0 and variance 1.
  public func plan(_ site: Site) -> (any LayerPlan)? {
    let lowest = -1.758_099_340_847_376_6
    let scale = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
    let shift = -scale * lowest * rate
    return NoisePlan(
      function: .replace(
        rate: Float(rate), substitute: Float(scale * lowest + shift), scale: Float(scale), shift: Float(shift)),
      gradient: .replace(rate: Float(rate), substitute: 0, scale: Float(scale), shift: 0), word: "alpha dropout")
  }
}
