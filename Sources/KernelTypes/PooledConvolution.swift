/// A convolution over one image whose output is max-pooled in windows that do not overlap, for kernels of few elements: a first
/// layer's, mostly.
///
/// The output at position (y, x) of the map before pooling is Σ_t image[y · rowStep + x · columnStep + taps[t]] · W[t, :].
public struct PooledConvolution {
  public var image: UnsafePointer<Float>
  public var rowStep: Int
  public var columnStep: Int
  public var taps: UnsafePointer<Int>
  public var tapCount: Int
  public var filters: Int
  /// Of the map, whose channels are the filters.
  public var pool: PoolingGeometry
  /// The window's rows and columns of elements, of which `rowStride` apart: what the taps of one output reach.
  public var kernelHeight: Int
  public var run: Int
  public var rowStride: Int

  public init(
    image: UnsafePointer<Float>, rowStep: Int, columnStep: Int, taps: UnsafePointer<Int>, tapCount: Int, filters: Int,
    pool: PoolingGeometry, kernelHeight: Int, run: Int, rowStride: Int
  ) {
    self.image = image
    self.rowStep = rowStep
    self.columnStep = columnStep
    self.taps = taps
    self.tapCount = tapCount
    self.filters = filters
    self.pool = pool
    self.kernelHeight = kernelHeight
    self.run = run
    self.rowStride = rowStride
  }
}
