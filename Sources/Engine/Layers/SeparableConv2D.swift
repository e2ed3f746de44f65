import Catalog
import Geometry
import Tensors

/// A depthwise convolution without bias and activation, then a 1 × 1 convolution with them.
public final class SeparableConv2D: Layer {
  private let depthwise: DepthwiseConv2D
  private let pointwise: Conv2D
  /// The depthwise convolution's output, and its gradient: made when a backward pass first runs.
  private let middle: AlignedBuffer<Float>
  private var middleGradient: AlignedBuffer<Float>?

  /// - Parameters:
  ///   - geometry: of the depthwise convolution.
  ///   - filters: of the 1 × 1 convolution.
  public init(
    _ geometry: ConvolutionGeometry, filters: Int, activation: ActivationFunction, useBias: Bool, capacity: Int
  ) {
    depthwise = DepthwiseConv2D(
      geometry, activation: .linear, useBias: false, role: "depthwise_kernel", capacity: capacity)
    pointwise = Conv2D(
      .pointwise(after: geometry, filters: filters), activation: activation, useBias: useBias,
      role: "pointwise_kernel", capacity: capacity)
    middle = AlignedBuffer(capacity * geometry.outputCount)
  }

  public var parameters: [Parameter] { depthwise.parameters + pointwise.parameters }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    depthwise.forward(x, middle.pointer, pass)
    pointwise.forward(middle.readOnly, y, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let gradient = middleGradient ?? AlignedBuffer(middle.count)
    middleGradient = gradient
    pointwise.backward(middle.readOnly, y, dy, gradient.pointer, pass)
    depthwise.backward(x, middle.readOnly, gradient.pointer, dx, pass)
  }
}

extension ConvolutionGeometry {
  /// A 1 × 1 convolution of another's output.
  static func pointwise(after g: ConvolutionGeometry, filters: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      inputHeight: g.outputHeight, inputWidth: g.outputWidth, channels: g.filters, filters: filters, kernelHeight: 1,
      kernelWidth: 1, strideHeight: 1, strideWidth: 1, outputHeight: g.outputHeight, outputWidth: g.outputWidth,
      padTop: 0, padLeft: 0)
  }
}

extension SeparableConv2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? depthwise(input: site.input)).map {
      SeparableConv2DPlan(geometry: $0, filters: filters, function: site.function(activation), useBias: useBias)
    }
  }
}

private struct SeparableConv2DPlan: LayerPlan {
  let geometry: ConvolutionGeometry
  let filters: Int
  let function: ActivationFunction
  let useBias: Bool

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    SeparableConv2D(geometry, filters: filters, activation: function, useBias: useBias, capacity: capacity)
  }

  /// What both convolutions take, with the output of the first and its gradient.
  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    var first = site
    first.output = Shape([geometry.outputHeight, geometry.outputWidth, geometry.filters])
    let depthwise = DepthwiseConv2DPlan(geometry: geometry, function: .linear, useBias: false)
    let pointwise = Conv2DPlan(
      geometry: .pointwise(after: geometry, filters: filters), function: function, useBias: useBias)
    let parts =
      [depthwise.memory(first, capacity: capacity, isTraining: isTraining)] + [
        pointwise.memory(site, capacity: capacity, isTraining: isTraining)
      ]
    return LayerMemory(
      gradients: parts.map(\.gradients).max() ?? 0,
      ofSample: parts.reduce(2 * first.output.size) { $0 + $1.ofSample },
      ofWorker: parts.reduce(0) { $0 + $1.ofWorker })
  }

  func way(_ site: Site) -> String { "depthwise convolution, then 1 × 1" }
}
