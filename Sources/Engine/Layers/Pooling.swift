import Geometry
import Tensors

/// y = the largest of each window. Backward: the gradient goes to the place the largest came from, the first of equals.
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

/// y = the mean of each window's elements that lie in the input. Backward: every one of them gets its share.
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
