import Geometry
import KernelTypes

/// How a convolution is computed, forward and backward. All choices are made in `init`: for each part, the first method
/// whose condition is true.
///
/// | part | way | condition | bits |
/// | --- | --- | --- | --- |
/// | forward | `windowByWindow` | 2 × 2 pooling after a kernel of at most 32 rows, as in a first layer | as `direct` |
/// | | `winogradPooled` | the next line's, and 2 × 2 pooling whose windows are the tiles | as `winograd` |
/// | | `winograd` | 3 × 3, stride 1, whole vectors of channels and of filters, few enough products | its own |
/// | | `direct` | | the definition's |
/// | gradients | `fromNonzeros` | pooling of at least four positions, and whole vectors in each row of the kernel | as `direct` |
/// | | `fromPositions` | pooling after a kernel of at most 32 rows, and no input gradient is wanted | as `direct` |
/// | | `fromMap` | | as its sums |
/// | its kernel's sum | `winograd` | the forward pass is Winograd's | its own |
/// | | `direct` | | the definition's |
/// | its input's sum | `winograd` | the convolution of the output's gradient fulfils Winograd's conditions | its own |
/// | | `direct` | | the definition's |
///
/// With dilation or groups a convolution is always `direct`, and its gradients are from the map.
///
/// So results depend on Winograd's conditions, and on that of `fromNonzeros`, which takes precedence: changing any of these
/// needs a new numerics version. The other choices do not affect the bits.
public struct ConvolutionWay: Equatable, Sendable {
  public enum Forward: String, Sendable {
    /// A product of matrices whose left rows are the image's windows; a pool then reads the map from memory.
    case direct
    /// By `convolveAndPool`, which looks at the pixels first.
    case windowByWindow = "window by window"
    /// Winograd's tiles; a pool then reads the map from memory.
    case winograd
    /// Winograd's tiles, pooled while they are in registers.
    case winogradPooled = "winograd, pooled"
  }

  /// How the products of a whole map are summed.
  public enum Sum: String, Sendable {
    case direct, winograd
  }

  public enum Gradients: Equatable, Sendable {
    /// Both from a list of the non-zero pooled gradients: `PooledConv2DGradient`.
    case fromNonzeros
    /// The kernel's from the pooled gradients, position by position in the map: `addPooledKernelGradient`.
    case fromPositions
    /// From the whole map's gradient; `input` is nil if it is not wanted: `Conv2DGradient`.
    case fromMap(kernel: Sum, input: Sum?)
  }

  public let forward: Forward
  public let gradients: Gradients
  /// Whether the input's gradient can be requested.
  public let givesInputGradient: Bool

  /// - Parameter pool: max pooling that is part of the layer, without overlap.
  public init(_ g: ConvolutionGeometry, pool: PoolingGeometry?, wantsInputGradient: Bool) {
    givesInputGradient = wantsInputGradient
    let hasFewTaps = g.isPlain && g.kernelRows <= Self.mostRowsWindowByWindow
    let isWinograd = Self.winogradPays(g, directTaps: g.positions * g.taps)
    if hasFewTaps, let pool, Self.windowsAreSquares(pool) {
      forward = .windowByWindow
    } else if isWinograd {
      forward = pool.map { Self.windowsAreTiles($0, g) } == true ? .winogradPooled : .winograd
    } else {
      forward = .direct
    }
    if let pool, Self.nonzerosPay(g, pool) {
      gradients = .fromNonzeros
    } else if pool != nil, hasFewTaps, !wantsInputGradient {
      gradients = .fromPositions
    } else {
      gradients = .fromMap(
        kernel: isWinograd ? .winograd : .direct, input: wantsInputGradient ? Self.inputSum(g) : nil)
    }
  }

  /// Whether the forward pass is by Winograd's method.
  var isWinograd: Bool { forward == .winograd || forward == .winogradPooled }

  /// Whether the input is kept with its zero padding. Winograd's tiles know where an image ends.
  func padsInput(_ g: ConvolutionGeometry) -> Bool { g.isPadded && (!isWinograd || gradients == .fromNonzeros) }

  /// How the input's gradient is summed from a whole map; nil if it is not.
  var inputSum: Sum? {
    if case .fromMap(_, let input) = gradients { input } else { nil }
  }

  /// Window by window, four outputs for each filter are in registers, while a tile of `contract` has 24: only short sums
  /// gain by it.
  private static let mostRowsWindowByWindow = 32

  /// Whether Winograd's products are few enough to pay for its transforms and smaller products.
  ///
  /// - Parameter directTaps: how many products the direct sum needs for each channel and filter.
  private static func winogradPays(_ g: ConvolutionGeometry, directTaps: Int) -> Bool {
    let tiles = (g.outputHeight + 1) / 2 * ((g.outputWidth + 1) / 2)
    return g.isPlain && g.kernelHeight == 3 && g.kernelWidth == 3 && g.strideHeight == 1 && g.strideWidth == 1
      && g.channels % vectorWidth == 0 && g.filters % vectorWidth == 0 && 4 * 16 * tiles <= 3 * directTaps
  }

  private static func windowsAreSquares(_ pool: PoolingGeometry) -> Bool {
    pool.poolHeight == 2 && pool.poolWidth == 2
  }

  private static func windowsAreTiles(_ pool: PoolingGeometry, _ g: ConvolutionGeometry) -> Bool {
    windowsAreSquares(pool) && pool.strideHeight == 2 && pool.strideWidth == 2
      && g.outputHeight == 2 * pool.outputHeight && g.outputWidth == 2 * pool.outputWidth
  }

  /// The non-zero gradients are processed at half the dense tile's rate at best, so at most half of them may be non-zero,
  /// which a window of four ensures. Runs of a patch must be whole vectors, because a patch is added in place.
  private static func nonzerosPay(_ g: ConvolutionGeometry, _ pool: PoolingGeometry) -> Bool {
    g.isPlain && pool.poolHeight * pool.poolWidth >= 4 && g.kernelWidth * g.channels % vectorWidth == 0
  }

  private static func inputSum(_ g: ConvolutionGeometry) -> Sum {
    guard let convolution = g.ofInputGradient else { return .direct }
    let products = GradientPhase.all(g).flatMap(\.regions).reduce(0) {
      $0 + $1.inputs.count * $1.tapRows * $1.tapColumns
    }
    return winogradPays(convolution, directTaps: products) ? .winograd : .direct
  }
}

extension ConvolutionWay: CustomStringConvertible {
  /// `forward winograd; gradients from the map: kernel winograd, input direct`
  public var description: String { "forward \(forward.rawValue); gradients \(gradients)" }
}

extension ConvolutionWay.Gradients: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fromNonzeros: "from non-zeros"
    case .fromPositions: "from positions"
    case .fromMap(let kernel, let input):
      "from the map: kernel \(kernel.rawValue)" + (input.map { ", input \($0.rawValue)" } ?? "")
    }
  }
}
