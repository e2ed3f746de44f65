import Catalog
import Geometry

/// y[i, :] = x   x: [size]   y: [times, size]. Backward: dx = Σ_i dy[i, :], in order.
public final class RepeatVector: Layer {
  private let size: Int
  private let times: Int

  public init(size: Int, times: Int) {
    self.size = size
    self.times = times
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      for place in sample * times..<(sample + 1) * times {
        (y + place * size).update(from: x + sample * size, count: size)
      }
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.columnSums(
        dy + sample * times * size, rows: times, rowStride: size, columns: size, y: dx + sample * size,
        accumulate: false)
    }
  }
}

extension RepeatVectorSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { RepeatVectorPlan(times: count) }
}

private struct RepeatVectorPlan: LayerPlan {
  let times: Int

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { RepeatVector(size: site.input.count, times: times) }

  func way(_ site: Site) -> String { "repetition" }
}
