import Catalog
import Geometry

/// A layer of the catalog with its arithmetic.
public protocol Machinery: LayerConstruct {
  /// How it is computed in its place; nil where there is nothing to compute.
  func plan(_ site: Site) -> (any LayerPlan)?
}

/// A layer's place in a network.
public struct Site: Sendable {
  /// In the spec's list. It names the weights in files, and makes the layer's random numbers its own.
  public let index: Int
  public let input: Shape
  public var output: Shape
  /// Whether the layer's softmax is computed by the loss.
  public let dropsSoftmax: Bool
  /// Whether the layer's input is the samples themselves.
  public var readsSamples = false
  /// Whether a layer before this one is trained, and so wants this one's input gradient.
  public var passesGradient = false

  package init(index: Int, input: Shape, output: Shape, dropsSoftmax: Bool) {
    self.index = index
    self.input = input
    self.output = output
    self.dropsSoftmax = dropsSoftmax
  }

  /// What the layer in this place does for its activation.
  func function(_ activation: Activation) -> ActivationFunction {
    dropsSoftmax ? .linear : ActivationFunction(activation)
  }
}

/// How one layer object is computed: usually one entry of the spec's list, sometimes two that are computed as one.
public protocol LayerPlan: Sendable {
  /// This plan with the list's next entry as part of it; nil where the two stay apart.
  func joined(by next: GraphNode) -> (any LayerPlan)?
  func makeLayer(_ site: Site, capacity: Int) -> any Layer
  /// At least what a layer of that capacity will take.
  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory
  /// How the layer is computed, in words: for a convolution its `ConvolutionWay`.
  func way(_ site: Site) -> String
}

extension LayerPlan {
  public func joined(by next: GraphNode) -> (any LayerPlan)? { nil }
  public func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory { LayerMemory() }
}

/// How many floats a layer takes besides its weights and its output. In `Double`: a product of any sizes has a value.
public struct LayerMemory: Sendable {
  /// How many arrays of the weights' size hold their gradient.
  public var gradients = 0.0
  /// Kept of each sample for the backward pass.
  public var ofSample = 0.0
  /// Each worker's scratch memory.
  public var ofWorker = 0.0

  public init(gradients: Double = 0, ofSample: Double = 0, ofWorker: Double = 0) {
    self.gradients = gradients
    self.ofSample = ofSample
    self.ofWorker = ofWorker
  }
}
