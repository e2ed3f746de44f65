import Geometry

/// A convolution over one image whose output is max-pooled in windows that do not overlap, for kernels with few elements:
/// mostly those of a first layer.
///
/// The output at position (y, x) of the map before pooling is Σ_t image[y · rowStep + x · columnStep + taps[t]] · W[t, :].
public struct PooledConvolution {
  public var image: UnsafePointer<Float>
  public var rowStep: Int
  public var columnStep: Int
  public var taps: UnsafePointer<Int>
  public var tapCount: Int
  public var filters: Int
  /// The geometry of the map, whose channels are the filters.
  public var pool: PoolingGeometry
  /// The taps of one output cover `kernelHeight` rows of `run` elements, `rowStride` apart. rowStep = strideHeight · rowStride.
  public var strideHeight: Int
  public var kernelHeight: Int
  public var run: Int
  public var rowStride: Int
  /// Memory for every position that a pooling window covers.
  public var positions: UnsafeMutablePointer<PooledPosition>

  public init(
    image: UnsafePointer<Float>, rowStep: Int, columnStep: Int, taps: UnsafePointer<Int>, tapCount: Int, filters: Int,
    pool: PoolingGeometry, strideHeight: Int, kernelHeight: Int, run: Int, rowStride: Int,
    positions: UnsafeMutablePointer<PooledPosition>
  ) {
    self.image = image
    self.rowStep = rowStep
    self.columnStep = columnStep
    self.taps = taps
    self.tapCount = tapCount
    self.filters = filters
    self.pool = pool
    self.strideHeight = strideHeight
    self.kernelHeight = kernelHeight
    self.run = run
    self.rowStride = rowStride
    self.positions = positions
  }
}

/// A position in the map before pooling whose window of the image is not all zeros.
public struct PooledPosition: BitwiseCopyable {
  /// Where its window of the image begins.
  public var image: Int32
  /// Its pooling window's index.
  public var window: Int32
  /// Its position within the pooling window, numbered as in `maxPool`.
  public var place: Float

  public init(image: Int32, window: Int32, place: Float) {
    self.image = image
    self.window = window
    self.place = place
  }
}
