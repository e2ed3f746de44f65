import KernelTypes
import Kernels
import Tensors

/// What only a dense layer's backward pass needs: made when it first runs.
final class DenseGradientMemory {
  private let layout: PanelLayout
  /// dz [samples, units] in panels; nil where it has one panel only, and so is in that order already.
  private let arranged: AlignedBuffer<Float>?
  /// dzᵀ [units, samples] in panels; made when a dx is wanted.
  private var turned: AlignedBuffer<Float>?
  private let capacity: Int
  /// A worker's tile of dW or dxᵀ.
  private var tiles: [AlignedBuffer<Float>] = []
  private let fullRows = OffsetTable.rows(PanelTiles.rowBlock, stride: PanelLayout.panelWidth)
  private let lastRows: OffsetTable

  init(_ layout: PanelLayout, capacity: Int) {
    self.layout = layout
    self.capacity = capacity
    arranged = layout.panels > 1 ? AlignedBuffer(capacity * layout.columns) : nil
    lastRows = .rows(PanelTiles.rowBlock, stride: layout.width(of: layout.panels - 1))
  }

  func tile(_ worker: Int) -> UnsafeMutablePointer<Float> { tiles[worker].pointer }

  /// The rows of a block within a panel of this width.
  func rowOffsets(width: Int) -> UnsafePointer<Int> {
    (width == PanelLayout.panelWidth ? fullRows : lastRows).readOnly
  }

  /// dz in panels, and dzᵀ in panels if it is wanted.
  func arrange(
    _ dz: UnsafePointer<Float>, turned wantsTurned: Bool, _ pass: Pass
  ) -> (panels: UnsafePointer<Float>, turned: UnsafePointer<Float>?) {
    while tiles.count < pass.parallelism.workers {
      tiles.append(AlignedBuffer(PanelTiles.rowBlock * PanelLayout.panelWidth))
    }
    let target = wantsTurned ? turned ?? AlignedBuffer(capacity * layout.columns) : nil
    if wantsTurned { turned = target }
    if arranged != nil || target != nil { copy(dz, to: target, pass) }
    return (arranged?.readOnly ?? dz, target?.readOnly)
  }

  private func copy(_ dz: UnsafePointer<Float>, to target: AlignedBuffer<Float>?, _ pass: Pass) {
    let units = layout.columns
    let inPanels = PanelLayout(rows: pass.samples, columns: units)
    let turnedLayout = PanelLayout(rows: units, columns: pass.samples)
    let sampleBlocks = turnedLayout.panels
    pass.parallelism.forEach(sampleBlocks * layout.panels) { tile, _ in
      let (samplePanel, panel) = (tile % sampleBlocks, tile / sampleBlocks)
      let first = samplePanel * PanelLayout.panelWidth
      let samples = first..<first + turnedLayout.width(of: samplePanel)
      let width = layout.width(of: panel)
      let source = dz + panel * PanelLayout.panelWidth
      if let arranged {
        let start = arranged.pointer + inPanels.start(of: panel)
        for sample in samples { (start + sample * width).update(from: source + sample * units, count: width) }
      }
      if let target {
        pass.kernels.transpose(
          source + first * units, samples.count, width, units,
          target.pointer + (turnedLayout.start(of: samplePanel) + panel * PanelLayout.panelWidth * samples.count),
          samples.count)
      }
    }
  }
}

/// A matrix in panels cut into blocks of 96 rows, a multiple of every register tile, or of 24 or 6 where that would give too few
/// tiles to share. Those of a panel follow each other, so that it stays in the cache.
struct PanelTiles {
  /// The rows of the largest block.
  static let rowBlock = 96
  private let rows: Int
  private let block: Int
  private let panels: Int

  init(rows: Int, panels: Int) {
    self.rows = rows
    self.panels = panels
    block = rows * panels < 96 ? 6 : rows * panels < 16 * Self.rowBlock ? 24 : Self.rowBlock
  }

  func forEach(_ pass: Pass, _ body: (_ rows: Range<Int>, _ panel: Int, _ worker: Int) -> Void) {
    let block = pass.parallelism.workers == 1 ? Self.rowBlock : block
    let rowBlocks = (rows + block - 1) / block
    pass.parallelism.forEach(rowBlocks * panels) { tile, worker in
      let first = tile % rowBlocks * block
      body(first..<min(rows, first + block), tile / rowBlocks, worker)
    }
  }
}
