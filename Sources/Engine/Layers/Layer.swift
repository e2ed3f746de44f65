import KernelTypes
import Kernels

/// A stage of the network that owns its weights and whatever its backward pass needs from the forward pass.
///
/// Values lie sample after sample, each in row-major order of its shape ([height, width, channels] for images).
public protocol Layer: AnyObject {
  /// The layer's weights, in the order in which files have them.
  var parameters: [Parameter] { get }

  /// Computes y [samples, output] from x [samples, input].
  func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass)

  /// Given dy, the loss's gradient with respect to y, writes the parameters' gradients, and dx unless it is nil. Parameters
  /// that are updated in the backward pass are, if the pass has an updater; dx is still that of the old values.
  /// x and y are what `forward` read and wrote. dy may be overwritten.
  func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass)
}

extension Layer {
  public var parameters: [Parameter] { [] }
}

/// One pass of a batch through the network.
public struct Pass {
  public var compute: Compute
  /// How many, at most the capacity that the layers were made for.
  public var samples: Int
  /// Dropout acts only in training.
  public var isTraining: Bool
  public var seed: UInt64
  public var epoch: Int
  public var step: Int
  /// What changes parameters by their gradients during the backward pass; with nil the gradients are kept.
  public var updater: (any ParameterUpdater)?

  public init(
    compute: Compute, samples: Int, isTraining: Bool, seed: UInt64 = 0, epoch: Int = 0, step: Int = 0,
    updater: (any ParameterUpdater)? = nil
  ) {
    self.compute = compute
    self.samples = samples
    self.isTraining = isTraining
    self.seed = seed
    self.epoch = epoch
    self.step = step
    self.updater = updater
  }

  /// This pass, or one on the calling thread alone for a layer of few multiply-adds: that thread has done them before another could
  /// begin, which takes a microsecond or two where the cores share no cache. dense.yaml's last three layers with batches of 32 take 9 µs on one
  /// thread and 12 on two of the same chiplet.
  func shared(multiplyAdds: Int) -> Pass {
    guard multiplyAdds < 100_000 else { return self }
    var pass = self
    pass.compute = compute.alone
    return pass
  }

  var kernels: any KernelSet { compute.kernels }
  var parallelism: Parallelism { compute.parallelism }
}
