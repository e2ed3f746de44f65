import Catalog
import Geometry
import Kernels

/// y = x with its axes in another order. Backward is the inverse order.
public final class Permute: Layer {
  private let count: Int
  private let there: AxisPermutation
  private let back: AxisPermutation

  /// - Parameter order: which axis of x, from 0, becomes each axis of y.
  public init(_ shape: Shape, order: [Int]) {
    count = shape.count
    there = AxisPermutation(shape.dimensions, order: order)
    back = AxisPermutation(
      order.map { shape[$0] }, order: order.indices.map { axis in order.firstIndex(of: axis) ?? axis })
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    copy(x, y, there, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { copy(dy, dx, back, pass) }
  }

  private func copy(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ permutation: AxisPermutation, _ pass: Pass
  ) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      permutation.copy(x + sample * count, y + sample * count, pass.kernels)
    }
  }
}

extension PermuteSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { PermutePlan(order: dims.map { $0 - 1 }) }
}

private struct PermutePlan: LayerPlan {
  let order: [Int]

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Permute(site.input, order: order) }

  func way(_ site: Site) -> String { "transposition" }
}
