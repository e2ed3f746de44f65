import Catalog
import KernelTypes
import Tensors

/// y = x·scale + offset, rounded once. Backward: dx = dy·scale.
public final class Rescaling: Layer {
  private let count: Int
  private let scale: RepeatedValues
  private let offset: RepeatedValues
  private let zero = RepeatedValues(1)

  /// `count`: elements in a sample.
  public init(_ spec: RescalingSpec, count: Int) {
    self.count = count
    func constant(_ value: Double) -> RepeatedValues {
      let values = RepeatedValues(1)
      values.first[0] = Float(value)
      values.repeatFirst()
      return values
    }
    (scale, offset) = (constant(spec.scale), constant(spec.offset))
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    multiply(x, y, plus: offset, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { multiply(dy, dx, plus: zero, pass) }
  }

  private func multiply(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, plus shift: RepeatedValues, _ pass: Pass
  ) {
    let all = ChannelNormalization(
      channels: 1, mean: zero.readOnly, inverse: zero.readOnly, scale: scale.readOnly, shift: shift.readOnly,
      relu: false)
    pass.parallelism.forEachBlock(of: pass.samples * count, size: 16_384) { range, _ in
      pass.kernels.normalize(x + range.lowerBound, all, y: y + range.lowerBound, count: range.count)
    }
  }
}

extension RescalingSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { RescalingPlan(spec: self) }
}

private struct RescalingPlan: LayerPlan {
  let spec: RescalingSpec

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Rescaling(spec, count: site.input.count) }

  func way(_ site: Site) -> String { "rescaling" }
}
