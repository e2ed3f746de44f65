import Catalog
import Geometry
import Layers

/// One layer object to be made: usually one entry of the spec's list, sometimes two that are computed as one.
///
/// All of fusion is decided here, from the layer list alone:
/// - `flatten` needs no work: samples are contiguous, so it only renames the axes.
/// - Max pooling after a convolution joins it when its windows do not overlap and the activation is none or ReLU: the
///   map before pooling then need not be stored, and what no window reads of it need not be computed.
/// - The first layer reads images, most of whose pixels are zero; if it is dense it leaves out products with zeros.
/// - How a convolution is computed, directly, window by window or by Winograd's tiles: `ConvolutionWay`.
/// - The softmax that gives the model's outputs belongs to the cross-entropy.
package struct PlannedStage {
  enum Kind {
    case dense(DenseSpec, ActivationFunction)
    case convolution(Conv2DSpec, ConvolutionGeometry, ActivationFunction, pool: PoolingGeometry?)
    case maxPooling(PoolingGeometry)
    case averagePooling(PoolingGeometry)
    case dropout(DropoutSpec)
    case activation(ActivationFunction)
  }

  var kind: Kind
  /// The index in the spec's list of the layer that names the weights.
  package var index: Int
  var input: Shape
  var output: Shape
  /// Whether the layer's input is the images themselves.
  var readsImages = false
  /// Whether a layer before this one has weights, and so wants this one's input gradient.
  var passesGradient = false
}

extension ModelGraph {
  package func plan() -> [PlannedStage] {
    var softmaxOfLoss: Int?
    if case .categoricalCrossentropy(fromLogits: false) = loss {
      softmaxOfLoss = Self.finalSoftmax(nodes, classes: classes)
    }
    var stages: [PlannedStage] = []
    for (index, node) in nodes.enumerated() {
      if let joined = stages.last?.joined(by: node, at: index) {
        stages[stages.count - 1] = joined
      } else if let stage = PlannedStage(node, at: index, dropsSoftmax: index == softmaxOfLoss) {
        stages.append(stage)
      }
    }
    if !stages.isEmpty { stages[0].readsImages = true }
    if let first = stages.firstIndex(where: { !nodes[$0.index].weights.isEmpty }) {
      for index in stages.indices.dropFirst(first + 1) { stages[index].passesGradient = true }
    }
    return stages
  }
}

extension PlannedStage {
  /// nil where there is nothing to compute.
  init?(_ node: GraphNode, at index: Int, dropsSoftmax: Bool) {
    self.index = index
    input = node.input
    output = node.output
    func function(_ activation: Activation) -> ActivationFunction { dropsSoftmax ? .linear : activation.function }
    switch node.spec {
    case .dense(let spec): kind = .dense(spec, function(spec.activation))
    case .conv2d(let spec):
      // The graph has been built, so the geometry fits; a nil here drops a layer, which no graph allows.
      guard let geometry = try? spec.geometry(input: input) else { return nil }
      kind = .convolution(spec, geometry, function(spec.activation), pool: nil)
    case .maxPooling2d(let spec):
      guard let geometry = try? spec.geometry(input: input, keyword: "") else { return nil }
      kind = .maxPooling(geometry)
    case .averagePooling2d(let spec):
      guard let geometry = try? spec.geometry(input: input, keyword: "") else { return nil }
      kind = .averagePooling(geometry)
    case .globalAveragePooling2d:
      let window = Pooling2DSpec(poolSize: Extent2D(input[0], input[1]))
      guard let geometry = try? window.geometry(input: input, keyword: "") else { return nil }
      kind = .averagePooling(geometry)
    case .flatten: return nil
    case .dropout(let spec): kind = .dropout(spec)
    case .activation(let activation):
      let function = function(activation)
      guard function != .linear else { return nil }
      kind = .activation(function)
    }
  }

  /// This stage with `node` as part of it; nil where the two must stay apart.
  func joined(by node: GraphNode, at index: Int) -> PlannedStage? {
    guard index == self.index + 1, case .maxPooling2d(let spec) = node.spec,
      case .convolution(let convolution, let geometry, let function, pool: nil) = kind,
      function == .linear || function == .elementwise(.relu),
      spec.padding == .valid, spec.strides.height >= spec.poolSize.height, spec.strides.width >= spec.poolSize.width,
      var pool = try? spec.geometry(input: node.input, keyword: "")
    else { return nil }
    // Positions that no window reads are not computed: of 11 × 11 a 2 × 2 window reads 10 × 10.
    var cropped = geometry
    cropped.outputHeight = (pool.outputHeight - 1) * pool.strideHeight + pool.poolHeight
    cropped.outputWidth = (pool.outputWidth - 1) * pool.strideWidth + pool.poolWidth
    pool.inputHeight = cropped.outputHeight
    pool.inputWidth = cropped.outputWidth
    var stage = self
    stage.kind = .convolution(convolution, cropped, function, pool: pool)
    stage.output = node.output
    return stage
  }

  func makeLayer(capacity: Int) -> any Layer {
    switch kind {
    case .dense(let spec, let function):
      Dense(
        inputs: input.count, units: spec.units, activation: function, useBias: spec.useBias, capacity: capacity,
        readsImages: readsImages)
    case .convolution(let spec, let geometry, let function, let pool):
      Conv2D(
        geometry, activation: function, useBias: spec.useBias, pool: pool, wantsInputGradient: passesGradient,
        capacity: capacity)
    case .maxPooling(let geometry): MaxPooling2D(geometry, capacity: capacity)
    case .averagePooling(let geometry): AveragePooling2D(geometry)
    case .dropout(let spec): Dropout(rate: spec.rate, layer: index, count: input.count)
    case .activation(let function): ActivationLayer(function, shape: input, capacity: capacity)
    }
  }

  /// How the layer is computed, in words: of a convolution its `ConvolutionWay`.
  package var way: String {
    switch kind {
    case .dense: readsImages ? "dense: without the pixels that are zero" : "dense"
    case .convolution(_, let geometry, _, let pool):
      (pool == nil ? "convolution: " : "convolution with its pooling: ")
        + "\(ConvolutionWay(geometry, pool: pool, wantsInputGradient: passesGradient))"
    case .maxPooling: "max pooling"
    case .averagePooling: "average pooling"
    case .dropout: "dropout"
    case .activation: "activation"
    }
  }
}

extension Activation {
  var function: ActivationFunction {
    switch self {
    case .linear: .linear
    case .relu: .elementwise(.relu)
    case .silu: .elementwise(.silu)
    case .tanh: .elementwise(.tanh)
    case .sigmoid: .elementwise(.sigmoid)
    case .softmax: .softmax
    case .leakyRelu(let slope): .elementwise(.leakyRelu(negativeSlope: Float(slope)))
    case .elu(let alpha): .elementwise(.elu(alpha: Float(alpha)))
    case .gelu(let approximate): .elementwise(approximate ? .geluTanh : .gelu)
    }
  }
}
