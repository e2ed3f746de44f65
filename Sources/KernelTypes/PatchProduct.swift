/// A sum of scaled patches, the step from which both gradients of a convolution with a mostly zero output gradient are
/// built. A patch is `rows` runs of `run` floats, `stride` floats from one run to the next:
///
///     target[r · targetStride + n] += Σ_e values[e] · source[offsets[e] · scale + r · sourceStride + n]
///
/// for r < rows, n < run, entries in order: one chain of fused multiply-adds for each target, which goes on from what
/// stands there. `run` is a multiple of `vectorWidth`.
public struct PatchProduct {
  public var offsets: UnsafePointer<UInt32>
  public var scale: Int
  public var values: UnsafePointer<Float>
  public var count: Int
  public var source: UnsafePointer<Float>
  public var sourceStride: Int
  public var target: UnsafeMutablePointer<Float>
  public var targetStride: Int
  public var rows: Int
  public var run: Int

  public init(
    offsets: UnsafePointer<UInt32>, scale: Int = 1, values: UnsafePointer<Float>, count: Int,
    source: UnsafePointer<Float>,
    sourceStride: Int, target: UnsafeMutablePointer<Float>, targetStride: Int, rows: Int, run: Int
  ) {
    self.offsets = offsets
    self.scale = scale
    self.values = values
    self.count = count
    self.source = source
    self.sourceStride = sourceStride
    self.target = target
    self.targetStride = targetStride
    self.rows = rows
    self.run = run
  }
}
