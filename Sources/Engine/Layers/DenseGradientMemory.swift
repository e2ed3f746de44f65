import Tensors

/// What only a dense layer's backward pass needs: made when it first runs.
final class DenseGradientMemory {
  private let layout: PanelLayout
  /// dz [samples, units] in panels; nil if it has only one panel, and so is in that order already.
  private let arranged: AlignedBuffer<Float>?
  /// dzᵀ [units, samples] in panels; made if a dx is wanted.
  private var transposed: AlignedBuffer<Float>?
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

  static let floatsOfWorker = PanelTiles.rowBlock * PanelLayout.panelWidth

  func tile(_ worker: Int) -> UnsafeMutablePointer<Float> { tiles[worker].pointer }

  /// The offsets of a block's rows within a panel of this width.
  func rowOffsets(width: Int) -> UnsafePointer<Int> {
    (width == PanelLayout.panelWidth ? fullRows : lastRows).readOnly
  }

  /// dz = dy ⊙ f′ in panels, and dzᵀ in panels if it is wanted. dy may be overwritten.
  func arrange(
    _ activation: ActivationStage, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    transposes: Bool, _ pass: Pass
  ) -> (panels: UnsafePointer<Float>, transposed: UnsafePointer<Float>?) {
    while tiles.count < pass.parallelism.workers {
      tiles.append(AlignedBuffer(Self.floatsOfWorker))
    }
    let target = transposes ? transposed ?? AlignedBuffer(capacity * layout.columns) : nil
    if transposes { transposed = target }
    if let arranged {
      let inPlace = !activation.isElementwise
      if inPlace { activation.backward(y: y, dy: dy, pass) }
      // Taken out of the pass once: a copy costs as much as a row of a narrow panel.
      let kernels = pass.kernels
      forEachPanel(pass) { samples, panel in
        let width = layout.width(of: panel)
        let start = arranged.pointer + PanelLayout(rows: pass.samples, columns: layout.columns).start(of: panel)
        for sample in samples {
          let first = sample * layout.columns + panel * PanelLayout.panelWidth
          let place = start + sample * width
          if inPlace {
            place.update(from: dy + first, count: width)
          } else {
            activation.backward(y: y, dy: dy, first..<first + width, to: place, kernels)
          }
        }
        if let target { transpose(start, samples, panel, target, pass) }
      }
      return (arranged.readOnly, target?.readOnly)
    }
    activation.backward(y: y, dy: dy, pass)
    if let target { forEachPanel(pass) { samples, panel in transpose(dy, samples, panel, target, pass) } }
    return (UnsafePointer(dy), target?.readOnly)
  }

  /// Calls `body` for 64 samples of a panel at a time. The blocks of a panel follow each other, so that one worker has them
  /// all: the worker that wrote these units' part of the dx of the layer above.
  private func forEachPanel(_ pass: Pass, _ body: (_ samples: Range<Int>, _ panel: Int) -> Void) {
    let size = PanelLayout.panelWidth
    let blocks = (pass.samples + size - 1) / size
    pass.parallelism.forEach(blocks * layout.panels) { tile, _ in
      let first = tile % blocks * size
      body(first..<min(pass.samples, first + size), tile / blocks)
    }
  }

  /// Transposes one panel's `samples`, at most 64 of them, the first a multiple of 64.
  private func transpose(
    _ panelStart: UnsafePointer<Float>, _ samples: Range<Int>, _ panel: Int, _ target: AlignedBuffer<Float>,
    _ pass: Pass
  ) {
    let width = layout.width(of: panel)
    let start = PanelLayout(rows: layout.columns, columns: pass.samples)
      .start(of: samples.lowerBound / PanelLayout.panelWidth)
    pass.kernels.transpose(
      panelStart + samples.lowerBound * width, rows: samples.count, columns: width, xStride: width,
      y: target.pointer + (start + panel * PanelLayout.panelWidth * samples.count), yStride: samples.count)
  }
}

/// A matrix in panels, cut into blocks of 96 rows, a multiple of every register tile, or of 24 or 6 if that would give too
/// few tiles to share. The blocks of a panel follow each other, so that the panel stays in the cache.
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

  /// - Parameter rowsFirst: assigns the blocks of the same rows to the same worker, instead of those of the same panel.
  func forEach(
    _ pass: Pass, rowsFirst: Bool = false, _ body: (_ rows: Range<Int>, _ panel: Int, _ worker: Int) -> Void
  ) {
    let block = pass.parallelism.workers == 1 ? Self.rowBlock : block
    let rowBlocks = (rows + block - 1) / block
    pass.parallelism.forEach(rowBlocks * panels) { tile, worker in
      let (row, panel) = rowsFirst ? (tile / panels, tile % panels) : (tile % rowBlocks, tile / rowBlocks)
      body(row * block..<min(rows, (row + 1) * block), panel, worker)
    }
  }
}
