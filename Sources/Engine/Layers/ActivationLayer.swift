import Catalog
import Geometry

/// y = f(x), element by element, or softmax over the innermost axis.
public final class ActivationLayer: Layer {
  private let stage: ActivationStage
  private let count: Int

  /// `shape`: that of a sample, before and after.
  public init(_ function: ActivationFunction, shape: Shape, capacity: Int) {
    count = shape.count
    stage = ActivationStage(function, count: count, columns: shape.dimensions.last ?? 1, capacity: capacity)
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      let range = samples.lowerBound * count..<samples.upperBound * count
      if stage.isFusedRelu {
        pass.kernels.apply(.relu, x: x + range.lowerBound, y: y + range.lowerBound, count: range.count)
      } else {
        (y + range.lowerBound).update(from: x + range.lowerBound, count: range.count)
        stage.forward(y, range, pass.kernels)
      }
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      stage.backward(
        y: y, dy: dy, dz: dx, samples.lowerBound * count..<samples.upperBound * count, pass.kernels)
    }
  }
}

extension ActivationSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    let function = site.function(function)
    return function == .linear ? nil : ActivationPlan(function: function)
  }
}

private struct ActivationPlan: LayerPlan {
  let function: ActivationFunction

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    ActivationLayer(function, shape: site.input, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    LayerMemory(ofSample: function.keepsArguments ? site.output.size : 0)
  }

  func way(_ site: Site) -> String { "activation" }

  var backwardReads: BackwardReads { function.keepsArguments ? [] : .output }
  var overwritesGradient: Bool { false }
}
