import Catalog
import Geometry
import KernelTypes
import Tensors

/// y[p, c·D + q] = f(Σ_(kh, kw) x[p + (kh, kw), c] · W[kh, kw, c, q] + b[c·D + q])
///
/// x: [samples, height, width, channels]   W: [kernel height, kernel width, channels, D]
/// y: [samples, output height, output width, channels · D]
///
/// Backward, with dz = dy ⊙ f′ and sums in the order of the output positions p, chunk by chunk of the batch:
///   dW[k, c, q] = Σ_(samples, p) x[p + k, c] · dz[p, c·D + q]   db[f] = Σ_(samples, p) dz[p, f]
///   dx[i, c] = Σ_(k, q) dz[i − k, c·D + q] · W[k, c, q], in the order of the taps k
public final class DepthwiseConv2D: Layer {
  private let geometry: ConvolutionGeometry
  private let convolution: DepthwiseConvolution
  private let kernel: Parameter
  private let bias: Parameter?
  private let activation: ActivationStage
  /// The input with each channel D times, so that an output's lane is its input's; nil if D is 1.
  private let repeated: AlignedBuffer<Float>?
  private var gradientState: DepthwiseGradient?

  /// - Parameters:
  ///   - geometry: with a group for each channel.
  ///   - role: the kernel's.
  ///   - kernelShape: [kernel height, kernel width, channels, D] unless a file has it in another shape.
  public init(
    _ geometry: ConvolutionGeometry, activation: ActivationFunction, useBias: Bool, role: String = "kernel",
    kernelShape: Shape? = nil, capacity: Int
  ) {
    self.geometry = geometry
    convolution = DepthwiseConvolution(geometry)
    let g = geometry
    kernel = Parameter(
      role: role, shape: kernelShape ?? Shape([g.kernelHeight, g.kernelWidth, g.channels, g.groupFilters]))
    bias = useBias ? Parameter(role: "bias", shape: Shape([g.filters])) : nil
    self.activation = ActivationStage(activation, count: g.outputCount, columns: g.filters, capacity: capacity)
    repeated = g.groupFilters > 1 ? AlignedBuffer(capacity * g.inputCount * g.groupFilters) : nil
  }

  public var parameters: [Parameter] { [kernel] + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let g = geometry
    let x = repeatedChannels(x, pass)
    let row = g.outputWidth * g.filters
    // Whole rows, and enough of them to pay for waking a thread.
    let block = min(g.outputHeight, max(1, 32_768 / row))
    let blocks = (g.outputHeight + block - 1) / block
    pass.parallelism.forEach(pass.samples * blocks) { tile, _ in
      let (sample, part) = (tile / blocks, tile % blocks)
      let rows = part * block..<min(g.outputHeight, (part + 1) * block)
      let output = sample * g.outputCount
      pass.kernels.convolveDepthwise(
        convolution, rows: rows, x: x + sample * repeatedCount, w: kernel.values.readOnly,
        bias: bias?.values.readOnly, relu: activation.isFusedRelu, y: y + output)
      activation.forward(y, output + rows.lowerBound * row..<output + rows.upperBound * row, pass.kernels)
    }
  }

  /// The floats of a sample that is read for an output's lanes.
  private var repeatedCount: Int { geometry.inputCount * geometry.groupFilters }

  private func repeatedChannels(_ x: UnsafePointer<Float>, _ pass: Pass) -> UnsafePointer<Float> {
    guard let repeated else { return x }
    let times = geometry.groupFilters
    pass.parallelism.forEachBlock(of: pass.samples * geometry.inputCount, size: 4096) { range, _ in
      for index in range {
        for copy in 0..<times { repeated.pointer[index * times + copy] = x[index] }
      }
    }
    return repeated.readOnly
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let g = geometry
    let x = repeated?.readOnly ?? x
    let state = gradientState ?? DepthwiseGradient(g)
    gradientState = state
    state.prepare(kernel: dx == nil ? nil : kernel.values.readOnly, pass)
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, worker in
      state.clear(chunk)
      for sample in chunks[chunk] {
        let first = sample * g.outputCount
        activation.backward(y: y, dy: dy, dz: dy, first..<first + g.outputCount, pass.kernels)
        pass.kernels.columnSums(
          dy + first, rows: g.positions, rowStride: g.filters, columns: g.filters, y: state.biasSums(chunk),
          accumulate: true)
        pass.kernels.addDepthwiseKernelGradient(
          convolution, x: x + sample * repeatedCount, dy: dy + first, dw: state.kernelSums(chunk))
        if let dx { state.inputGradient(dy + first, dx + sample * g.inputCount, worker, pass.kernels) }
      }
    }
    state.sumChunks(chunks.count, kernel.gradient.pointer, bias?.gradient.pointer, pass)
  }
}

extension DepthwiseConv2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? geometry(input: site.input)).map {
      DepthwiseConv2DPlan(geometry: $0, function: site.function(activation), useBias: useBias)
    }
  }
}

struct DepthwiseConv2DPlan: LayerPlan {
  let geometry: ConvolutionGeometry
  let function: ActivationFunction
  let useBias: Bool
  var kernelShape: Shape?

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    DepthwiseConv2D(
      geometry, activation: function, useBias: useBias, kernelShape: kernelShape, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    let repeats = geometry.groupFilters > 1
    return LayerMemory(
      // Summed over chunks of the batch.
      gradients: 1 + Double(BatchChunks.most),
      ofSample: (repeats ? site.input.size * Double(geometry.groupFilters) : 0)
        + (function.keepsArguments ? site.output.size : 0), ofWorker: repeats && isTraining ? site.output.size : 0)
  }

  func way(_ site: Site) -> String { "depthwise convolution" }
}
