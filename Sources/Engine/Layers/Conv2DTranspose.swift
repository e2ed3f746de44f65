import Catalog
import Geometry
import KernelTypes
import Tensors

/// y[i·stride + k − p, f] = f(Σ_(i, k, c) x[i, c] · W[k, f, c] + b[f])
///
/// x: [samples, height, width, channels]   W: [kernel height, kernel width, filters, channels]
/// y: [samples, output height, output width, filters]
///
/// It is the input gradient of the convolution with that kernel, which makes `channels` of `filters`. Backward, with
/// dz = dy ⊙ f′, dx is that convolution of dz, and dW its kernel's gradient for the inputs dz and the gradients x:
///   dx[i, c] = Σ_(k, f) dz[i·stride + k − p, f] · W[k, f, c]
///   dW[k, f, c] = Σ_(samples, i) dz[i·stride + k − p, f] · x[i, c]   db[f] = Σ_(samples, o) dz[o, f]
///
/// dW and db are summed chunk by chunk of the batch.
public final class Conv2DTranspose: Layer {
  /// From y to x, without bias.
  private let convolution: Conv2D
  private let bias: Parameter?
  private let activation: ActivationStage
  /// db of each chunk, a whole number of vectors apart.
  private let biasSums: AlignedBuffer<Float>

  private var geometry: ConvolutionGeometry { convolution.geometry }
  private var filters: Int { geometry.channels }
  private var outputs: Int { geometry.inputCount }

  /// - Parameter geometry: of the convolution from y to x.
  public init(_ geometry: ConvolutionGeometry, activation: ActivationFunction, useBias: Bool, capacity: Int) {
    convolution = Conv2D(geometry, activation: .linear, useBias: false, capacity: capacity)
    bias = useBias ? Parameter(role: "bias", shape: Shape([geometry.channels])) : nil
    self.activation = ActivationStage(
      activation, count: geometry.inputCount, columns: geometry.channels, capacity: capacity)
    biasSums = AlignedBuffer(useBias ? BatchChunks.most * wholeVectors(geometry.channels) : 0)
  }

  public var parameters: [Parameter] { convolution.parameters + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    convolution.inputGradient(x, y, bias: bias?.values.readOnly, relu: activation.isFusedRelu, pass) { images in
      activation.forward(y, images.lowerBound * outputs..<images.upperBound * outputs, pass.kernels)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    activation.backward(y: y, dy: dy, pass)
    let dz = UnsafePointer(dy)
    if let bias { biasGradient(dz, bias.gradient.pointer, pass) }
    if let dx { convolution.forward(dz, dx, pass) }
    let windows = dx == nil ? convolution.padded(dz, pass) : convolution.paddedInput?.readOnly ?? dz
    convolution.kernelGradient(dz, windows: windows, x, pass)
  }

  private func biasGradient(_ dz: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let chunks = BatchChunks(samples: pass.samples)
    let stride = wholeVectors(filters)
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      let samples = chunks[chunk]
      pass.kernels.columnSums(
        dz + samples.lowerBound * outputs, rows: samples.count * (outputs / filters), rowStride: filters,
        columns: filters, y: biasSums.pointer + chunk * stride, accumulate: false)
    }
    pass.kernels.sumParts(biasSums.readOnly, parts: chunks.count, stride: stride, y: gradient, count: filters)
  }
}

extension Conv2DTransposeSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? geometry(input: site.input)).map {
      Conv2DTransposePlan(geometry: $0, function: site.function(activation), useBias: useBias)
    }
  }
}

private struct Conv2DTransposePlan: LayerPlan {
  let geometry: ConvolutionGeometry
  let function: ActivationFunction
  let useBias: Bool

  private var convolution: ConvolutionWay { ConvolutionWay(geometry, pool: nil, wantsInputGradient: true) }

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Conv2DTranspose(geometry, activation: function, useBias: useBias, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    let gradient = Conv2DGradient.floatsOfWorker(geometry, convolution, pools: false)
    let forward = convolution.isWinograd ? WinogradConvolution.floatsOfWorker(geometry) : 0
    return LayerMemory(
      // And the kernel's taps transposed.
      gradients: isTraining ? 2 : 1,
      ofSample: (convolution.padsInput(geometry) ? Double(geometry.paddedCount) : 0)
        + (function.keepsArguments ? site.output.size : 0),
      ofWorker: Double(gradient + forward),
      sums: isTraining ? Double(Conv2DGradient.floatsOfSums(geometry, convolution)) : 0)
  }

  func way(_ site: Site) -> String { "transposed convolution, of which the convolution is: \(convolution)" }
}
