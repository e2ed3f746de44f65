import KernelTypes
import Kernels
import Tensors

/// A stage of the network that owns its weights and whatever its backward pass needs from the forward pass.
///
/// Values are stored sample after sample, each in row-major order of its shape ([height, width, channels] for images).
public protocol Layer: AnyObject {
  /// The layer's weights, in the order of files.
  var parameters: [Parameter] { get }

  /// Computes y [samples, output] from x [samples, input].
  func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass)

  /// Given dy, the loss's gradient with respect to y, writes the parameters' gradients, and dx unless it is nil. If the
  /// pass has an updater, parameters that are updated in the backward pass change now; dx is still computed with the old
  /// values. x and y are what `forward` read and wrote. dy may be overwritten.
  func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass)
}

extension Layer {
  public var parameters: [Parameter] { [] }
}

/// A stage of the network that makes one value of several. It owns no weights.
public protocol Merge: AnyObject {
  /// Computes y [samples, output] from the inputs [samples, input].
  func forward(_ inputs: [UnsafePointer<Float>], _ y: UnsafeMutablePointer<Float>, _ pass: Pass)

  /// Given dy, the loss's gradient with respect to y, writes those with respect to the inputs, unless they are nil. dy may be
  /// overwritten. The last may be dy itself if the plan allows that.
  func backward(
    _ inputs: [UnsafePointer<Float>], _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ gradients: [UnsafeMutablePointer<Float>?], _ pass: Pass)
}

/// One pass of a batch through the network.
public struct Pass {
  public var compute: Compute
  /// How many samples: at most the capacity for which the layers were made.
  public var samples: Int
  /// Dropout acts only in training, and batch normalization as it does there.
  public var isTraining: Bool
  public var seed: UInt64
  public var epoch: Int
  public var step: Int
  /// Changes parameters by their gradients during the backward pass; if nil, the gradients are kept.
  public var updater: (any ParameterUpdater)?
  /// The network's, which all its layers share; nil outside of one.
  public var workspace: Workspace?

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

  /// This pass, or one on the calling thread alone for a layer of few multiply-adds, which that thread finishes before
  /// another could begin.
  func shared(multiplyAdds: Int) -> Pass {
    guard multiplyAdds < 100_000 else { return self }
    var pass = self
    pass.compute = compute.alone
    return pass
  }

  /// Memory for at least so many numbers: see `Workspace`.
  func workspace(_ count: Int) -> AlignedBuffer<Float> { workspace?.take(count) ?? AlignedBuffer(count) }

  var kernels: any KernelSet { compute.kernels }
  var parallelism: Parallelism { compute.parallelism }
}
