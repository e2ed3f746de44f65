/// One row of a product whose left factor is mostly zeros, given as its non-zero elements in ascending order:
///
///     c[n] = Σ_e values[e] · b[indices[e] · bRowStride + n]      (+ bias[n], then ReLU)
///
/// A zero element would leave its chain of fused multiply-adds as it is, so c has the bits of the full `Contraction`.
/// (One exception, the same on every machine: a sum that has underflowed to −0 stays −0.)
public struct SparseRow {
  public var indices: UnsafePointer<UInt32>
  public var values: UnsafePointer<Float>
  public var count: Int
  public var b: UnsafePointer<Float>
  public var bRowStride: Int
  public var columns: Int
  public var c: UnsafeMutablePointer<Float>
  public var bias: UnsafePointer<Float>?
  public var relu: Bool

  public init(
    indices: UnsafePointer<UInt32>, values: UnsafePointer<Float>, count: Int, b: UnsafePointer<Float>, bRowStride: Int,
    columns: Int, c: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>? = nil, relu: Bool = false
  ) {
    self.indices = indices
    self.values = values
    self.count = count
    self.b = b
    self.bRowStride = bRowStride
    self.columns = columns
    self.c = c
    self.bias = bias
    self.relu = relu
  }
}
