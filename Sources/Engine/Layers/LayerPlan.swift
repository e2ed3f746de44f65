import Catalog
import Geometry

/// A layer of the catalog with its arithmetic.
public protocol Machinery: LayerConstruct {
  /// How it is computed at its place; nil if there is nothing to compute.
  func plan(_ site: Site) -> (any LayerPlan)?
}

/// A layer's place in a network.
public struct Site: Sendable {
  /// The index in the spec's list. It names the weights in files, and gives the layer random numbers of its own.
  public let index: Int
  public let input: Shape
  public var output: Shape
  /// Whether the layer's activation is computed by the loss.
  public let dropsActivation: Bool
  /// Whether the layer's input is the samples themselves.
  public var readsSamples = false
  /// Whether an earlier layer is trained, and so needs this one's input gradient.
  public var passesGradient = false

  package init(index: Int, input: Shape, output: Shape, dropsActivation: Bool) {
    self.index = index
    self.input = input
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
  /// This plan fused with the list's next entry; nil if the two must stay separate.
  func joined(by next: GraphNode) -> (any LayerPlan)?
  func makeLayer(_ site: Site, capacity: Int) -> any Layer
  /// At least as much as a layer of that capacity will take.
  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory
  /// How the layer is computed, in words: for a convolution its `ConvolutionWay`.
  func way(_ site: Site) -> String
}

extension LayerPlan {
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

  public init(gradients: Double = 0, ofSample: Double = 0, ofWorker: Double = 0) {
    self.gradients = gradients
    self.ofSample = ofSample
    self.ofWorker = ofWorker
  }
}
