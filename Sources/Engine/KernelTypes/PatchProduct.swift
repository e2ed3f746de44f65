/// Sums of scaled patches, the step from which both gradients of a convolution are built when its output gradient is mostly
/// zero. A patch is `rows` runs of `run` floats, `sourceStride` apart in `source` and `targetStride` apart in the target:
///
///     target[targets[k] + r · targetStride + n] += Σ_e values[e] · source[offsets[e] · scale + r · sourceStride + n]
///
/// for k < count, r < rows, n < run and the counts[k] entries e from k · listStride on, in order: each target is one chain of
/// fused multiply-adds, which continues from its present value. `run` is a multiple of `vectorWidth`.
///
/// Targets may overlap if `targetsOverlap` is set and they ascend, and if a run overlaps only others of its own row: then all
/// targets get their last run, in order, before any gets the one before it. For the input gradient of a convolution, that is
/// the order of the outputs' positions.
public struct PatchProduct {
  public var offsets: UnsafePointer<UInt32>
  public var scale: Int
  public var values: UnsafePointer<Float>
  public var counts: UnsafePointer<Int>
  public var listStride: Int
  public var source: UnsafePointer<Float>
  public var sourceStride: Int
  public var target: UnsafeMutablePointer<Float>
  public var targets: UnsafePointer<Int>
  public var count: Int
  public var targetStride: Int
  public var targetsOverlap: Bool
  public var rows: Int
  public var run: Int

  public init(
    offsets: UnsafePointer<UInt32>, scale: Int = 1, values: UnsafePointer<Float>, counts: UnsafePointer<Int>,
    listStride: Int, source: UnsafePointer<Float>, sourceStride: Int, target: UnsafeMutablePointer<Float>,
    targets: UnsafePointer<Int>, count: Int, targetStride: Int, targetsOverlap: Bool, rows: Int, run: Int
  ) {
    self.offsets = offsets
    self.scale = scale
    self.values = values
    self.counts = counts
    self.listStride = listStride
    self.source = source
    self.sourceStride = sourceStride
    self.target = target
    self.targets = targets
    self.count = count
    self.targetStride = targetStride
    self.targetsOverlap = targetsOverlap
    self.rows = rows
    self.run = run
  }
}
