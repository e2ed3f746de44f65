/// A height and a width; one number in a spec means both.
public struct Extent2D: Hashable, Sendable {
  public var height: Int
  public var width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
}

public enum PaddingSpec: String, Hashable, Sendable, CaseIterable {
  /// Only positions at which the window lies within the input.
  case valid
  /// Zeros around the input, so that the output has ⌈input ÷ stride⌉ positions; an odd one goes below or to the right.
  case same
}

/// How a window moves along one axis: Keras's rule for `valid` and `same`.
public struct WindowAxis: Sendable {
  public var output: Int
  /// Padding before the first element.
  public var padBefore: Int

  public init(size: Int, window: Int, stride: Int, padding: PaddingSpec) {
    switch padding {
    case .valid:
      output = size >= window ? (size - window) / stride + 1 : 0
      padBefore = 0
    case .same:
      output = (size + stride - 1) / stride
      padBefore = max(0, (output - 1) * stride + window - size) / 2
    }
  }
}
