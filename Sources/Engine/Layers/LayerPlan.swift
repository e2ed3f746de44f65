import Catalog
import Geometry

/// A layer of the catalog with its arithmetic.
public protocol Machinery: LayerConstruct {
  /// How it is computed at its place; nil if there is nothing to compute.
  func plan(_ site: Site) -> (any LayerPlan)?
}

/// A layer of the catalog that makes one value of several branches', with its arithmetic.
public protocol MergeMachinery: Machinery {
  func merge(_ site: Site) -> any MergePlan
}

extension MergeMachinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}

/// A layer's place in a network.
public struct Site: Sendable {
  /// Its number among all layers: see `LayerPlace`. It gives the layer random numbers of its own.
  public let index: Int
  /// What it reads: one value, unless it merges branches.
  public let inputs: [Shape]
  public var output: Shape
  /// The table whose rows it reads, if it does.
  public var table: TableLayout?
  /// Whether the layer's activation is computed by the loss.
  public let dropsActivation: Bool
  /// Whether the layer's input is the samples themselves.
  public var readsSamples = false
  /// Whether an earlier layer is trained, and so needs this one's input gradient.
  public var passesGradient = false

  public var input: Shape { inputs[0] }

  package init(index: Int, input: Shape, output: Shape, dropsActivation: Bool) {
    self.init(index: index, inputs: [input], output: output, dropsActivation: dropsActivation)
  }

  package init(index: Int, inputs: [Shape], output: Shape, dropsActivation: Bool) {
    self.index = index
    self.inputs = inputs
    self.output = output
    self.dropsActivation = dropsActivation
  }

  /// How the layer at this place computes its activation.
  func function(_ activation: Activation) -> ActivationFunction {
    dropsActivation ? .linear : ActivationFunction(activation)
  }
}

/// How one layer object is computed: usually one entry of the spec's list, sometimes two that are computed together.
public protocol LayerPlan: Sendable {
  /// This plan fused with the layer that alone reads its values; nil if the two must stay separate.
  func joined(by next: GraphNode) -> (any LayerPlan)?
  func makeLayer(_ site: Site, capacity: Int) -> any Layer
  /// At least as much as a layer of that capacity will take.
  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory
  /// How the layer is computed, in words: for a convolution its `ConvolutionWay`.
  func way(_ site: Site) -> String
  /// What the backward pass reads of what the forward pass read and wrote; the memory of anything else may be used again.
  var backwardReads: BackwardReads { get }
  /// Whether the backward pass uses the memory of its output's gradient for something else.
  var overwritesGradient: Bool { get }
}

public struct BackwardReads: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let input = BackwardReads(rawValue: 1)
  public static let output = BackwardReads(rawValue: 2)
}

/// How the values of branches become one.
public protocol MergePlan: Sendable {
  /// This plan fused with the layer that alone reads its values; nil if the two must stay separate.
  func joined(by next: GraphNode) -> (any MergePlan)?
  func makeMerge(_ site: Site) -> any Merge
  func memory(_ site: Site) -> LayerMemory
  func way(_ site: Site) -> String
  var backwardReads: BackwardReads { get }
  /// Whether the last input's gradient may take the place of the output's.
  func reusesGradient(_ site: Site) -> Bool
  /// Whether every input's gradient is the output's itself.
  func sharesGradient(_ site: Site) -> Bool
}

extension MergePlan {
  public func joined(by next: GraphNode) -> (any MergePlan)? { nil }
  public func sharesGradient(_ site: Site) -> Bool { false }
}

extension LayerSpec {
  /// Whether it is an activation layer with a plain ReLU, which the layer before it can apply where it stores its results.
  var isRelu: Bool { (construct as? ActivationSpec)?.function == .relu }
}

extension LayerPlan {
  public var backwardReads: BackwardReads { [.input, .output] }
  public var overwritesGradient: Bool { true }
  public func joined(by next: GraphNode) -> (any LayerPlan)? { nil }
  public func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory { LayerMemory() }
}

/// How many floats a layer takes besides its weights and its output. In `Double`, which has a value for a product of any
/// sizes.
public struct LayerMemory: Sendable {
  /// How many arrays of the weights' size hold their gradient.
  public var gradients = 0.0
  /// Kept for each sample until the backward pass.
  public var ofSample = 0.0
  /// Each worker's scratch memory.
  public var ofWorker = 0.0
  /// In the `Workspace`.
  public var sums = 0.0

  public init(gradients: Double = 0, ofSample: Double = 0, ofWorker: Double = 0, sums: Double = 0) {
    self.gradients = gradients
    self.ofSample = ofSample
    self.ofWorker = ofWorker
    self.sums = sums
  }
}
