import Catalog
import Geometry
import KernelTypes
import Tensors

/// Each element of y is computed from one element of each input, in their order: y = ((a ∘ b) ∘ c) …
///
/// Where an input has 1 along an axis, its element counts for all places there, and its gradient is the sum of theirs, sample by
/// sample, in the order of the places.
///
/// Backward: add and average pass dy on, subtract its negative to the second; multiply dy · the product of the others, in order;
/// maximum and minimum pass it to the input that won, on a tie to the first.
///
/// With `relu`, y is the ReLU of all that, and dy counts where y is positive.
public final class ElementwiseMerge: Merge {
  enum Function: Equatable {
    case combination(Combination)
    case average
  }

  private let function: Function
  private let relu: Bool
  private let count: Int
  private let broadcasts: [Broadcast?]
  private let counts: [Int]
  /// Samples that are computed at once: one, if an input is expanded.
  private let block: Int
  /// Each worker's.
  private var scratch: [Scratch] = []

  /// Room for samples of the output's shape.
  private final class Scratch {
    /// Each input that is smaller than the output, expanded.
    let inputs: [AlignedBuffer<Float>?]
    /// A product of others.
    let product: AlignedBuffer<Float>
    /// An input's gradient before it is summed, or one that nobody needs.
    let gradient: AlignedBuffer<Float>

    init(_ broadcasts: [Broadcast?], _ count: Int) {
      inputs = broadcasts.map { $0.map { _ in AlignedBuffer(count) } }
      product = AlignedBuffer(count)
      gradient = AlignedBuffer(count)
    }
  }

  init(_ function: Function, relu: Bool, inputs: [Shape], output: Shape) {
    (self.function, self.relu) = (function, relu)
    count = output.count
    counts = inputs.map(\.count)
    broadcasts = inputs.map { Broadcast($0, to: output) }
    block = broadcasts.contains { $0 != nil } ? 1 : max(1, (1 << 14) / output.count)
  }

  private func begin(_ pass: Pass) {
    while scratch.count < pass.parallelism.workers { scratch.append(Scratch(broadcasts, block * count)) }
  }

  public func forward(_ inputs: [UnsafePointer<Float>], _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    begin(pass)
    pass.parallelism.forEachBlock(of: pass.samples, size: block) { samples, worker in
      let scratch = scratch[worker]
      let y = y + samples.lowerBound * count
      let size = samples.count * count
      var sum = operand(0, of: inputs, samples, scratch)
      for index in 1..<inputs.count {
        pass.kernels.combine(combination, sum, operand(index, of: inputs, samples, scratch), y: y, count: size)
        sum = UnsafePointer(y)
      }
      if function == .average { pass.kernels.divide(y, by: Float(inputs.count), y: y, count: size) }
      if relu { pass.kernels.apply(.relu, x: y, y: y, count: size) }
    }
  }

  private var combination: Combination {
    if case .combination(let combination) = function { combination } else { .add }
  }

  /// An input's values in the output's shape.
  private func operand(
    _ index: Int, of inputs: [UnsafePointer<Float>], _ samples: Range<Int>, _ scratch: Scratch
  ) -> UnsafePointer<Float> {
    let x = inputs[index] + samples.lowerBound * counts[index]
    guard let broadcast = broadcasts[index], let expanded = scratch.inputs[index] else { return x }
    broadcast.expand(x, expanded.pointer)
    return expanded.readOnly
  }

  public func backward(
    _ inputs: [UnsafePointer<Float>], _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ gradients: [UnsafeMutablePointer<Float>?], _ pass: Pass
  ) {
    begin(pass)
    pass.parallelism.forEachBlock(of: pass.samples, size: block) { samples, worker in
      let scratch = scratch[worker]
      let start = samples.lowerBound * count
      if relu {
        pass.kernels.applyGradient(
          .relu, cached: y + start, dy: dy + start, dx: dy + start, count: samples.count * count)
      }
      for index in inputs.indices {
        // Maximum and minimum take from dy what is an earlier input's, whether or not that needs its gradient.
        guard gradients[index] != nil || takesGradient else { continue }
        let dx = gradients[index].map { $0 + samples.lowerBound * counts[index] }
        let full = broadcasts[index] == nil ? dx ?? scratch.gradient.pointer : scratch.gradient.pointer
        write(index, inputs, y + start, dy + start, full, samples, scratch, pass)
        if let dx { broadcasts[index]?.sum(full, dx, pass) }
      }
    }
  }

  private var takesGradient: Bool { combination == .maximum || combination == .minimum }

  /// The gradient of one input in the output's shape.
  private func write(
    _ index: Int, _ inputs: [UnsafePointer<Float>], _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ samples: Range<Int>, _ scratch: Scratch, _ pass: Pass
  ) {
    let size = samples.count * count
    switch function {
    case .average: pass.kernels.divide(dy, by: Float(inputs.count), y: dx, count: size)
    case .combination(.subtract) where index == 1: pass.kernels.divide(dy, by: -1, y: dx, count: size)
    case .combination(.add), .combination(.subtract): if dx != dy { dx.update(from: dy, count: size) }
    case .combination(.multiply):
      let product = productOfOthers(index, inputs, samples, scratch, pass)
      pass.kernels.combine(.multiply, dy, product, y: dx, count: size)
    case .combination(.maximum), .combination(.minimum):
      let x = operand(index, of: inputs, samples, scratch)
      pass.kernels.takeGradient(x, y: y, rest: dy, dx: dx, count: size)
    }
  }

  private func productOfOthers(
    _ index: Int, _ inputs: [UnsafePointer<Float>], _ samples: Range<Int>, _ scratch: Scratch, _ pass: Pass
  ) -> UnsafePointer<Float> {
    var product: UnsafePointer<Float>?
    for other in inputs.indices where other != index {
      let factor = operand(other, of: inputs, samples, scratch)
      if let before = product {
        pass.kernels.combine(
          .multiply, before, factor, y: scratch.product.pointer, count: samples.count * count)
        product = scratch.product.readOnly
      } else {
        product = factor
      }
    }
    return product ?? scratch.product.readOnly
  }
}

struct ElementwiseMergePlan: MergePlan {
  let function: ElementwiseMerge.Function
  var relu = false

  /// A ReLU is applied while a block of results is in the cache.
  func joined(by next: GraphNode) -> (any MergePlan)? {
    guard !relu, next.spec.isRelu else { return nil }
    return ElementwiseMergePlan(function: function, relu: true)
  }

  func makeMerge(_ site: Site) -> any Merge {
    ElementwiseMerge(function, relu: relu, inputs: site.inputs, output: site.output)
  }

  func memory(_ site: Site) -> LayerMemory {
    LayerMemory(ofWorker: Double(site.inputs.filter { $0 != site.output }.count + 2) * site.output.size)
  }

  func way(_ site: Site) -> String { "elementwise" + (relu ? " with its relu" : "") }

  var backwardReads: BackwardReads {
    let ofRelu: BackwardReads = relu ? .output : []
    return switch function {
    case .combination(.multiply): ofRelu.union(.input)
    case .combination(.maximum), .combination(.minimum): [.input, .output]
    default: ofRelu
    }
  }

  func reusesGradient(_ site: Site) -> Bool {
    if case .combination(.maximum) = function { return false }
    if case .combination(.minimum) = function { return false }
    return site.inputs.last == site.output
  }

  func sharesGradient(_ site: Site) -> Bool {
    function == .combination(.add) && site.inputs.allSatisfy { $0 == site.output }
  }
}

extension MergeSpec: Machinery where Rule: MergeArithmetic {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}

extension MergeSpec: MergeMachinery where Rule: MergeArithmetic {
  public func merge(_ site: Site) -> any MergePlan { Rule.plan }
}

/// The arithmetic of a rule of the catalog.
public protocol MergeArithmetic: MergeRule {
  static var plan: any MergePlan { get }
}

extension AddRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .combination(.add)) }
}

extension SubtractRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .combination(.subtract)) }
}

extension MultiplyRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .combination(.multiply)) }
}

extension AverageRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .average) }
}

extension MaximumRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .combination(.maximum)) }
}

extension MinimumRule: MergeArithmetic {
  public static var plan: any MergePlan { ElementwiseMergePlan(function: .combination(.minimum)) }
}

extension ConcatenateRule: MergeArithmetic {
  public static var plan: any MergePlan { ConcatenatePlan() }
}

extension ResidualSpec: MergeMachinery {
  public func merge(_ site: Site) -> any MergePlan { AddRule.plan }
}

/// The copies within it are computed, not the block itself.
extension RepeatSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}
