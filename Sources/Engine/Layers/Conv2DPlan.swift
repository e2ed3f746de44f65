import Catalog
import Geometry

extension Conv2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? geometry(input: site.input)).map { geometry in
      convolutionPlan(geometry, site.function(activation), useBias: useBias, kernelShape: geometry.kernelShape)
    }
  }
}

extension Conv1DSpec: Machinery {
  /// As an image of one row.
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? geometry(input: site.input)).map { geometry in
      convolutionPlan(
        geometry, site.function(activation), useBias: useBias,
        kernelShape: Shape([geometry.kernelWidth, geometry.groupChannels, geometry.filters]))
    }
  }
}

/// - Parameter kernelShape: in files.
private func convolutionPlan(
  _ geometry: ConvolutionGeometry, _ function: ActivationFunction, useBias: Bool, kernelShape: Shape
) -> any LayerPlan {
  // A group for each channel: the kernel [height, width, 1, filters] has the depthwise one's numbers in the same order.
  geometry.groups > 1 && geometry.groups == geometry.channels
    ? DepthwiseConv2DPlan(geometry: geometry, function: function, useBias: useBias, kernelShape: kernelShape)
    : Conv2DPlan(geometry: geometry, function: function, useBias: useBias, kernelShape: kernelShape)
}

struct Conv2DPlan: LayerPlan {
  var geometry: ConvolutionGeometry
  let function: ActivationFunction
  let useBias: Bool
  var kernelShape: Shape?
  var pool: PoolingGeometry?

  /// Max pooling after a convolution is fused with it if its windows do not overlap and the activation is none or ReLU: the
  /// map before pooling then need not be stored, and the parts of it that no window reads need not be computed.
  func joined(by next: GraphNode) -> (any LayerPlan)? {
    guard pool == nil, function == .linear || function == .elementwise(.relu),
      var pool = Self.maxPooling(next), pool.strideHeight >= pool.poolHeight, pool.strideWidth >= pool.poolWidth
    else { return nil }
    // Positions that no window reads are not computed: from 11 × 11 a 2 × 2 window reads 10 × 10.
    var joined = self
    joined.geometry.outputHeight = (pool.outputHeight - 1) * pool.strideHeight + pool.poolHeight
    joined.geometry.outputWidth = (pool.outputWidth - 1) * pool.strideWidth + pool.poolWidth
    (pool.inputHeight, pool.inputWidth) = (joined.geometry.outputHeight, joined.geometry.outputWidth)
    joined.pool = pool
    return joined
  }

  /// Nil if it is none, or not within its input.
  private static func maxPooling(_ node: GraphNode) -> PoolingGeometry? {
    switch node.spec.construct {
    case let pooling as MaxPooling2DSpec where pooling.windows.padding == .valid:
      try? pooling.windows.geometry(input: node.input, keyword: pooling.words.name)
    case let pooling as MaxPooling1DSpec where pooling.windows.padding == .valid:
      try? pooling.windows.geometry(input: node.input, keyword: pooling.words.name)
    default: nil
    }
  }

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Conv2D(
      geometry, activation: function, useBias: useBias, pool: pool, wantsInputGradient: site.passesGradient,
      kernelShape: kernelShape, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    let way = convolutionWay(site)
    let forward =
      (pool == nil ? 0 : geometry.outputCount) + (way.isWinograd ? WinogradConvolution.floatsOfWorker(geometry) : 0)
    guard isTraining else { return LayerMemory(ofSample: paddedInput(way), ofWorker: Double(forward)) }
    let backward =
      if let pool, way.gradients == .fromNonzeros {
        PooledConv2DGradient.floatsOfWorker(geometry, pool)
      } else {
        Conv2DGradient.floatsOfWorker(geometry, way, pools: pool != nil)
      }
    let outputs = site.output.size
    return LayerMemory(
      // And the kernel as products read it: rotated; transformed forwards and backwards, or transposed.
      gradients: way.isWinograd ? 2 + 2 * 16 / 9 : 3,
      ofSample: (pool == nil ? 0 : outputs) + (function.keepsArguments ? outputs : 0) + paddedInput(way),
      ofWorker: Double(forward + backward), sums: Double(Conv2DGradient.floatsOfSums(geometry, way)))
  }

  private func paddedInput(_ way: ConvolutionWay) -> Double {
    way.padsInput(geometry) ? Double(geometry.paddedCount) : 0
  }

  var backwardReads: BackwardReads { pool == nil && function == .linear ? .input : [.input, .output] }
  var overwritesGradient: Bool { function != .linear }

  func way(_ site: Site) -> String {
    (pool == nil ? "convolution: " : "convolution with its pooling: ") + "\(convolutionWay(site))"
  }

  private func convolutionWay(_ site: Site) -> ConvolutionWay {
    ConvolutionWay(geometry, pool: pool, wantsInputGradient: site.passesGradient)
  }
}
