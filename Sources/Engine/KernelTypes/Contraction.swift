/// A sum of products, the one form that matrix products, convolutions and their gradients share:
///
///     c[cOffsets[r] + n] = Σ_o Σ_m Σ_i a[aOffsets[r] + o·aStrides.outer + m·aStrides.middle + i·aStrides.inner]
///                                     · b[o·bStrides.outer + m·bStrides.middle + i·bStrides.inner + n]
///
/// for r < rows, n < columns; then bias[n] is added and ReLU applied, if given. Each c is one chain of fused
/// multiply-adds that starts at zero (or at c, with `accumulate`) and runs through (o, m, i) in order, so no tile
/// shape and no instruction set can change its bits. Offsets and strides count floats.
///
/// Rows of `b` are read in whole vectors: up to `vectorWidth - 1` floats past the last column are read and ignored, so every
/// buffer has that much slack at its end.
public struct Contraction {
  /// Three nested loops, outermost first.
  public struct Nest {
    public var outer: Int
    public var middle: Int
    public var inner: Int

    public init(outer: Int = 1, middle: Int = 1, inner: Int) {
      self.outer = outer
      self.middle = middle
      self.inner = inner
    }
  }

  public var a: UnsafePointer<Float>
  public var aStrides: Nest
  public var aOffsets: UnsafePointer<Int>
  public var rows: Int
  public var b: UnsafePointer<Float>
  public var bStrides: Nest
  public var columns: Int
  public var depth: Nest
  public var c: UnsafeMutablePointer<Float>
  public var cOffsets: UnsafePointer<Int>
  public var bias: UnsafePointer<Float>?
  public var relu: Bool
  public var accumulate: Bool

  public init(
    a: UnsafePointer<Float>, aStrides: Nest, aOffsets: UnsafePointer<Int>, rows: Int,
    b: UnsafePointer<Float>, bStrides: Nest, columns: Int, depth: Nest,
    c: UnsafeMutablePointer<Float>, cOffsets: UnsafePointer<Int>, bias: UnsafePointer<Float>? = nil, relu: Bool = false,
    accumulate: Bool = false
  ) {
    self.a = a
    self.aStrides = aStrides
    self.aOffsets = aOffsets
    self.rows = rows
    self.b = b
    self.bStrides = bStrides
    self.columns = columns
    self.depth = depth
    self.c = c
    self.cOffsets = cOffsets
    self.bias = bias
    self.relu = relu
    self.accumulate = accumulate
  }
}

/// The number of lanes of the vectors in all kernels, whatever the registers' width.
public let vectorWidth = 16

/// `count` rounded up to whole vectors.
@inlinable public func wholeVectors(_ count: Int) -> Int { (count + vectorWidth - 1) / vectorWidth * vectorWidth }
