import KernelTypes
import Tensors

/// Blocks of xᵀ [inputs, samples] for a dense layer's weight gradient.
///
/// In x [samples, inputs] itself, the inputs of a tile are a few floats in each sample's row: at 1024 inputs a page of their
/// own, all in the same set of a cache. A worker transposes a block once for all panels of dz, at about a hundredth of the
/// time of their products, and then reads memory in order.
final class TransposedInput {
  /// Where the rows of a block begin.
  let offsets: OffsetTable
  private let inputs: Int
  private let stride: Int
  private var blocks: [Block] = []

  /// A worker's own.
  private final class Block {
    let memory: AlignedBuffer<Float>
    /// The first input of what it holds.
    var first: Int?
    init(_ count: Int) { memory = AlignedBuffer(count) }
  }

  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    stride = Self.stride(capacity)
    offsets = .rows(PanelTiles.rowBlock, stride: stride)
  }

  /// Rows that are a power of two apart would share a few sets of the cache.
  private static func stride(_ capacity: Int) -> Int { capacity + vectorWidth }

  static func floatsOfWorker(capacity: Int) -> Int { PanelTiles.rowBlock * stride(capacity) }

  /// Forgets the last batch.
  func begin(workers: Int) {
    for block in blocks { block.first = nil }
    while blocks.count < workers { blocks.append(Block(PanelTiles.rowBlock * stride)) }
  }

  /// The rows `range` of xᵀ, at most a block of `PanelTiles`.
  func rows(_ range: Range<Int>, of x: UnsafePointer<Float>, _ worker: Int, _ pass: Pass) -> UnsafePointer<Float> {
    let block = blocks[worker]
    if block.first != range.lowerBound {
      pass.kernels.transpose(
        x + range.lowerBound, rows: pass.samples, columns: range.count, xStride: inputs, y: block.memory.pointer,
        yStride: stride)
      block.first = range.lowerBound
    }
    return block.memory.readOnly
  }
}
