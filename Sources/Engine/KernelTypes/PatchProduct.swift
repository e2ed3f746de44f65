/// Sums of scaled patches, the step from which both gradients of a convolution with a mostly zero output gradient are built. A
/// patch is `rows` runs of `run` floats, `sourceStride` apart in `source` and `targetStride` apart in the target:
///
///     target[targets[k] + r · targetStride + n] += Σ_e values[e] · source[offsets[e] · scale + r · sourceStride + n]
///
/// for k < count, r < rows, n < run and the counts[k] entries e from k · listStride on, in order: one chain of fused multiply-adds
/// for each target, which continues from the value that is there. `run` is a multiple of `vectorWidth`.
///
/// Targets may overlap if they say so and ascend, a run's overlapping others of its row only: then all targets get their last run,
/// in order, before any gets the one before it. That is the order of the outputs' positions, for the input gradient of a
/// convolution.
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
