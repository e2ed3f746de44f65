/// Lists of elements for pairs of rows. An element is listed, with its index and both rows' values, where either row is not
/// zero; indices ascend, and are cut into blocks of `blockLength`.
///
/// Pair p is the rows members[2p] and members[2p + 1], or the same row twice where none is left for it. Its entries begin at
/// p · stride in `indices`; the two rows' values, at 2p · stride and (2p + 1) · stride in `values`. Those of its block k are
/// entries starts[p · startStride + k] ..< starts[p · startStride + k + 1].
public struct SparsePairs {
  public var members: UnsafeMutablePointer<UInt32>
  public var indices: UnsafeMutablePointer<UInt32>
  public var values: UnsafeMutablePointer<Float>
  public var stride: Int
  public var starts: UnsafeMutablePointer<UInt32>
  public var startStride: Int
  public var blockLength: Int
  /// The row with which matrices begin that are used with these lists.
  public private(set) var origin = 0

  public init(
    members: UnsafeMutablePointer<UInt32>, indices: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>,
    stride: Int, starts: UnsafeMutablePointer<UInt32>, startStride: Int, blockLength: Int
  ) {
    self.members = members
    self.indices = indices
    self.values = values
    self.stride = stride
    self.starts = starts
    self.startStride = startStride
    self.blockLength = blockLength
  }

  /// The lists from `pair` on, for matrices that begin with its first row.
  public func from(pair: Int) -> SparsePairs {
    var rest = self
    rest.members += 2 * pair
    rest.indices += pair * stride
    rest.values += 2 * pair * stride
    rest.starts += pair * startStride
    rest.origin = Int(rest.members[0])
    return rest
  }
}

/// A product whose left factor is mostly zeros, given as its rows' elements e that are not zero, or of which the row's partner
/// is not zero:
///
///     c[(r − origin) · cRowStride + p · cPanelStride + n] = Σ_e values[e] · b[indices[e] · bRowStride + p · bPanelStride + n]
///                                                             (+ bias[p · 64 + n], then ReLU)
///
/// for the rows r of `pairs`, p < panels, n < columns ≤ 64 (= 64 if there are several panels) and the entries e of each pair's
/// first `blocks` blocks, at least one. With `accumulate` the chains continue from c.
///
/// A zero element leaves its chain of fused multiply-adds unchanged but for the sign of a zero, which is always + in the end, so that
/// c has the same bits whichever zeros are listed: those of the full `Contraction`, unless that underflows to −0. (One exception,
/// the same on every machine: where b is infinite or NaN, a zero element makes a NaN if it is listed.)
public struct SparseProduct {
  public var a: SparsePairs
  public var pairs: Range<Int>
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
    a: SparsePairs, pairs: Range<Int>, blocks: Int, b: UnsafePointer<Float>, bRowStride: Int, bPanelStride: Int = 0,
    panels: Int = 1, columns: Int, c: UnsafeMutablePointer<Float>, cRowStride: Int, cPanelStride: Int = 0,
    bias: UnsafePointer<Float>? = nil, relu: Bool = false, accumulate: Bool = false
  ) {
    self.a = a
    self.pairs = pairs
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
