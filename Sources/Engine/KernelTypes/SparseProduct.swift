/// For each row a list of elements with their indices in ascending order, cut into blocks of `blockLength` indices.
///
/// Row r's entries begin at r · stride in `indices` and `values`; those of its block k are entries starts[r · startStride + k]
/// ..< starts[r · startStride + k + 1].
public struct SparseRows {
  public var indices: UnsafeMutablePointer<UInt32>
  public var values: UnsafeMutablePointer<Float>
  public var stride: Int
  public var starts: UnsafeMutablePointer<UInt32>
  public var startStride: Int
  public var blockLength: Int

  public init(
    indices: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>, stride: Int,
    starts: UnsafeMutablePointer<UInt32>, startStride: Int, blockLength: Int
  ) {
    self.indices = indices
    self.values = values
    self.stride = stride
    self.starts = starts
    self.startStride = startStride
    self.blockLength = blockLength
  }

  /// The lists from row `row` on, with that row as the first.
  public func from(row: Int) -> SparseRows {
    var rest = self
    rest.indices += row * stride
    rest.values += row * stride
    rest.starts += row * startStride
    return rest
  }
}

/// A product whose left factor is mostly zeros, given as its rows' non-zero elements:
///
///     c[r · cRowStride + p · cPanelStride + n] = Σ_e values[e] · b[indices[e] · bRowStride + p · bPanelStride + n]
///                                                  (+ bias[p · 64 + n], then ReLU)
///
/// for r in `rows`, p < panels, n < columns ≤ 64 (= 64 if there are several panels) and the entries e of r's first `blocks`
/// blocks, at least one. With `accumulate` the chains continue from c.
///
/// A zero element would leave its chain of fused multiply-adds unchanged, so c has the bits of the full `Contraction`. (One
/// exception, the same on every machine: a sum that has underflowed to −0 stays −0.)
public struct SparseProduct {
  public var a: SparseRows
  public var rows: Range<Int>
  public var blocks: Int
  public var b: UnsafePointer<Float>
  public var bRowStride: Int
  public var bPanelStride: Int
  public var panels: Int
  public var columns: Int
  public var c: UnsafeMutablePointer<Float>
  public var cRowStride: Int
  public var cPanelStride: Int
  public var bias: UnsafePointer<Float>?
  public var relu: Bool
  public var accumulate: Bool

  public init(
    a: SparseRows, rows: Range<Int>, blocks: Int, b: UnsafePointer<Float>, bRowStride: Int, bPanelStride: Int = 0,
    panels: Int = 1, columns: Int, c: UnsafeMutablePointer<Float>, cRowStride: Int, cPanelStride: Int = 0,
    bias: UnsafePointer<Float>? = nil, relu: Bool = false, accumulate: Bool = false
  ) {
    self.a = a
    self.rows = rows
    self.blocks = blocks
    self.b = b
    self.bRowStride = bRowStride
    self.bPanelStride = bPanelStride
    self.panels = panels
    self.columns = columns
    self.c = c
    self.cRowStride = cRowStride
    self.cPanelStride = cPanelStride
    self.bias = bias
    self.relu = relu
    self.accumulate = accumulate
  }
}
