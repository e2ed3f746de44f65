import Catalog
import Geometry

/// y[c] = the largest x[p, c] of all positions p. Backward: dy ÷ n to each of the n positions that have it.
public final class GlobalMaxPooling2D: Layer {
  private let geometry: PoolingGeometry

  public init(_ geometry: PoolingGeometry) { self.geometry = geometry }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.maxPool(
        geometry, x: x + sample * geometry.inputCount, y: y + sample * geometry.channels, positions: nil)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    let positions = geometry.inputHeight * geometry.inputWidth
    pass.parallelism.forEach(pass.samples) { sample, _ in
      let channels = sample * geometry.channels
      pass.kernels.globalMaxPoolGradient(
        x + sample * geometry.inputCount, y: y + channels, dy: dy + channels, dx: dx + sample * geometry.inputCount,
        positions: positions, channels: geometry.channels)
    }
  }
}

extension PoolingGeometry {
  /// One window as large as the image, or the sequence.
  fileprivate init(_ input: Shape) {
    let image = Shape(input.rank == 2 ? [1] + input.dimensions : input.dimensions)
    self.init(
      inputHeight: image[0], inputWidth: image[1], channels: image[2], outputHeight: 1, outputWidth: 1,
      poolHeight: image[0], poolWidth: image[1], strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0)
  }
}

extension GlobalMaxPooling2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    GlobalMaxPoolingPlan(geometry: PoolingGeometry(site.input))
  }
}

extension GlobalMaxPooling1DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    GlobalMaxPoolingPlan(geometry: PoolingGeometry(site.input))
  }
}

private struct GlobalMaxPoolingPlan: LayerPlan {
  let geometry: PoolingGeometry

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { GlobalMaxPooling2D(geometry) }

  func way(_ site: Site) -> String { "global max pooling" }
}

extension GlobalAveragePooling2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    AveragePoolingPlan(geometry: PoolingGeometry(site.input))
  }
}

extension GlobalAveragePooling1DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    AveragePoolingPlan(geometry: PoolingGeometry(site.input))
  }
}
