import Geometry

/// How the windows of a convolution lie on its input.
struct ConvolutionWindows {
  var kernelSize: Extent2D
  var strides: Extent2D
  var padding: PaddingSpec
  var dilation: Dilation

  /// - Parameter filters: how many there are, given the input's channels.
  func geometry(
    input: Shape, groups: Int = 1, keyword: String, filters: (_ channels: Int) -> Int
  ) throws(LayerProblem) -> ConvolutionGeometry {
    try input.requireImage(keyword)
    guard strides == Extent2D(1, 1) || !dilation.isRecorded else {
      throw LayerProblem(
        "strides \(strides.text) and dilation_rate \(dilation.extent.text)", key: "dilation_rate",
        hint: "one of them has to be 1, as in Keras")
    }
    let vertical = axis(input[0], kernelSize.height, strides.height, dilation.extent.height)
    let horizontal = axis(input[1], kernelSize.width, strides.width, dilation.extent.width)
    guard vertical.output > 0, horizontal.output > 0 else {
      throw LayerProblem(
        "kernel_size \(kernelSize.text) does not fit its input \(input)", key: "kernel_size",
        hint: "make the kernel smaller, or write padding: same")
    }
    return ConvolutionGeometry(
      inputHeight: input[0], inputWidth: input[1], channels: input[2], filters: filters(input[2]),
      kernelHeight: kernelSize.height, kernelWidth: kernelSize.width, strideHeight: strides.height,
      strideWidth: strides.width, outputHeight: vertical.output, outputWidth: horizontal.output,
      padTop: vertical.padBefore, padLeft: horizontal.padBefore, dilationHeight: dilation.extent.height,
      dilationWidth: dilation.extent.width, groups: groups)
  }

  private func axis(_ size: Int, _ window: Int, _ stride: Int, _ dilation: Int) -> WindowAxis {
    WindowAxis(size: size, window: (window - 1) * dilation + 1, stride: stride, padding: padding)
  }

  var details: [String] {
    [
      kernelSize.detail, strides == Extent2D(1, 1) ? "" : "strides " + strides.detail, padding.detail,
      dilation.isRecorded ? "dilation " + dilation.extent.detail : "",
    ]
  }
}

/// From one element of a window to the next. A resolved spec has the key only if it is not 1, as if the option did not exist.
public struct Dilation: OptionValue {
  public var extent: Extent2D

  public init(_ height: Int = 1, _ width: Int = 1) { extent = Extent2D(height, width) }

  private static let side = ValueForm.integer(1...Limits.window)
  public static let form = ValueForm.either([side, .pair(of: side, words: "[height, width]")])

  public init?(_ config: ConfigValue) {
    switch config {
    case .integer(let both): self.init(both, both)
    case .list(let sides):
      guard sides.count == 2, case .integer(let height) = sides[0], case .integer(let width) = sides[1] else {
        return nil
      }
      self.init(height, width)
    default: return nil
    }
  }

  public var config: ConfigValue { extent.height == extent.width ? .integer(extent.height) : extent.config }
  public var isRecorded: Bool { extent != Extent2D(1, 1) }
}

/// How many groups there are of channels. A resolved spec has the key only if it is not 1, likewise.
public struct ChannelGroups: OptionValue {
  public var count: Int

  public init(_ count: Int = 1) { self.count = count }

  public static let form = ValueForm.integer(1...Limits.units)

  public init?(_ config: ConfigValue) {
    guard case .integer(let count) = config else { return nil }
    self.init(count)
  }

  public var config: ConfigValue { .integer(count) }
  public var isRecorded: Bool { count != 1 }
}
