import Catalog
import Geometry

/// y = x with each pixel repeated over a window. Backward: dx = the sum of each window's gradients, row by row.
public final class UpSampling2D: Layer {
  private let geometry: PoolingGeometry

  /// - Parameter geometry: that of pooling y to x.
  public init(_ geometry: PoolingGeometry) { self.geometry = geometry }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.repeatPixels(geometry, x: x + sample * geometry.outputCount, y: y + sample * geometry.inputCount)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.sumPool(geometry, x: dy + sample * geometry.inputCount, y: dx + sample * geometry.outputCount)
    }
  }
}

extension UpSampling2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? Pooling2DSpec(poolSize: size).geometry(input: site.output, keyword: words.name)).map(UpSamplingPlan.init)
  }
}

private struct UpSamplingPlan: LayerPlan {
  let geometry: PoolingGeometry

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { UpSampling2D(geometry) }

  func way(_ site: Site) -> String { "up-sampling" }
}
