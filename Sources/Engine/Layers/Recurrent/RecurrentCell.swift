import KernelTypes
import Tensors

/// The arithmetic of one step, after its products with the kernels and before those with their gradients.
protocol RecurrentCell: AnyObject {
  /// Which of a step's arrays get the inputs' products, gate by gate, and which the state's; where both are the same, the latter
  /// continue the former.
  var inputBlocks: [Int] { get }
  var stateBlocks: [Int] { get }
  /// How many arrays of `units` a step has.
  var blocks: Int { get }
  /// Whether there is a memory besides the state.
  var hasMemory: Bool { get }
  /// Whether a state goes into the next without any product.
  var keepsState: Bool { get }

  /// Computes the state, and the memory if there is one, from the blocks' sums; keeps in the blocks what `backward` needs.
  func forward(_ step: RecurrentStep)

  /// Given the gradients of the state and the memory, puts those of the blocks' sums in the blocks, and in their own places those of the
  /// state and memory before, as far as they come by no product.
  func backward(_ step: RecurrentStep, _ gradients: RecurrentGradients)
}

/// One step of a tile of samples. Each array has `count` elements: [samples of the tile, units].
struct RecurrentStep {
  /// Of the first element in an array [steps, capacity, units].
  let place: Int
  let count: Int
  let units: Int
  let firstBlock: UnsafeMutablePointer<Float>
  /// From block to block.
  let blockStride: Int
  let previousState: UnsafePointer<Float>
  let state: UnsafeMutablePointer<Float>
  /// Those of the memory; the state's if there is none.
  let previousMemory: UnsafePointer<Float>
  let memory: UnsafeMutablePointer<Float>
  let kernels: any KernelSet

  subscript(block: Int) -> UnsafeMutablePointer<Float> { firstBlock + block * blockStride }
}

/// A worker's arrays for the backward pass of a tile.
final class RecurrentGradients {
  let state: AlignedBuffer<Float>
  let memory: AlignedBuffer<Float>
  /// For a cell's own use.
  let one: AlignedBuffer<Float>
  let other: AlignedBuffer<Float>

  init(_ count: Int) {
    state = AlignedBuffer(count)
    memory = AlignedBuffer(count)
    one = AlignedBuffer(count)
    other = AlignedBuffer(count)
  }

  static let arrays = 4
}

/// The activation of one array of every step.
final class GateActivation {
  private let function: ActivationFunction
  /// [steps, capacity, units], if the derivative can't be computed from the results.
  private let arguments: AlignedBuffer<Float>?

  /// `size`: of all steps.
  init(_ function: ActivationFunction, size: Int) {
    self.function = function
    arguments = function.keepsArguments ? AlignedBuffer(size) : nil
  }

  /// y ← f(y)
  func forward(_ y: UnsafeMutablePointer<Float>, _ step: RecurrentStep) {
    if let arguments { (arguments.pointer + step.place).update(from: y, count: step.count) }
    let rows = step.count / step.units
    switch function {
    case .linear: break
    case .elementwise(let function): step.kernels.apply(function, x: y, y: y, count: step.count)
    case .softmax: step.kernels.softmax(y, y: y, rows: rows, columns: step.units)
    case .logSoftmax: step.kernels.logSoftmax(y, y: y, rows: rows, columns: step.units)
    }
  }

  /// dz = dy · f′, with f's results y. dz may be dy or y.
  func backward(
    _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dz: UnsafeMutablePointer<Float>, _ step: RecurrentStep
  ) {
    let rows = step.count / step.units
    switch function {
    case .linear: if dz != dy { dz.update(from: dy, count: step.count) }
    case .elementwise(let function):
      let cached = arguments.map { $0.readOnly + step.place } ?? y
      step.kernels.applyGradient(function, cached: cached, dy: dy, dx: dz, count: step.count)
    case .softmax: step.kernels.softmaxGradient(y: y, dy: dy, dx: dz, rows: rows, columns: step.units)
    case .logSoftmax: step.kernels.logSoftmaxGradient(y: y, dy: dy, dx: dz, rows: rows, columns: step.units)
    }
  }
}
