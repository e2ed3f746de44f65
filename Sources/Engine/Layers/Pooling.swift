import Catalog
import Geometry
import Tensors

/// y = the largest element of each window. Backward: the gradient goes to the position of that element, the first of
/// equals.
public final class MaxPooling2D: Layer {
  private let geometry: PoolingGeometry
  private let positions: AlignedBuffer<Float>

  public init(_ geometry: PoolingGeometry, capacity: Int) {
    self.geometry = geometry
    positions = AlignedBuffer(capacity * geometry.outputCount)
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.maxPool(
        geometry, x: x + sample * geometry.inputCount, y: y + sample * geometry.outputCount,
        positions: positions.pointer + sample * geometry.outputCount)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.maxPoolGradient(
        geometry, dy: dy + sample * geometry.outputCount, positions: positions.readOnly + sample * geometry.outputCount,
        dx: dx + sample * geometry.inputCount)
    }
  }
}

/// y = the mean of each window's elements that lie in the input. Backward: each of them gets an equal share.
///
/// With a window as large as its input this is global average pooling.
public final class AveragePooling2D: Layer {
  private let geometry: PoolingGeometry

  public init(_ geometry: PoolingGeometry) { self.geometry = geometry }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.averagePool(geometry, x: x + sample * geometry.inputCount, y: y + sample * geometry.outputCount)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    guard let dx else { return }
    pass.parallelism.forEach(pass.samples) { sample, _ in
      pass.kernels.averagePoolGradient(
        geometry, dy: dy + sample * geometry.outputCount, dx: dx + sample * geometry.inputCount)
    }
  }
}

extension MaxPooling2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? windows.geometry(input: site.input, keyword: words.name)).map(MaxPoolingPlan.init)
  }
}

extension MaxPooling1DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? windows.geometry(input: site.input, keyword: words.name)).map(MaxPoolingPlan.init)
  }
}

private struct MaxPoolingPlan: LayerPlan {
  let geometry: PoolingGeometry

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { MaxPooling2D(geometry, capacity: capacity) }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory { LayerMemory(ofSample: site.output.size) }

  func way(_ site: Site) -> String { "max pooling" }

  /// The positions of the maxima are kept.
  var backwardReads: BackwardReads { [] }
}

extension AveragePooling2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? windows.geometry(input: site.input, keyword: words.name)).map(AveragePoolingPlan.init)
  }
}

extension AveragePooling1DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? windows.geometry(input: site.input, keyword: words.name)).map(AveragePoolingPlan.init)
  }
}

struct AveragePoolingPlan: LayerPlan {
  let geometry: PoolingGeometry

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { AveragePooling2D(geometry) }

  func way(_ site: Site) -> String { "average pooling" }

  var backwardReads: BackwardReads { [] }
}
