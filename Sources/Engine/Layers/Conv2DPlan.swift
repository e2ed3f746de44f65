import Catalog
import Geometry

extension Conv2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? geometry(input: site.input)).map { geometry in
      let function = site.function(activation)
      // A group for each channel: the kernel [height, width, 1, filters] has the depthwise one's numbers in the same order.
      return geometry.groups > 1 && geometry.groups == geometry.channels
        ? DepthwiseConv2DPlan(
          geometry: geometry, function: function, useBias: useBias, kernelShape: geometry.kernelShape)
        : Conv2DPlan(geometry: geometry, function: function, useBias: useBias)
    }
  }
}

struct Conv2DPlan: LayerPlan {
  var geometry: ConvolutionGeometry
  let function: ActivationFunction
  let useBias: Bool
  var pool: PoolingGeometry?

  /// Max pooling after a convolution is fused with it if its windows do not overlap and the activation is none or ReLU: the
  /// map before pooling then need not be stored, and the parts of it that no window reads need not be computed.
  func joined(by next: GraphNode) -> (any LayerPlan)? {
    guard pool == nil, function == .linear || function == .elementwise(.relu),
      let windows = (next.spec.construct as? MaxPooling2DSpec)?.windows, windows.padding == .valid,
      windows.strides.height >= windows.poolSize.height, windows.strides.width >= windows.poolSize.width,
      var pool = try? windows.geometry(input: next.input, keyword: next.spec.keyword)
    else { return nil }
    // Positions that no window reads are not computed: from 11 × 11 a 2 × 2 window reads 10 × 10.
    var joined = self
    joined.geometry.outputHeight = (pool.outputHeight - 1) * pool.strideHeight + pool.poolHeight
    joined.geometry.outputWidth = (pool.outputWidth - 1) * pool.strideWidth + pool.poolWidth
    (pool.inputHeight, pool.inputWidth) = (joined.geometry.outputHeight, joined.geometry.outputWidth)
    joined.pool = pool
    return joined
  }

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Conv2D(
      geometry, activation: function, useBias: useBias, pool: pool, wantsInputGradient: site.passesGradient,
      capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    let way = convolutionWay(site)
    let forward =
      (pool == nil ? 0 : geometry.outputCount) + (way.isWinograd ? WinogradConvolution.floatsOfWorker(geometry) : 0)
    guard isTraining else { return LayerMemory(ofWorker: Double(forward)) }
    let backward =
      if let pool, way.gradients == .fromNonzeros {
        PooledConv2DGradient.floatsOfWorker(geometry, pool)
      } else {
        Conv2DGradient.floatsOfWorker(geometry, way, pools: pool != nil)
      }
    let outputs = site.output.size
    return LayerMemory(
      // Summed over chunks of the batch.
      gradients: 1 + Double(BatchChunks.most),
      ofSample: (pool == nil ? 0 : outputs) + (function.keepsArguments ? outputs : 0),
      ofWorker: Double(forward + backward))
  }

  func way(_ site: Site) -> String {
    (pool == nil ? "convolution: " : "convolution with its pooling: ") + "\(convolutionWay(site))"
  }

  private func convolutionWay(_ site: Site) -> ConvolutionWay {
    ConvolutionWay(geometry, pool: pool, wantsInputGradient: site.passesGradient)
  }
}
