import KernelTypes
import Kernels
import Tensors

/// Sums over arrays in a parameter's layout, in double precision. Their order does not depend on that layout: blocks of 4,096
/// elements in row-major order, whose sums are added in order.
public final class BlockSums {
  private static let size = 4096
  private var sums = AlignedBuffer<Double>(0)
  /// A worker's block in row-major order, where the layout has another.
  private var blocks: [AlignedBuffer<Float>] = []

  public init() {}

  /// - Parameters:
  ///   - storage: in the order of `parameter.values`.
  ///   - sum: that of a block.
  public func sum(
    _ storage: UnsafePointer<Float>, like parameter: Parameter, _ compute: Compute,
    _ sum: (_ kernels: any KernelSet, _ x: UnsafePointer<Float>, _ count: Int) -> Double
  ) -> Double {
    let (count, panels) = (parameter.shape.count, parameter.panels.flatMap { $0.panels > 1 ? $0 : nil })
    let blockCount = (count + Self.size - 1) / Self.size
    if sums.count < blockCount { sums = AlignedBuffer(blockCount) }
    while panels != nil, blocks.count < compute.parallelism.workers { blocks.append(AlignedBuffer(Self.size)) }
    compute.parallelism.forEachBlock(of: count, size: Self.size) { range, worker in
      var x = storage + range.lowerBound
      if let panels {
        panels.copy(range, of: storage, rowMajor: blocks[worker].pointer)
        x = blocks[worker].readOnly
      }
      sums.pointer[range.lowerBound / Self.size] = sum(compute.kernels, x, range.count)
    }
    return (0..<blockCount).reduce(0) { $0 + sums.pointer[$1] }
  }
}
