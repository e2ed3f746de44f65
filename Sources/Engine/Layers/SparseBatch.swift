import KernelTypes
import Tensors

/// The non-zero elements of a batch of images, by sample and, for the weight gradient, by input.
final class SparseBatch {
  /// Rows of the right-hand factor that a product uses at once, in two panels. Shorter blocks stay entirely in a
  /// first-level cache, but each visit to a row has a fixed cost; 96 was the fastest size (`kernel-bench`, the sparse
  /// products). The bits do not depend on it.
  private static let blockLength = 96
  /// How many samples are listed by input at once, so that these lists do not grow with the batch.
  private static let mostListed = 512
  /// Rows in a tile of the product: for the forward pass and for the gradient.
  private static let sampleBlock = 128
  private static let inputBlock = 2 * blockLength
  /// The elements of a panel's part in a tile of the gradient.
  private static let partSize = inputBlock * PanelLayout.panelWidth
  /// A sparse product runs at half to three quarters of the dense one's rate (`kernel-bench`), so it pays only below one
  /// half. The threshold itself is an estimate; the bits do not depend on it.
  private static let mostDensity = 0.4

  private let inputs: Int
  private let inputBlocks: Int
  private let indices: AlignedBuffer<UInt32>
  private let values: AlignedBuffer<Float>
  private let starts: AlignedBuffer<UInt32>
  private let bySample: SparseRows
  /// Whether the last batch was sparse enough to be listed.
  private(set) var isListed = false
  private let capacity: Int
  /// Lists by input, which only training needs.
  private var byInput: (indices: AlignedBuffer<UInt32>, values: AlignedBuffer<Float>, starts: AlignedBuffer<UInt32>)?

  /// A worker's own memory for the gradient.
  private struct WorkerMemory {
    /// Sixteen inputs' pixels, [inputs, samples].
    let pixels: AlignedBuffer<Float>
    /// dW's parts of two panels.
    let gradient = AlignedBuffer<Float>(2 * partSize)

    init(samples: Int) { pixels = AlignedBuffer(vectorWidth * min(samples, mostListed)) }
  }

  static func floatsOfWorker(capacity: Int) -> Int { vectorWidth * min(capacity, mostListed) + 2 * partSize }
  private var workerMemory: [WorkerMemory] = []

  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    self.capacity = capacity
    inputBlocks = (inputs + Self.blockLength - 1) / Self.blockLength
    // The listing kernel writes whole vectors.
    let stride = inputs + vectorWidth
    indices = AlignedBuffer(capacity * stride)
    values = AlignedBuffer(capacity * stride)
    starts = AlignedBuffer(capacity * (inputBlocks + 1))
    bySample = SparseRows(
      indices: indices.pointer, values: values.pointer, stride: stride, starts: starts.pointer,
      startStride: inputBlocks + 1, blockLength: Self.blockLength)
  }

  /// Lists the batch's non-zero elements; returns false if there are too many to gain by it.
  func list(_ x: UnsafePointer<Float>, _ pass: Pass) -> Bool {
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      pass.kernels.listNonzeros(x, columns: inputs, rows: samples, lists: bySample)
    }
    let count = (0..<pass.samples).reduce(0) { $0 + Int(starts.pointer[$1 * (inputBlocks + 1) + inputBlocks]) }
    isListed = Double(count) <= Self.mostDensity * Double(pass.samples * inputs)
    return isListed
  }

  /// y = x·W + b, then ReLU if wanted; W [inputs, units] in panels.
  func multiply(
    _ kernel: UnsafePointer<Float>, _ layout: PanelLayout, bias: UnsafePointer<Float>?, relu: Bool,
    _ y: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let units = layout.columns
    forEachTile(rows: pass.samples, rowBlock: Self.sampleBlock, layout, pass) { samples, panel, panels, _ in
      pass.kernels.multiplySparse(
        SparseProduct(
          a: bySample, rows: samples, blocks: inputBlocks, b: kernel + layout.start(of: panel),
          bRowStride: layout.width(of: panel), bPanelStride: layout.start(of: 1), panels: panels,
          columns: layout.width(of: panel), c: y + panel * PanelLayout.panelWidth, cRowStride: units,
          cPanelStride: PanelLayout.panelWidth, bias: bias.map { $0 + panel * PanelLayout.panelWidth }, relu: relu))
    }
  }

  /// dW[i, :] = Σ_samples x[sample, i] · dz[sample, :], samples in order; dz [samples, units] and dW in panels. `done` is
  /// called for each complete part of dW.
  ///
  /// - Parameter gradient: provides memory for dW as a whole. It is called if dW is to be kept, or if there are several
  ///   rounds of samples; otherwise a part of dW is in a worker's memory until `done` returns.
  func kernelGradient(
    _ x: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ layout: PanelLayout, _ pass: Pass,
    gradient: () -> UnsafeMutablePointer<Float>,
    done: (_ inputs: Range<Int>, _ panel: Int, _ part: UnsafePointer<Float>) -> Void
  ) {
    let lists = listsByInput()
    while workerMemory.count < pass.parallelism.workers { workerMemory.append(WorkerMemory(samples: capacity)) }
    let isKept = pass.updater == nil || pass.samples > Self.mostListed
    let whole = isKept ? gradient() : nil
    let dzLayout = PanelLayout(rows: pass.samples, columns: layout.columns)
    for first in stride(from: 0, to: pass.samples, by: Self.mostListed) {
      let samples = first..<min(pass.samples, first + Self.mostListed)
      pass.parallelism.forEachBlock(of: inputs, size: vectorWidth) { inputs, worker in
        // Once transposed, x is listed as fast as by sample.
        let block = workerMemory[worker].pixels.pointer
        pass.kernels.transpose(
          x + (first * self.inputs + inputs.lowerBound), rows: samples.count, columns: inputs.count,
          xStride: self.inputs, y: block, yStride: samples.count)
        pass.kernels.listNonzeros(
          block, columns: samples.count, rows: 0..<inputs.count, lists: lists.from(row: inputs.lowerBound))
      }
      forEachTile(rows: inputs, rowBlock: Self.inputBlock, layout, pass) { inputs, panel, panels, worker in
        let width = layout.width(of: panel)
        let part =
          whole.map { $0 + layout.range(of: inputs, panel: panel).lowerBound } ?? workerMemory[worker].gradient.pointer
        let panelStride = whole == nil ? Self.partSize : layout.start(of: 1)
        pass.kernels.multiplySparse(
          SparseProduct(
            a: lists.from(row: inputs.lowerBound), rows: 0..<inputs.count,
            blocks: (samples.count + Self.blockLength - 1) / Self.blockLength,
            b: dz + (dzLayout.start(of: panel) + first * width), bRowStride: width,
            bPanelStride: dzLayout.start(of: 1), panels: panels, columns: width,
            c: part, cRowStride: width, cPanelStride: panelStride, accumulate: first > 0))
        guard samples.upperBound == pass.samples else { return }
        for other in 0..<panels { done(inputs, panel + other, part + other * panelStride) }
      }
    }
  }

  private func listsByInput() -> SparseRows {
    let listed = min(capacity, Self.mostListed)
    let blocks = (listed + Self.blockLength - 1) / Self.blockLength
    // Room for whole vectors, and an odd number of cache lines: lists a power of two apart would share a few sets of the
    // cache.
    let stride = (listed + 2 * vectorWidth - 1) / vectorWidth * vectorWidth | vectorWidth
    let memory =
      byInput ?? (AlignedBuffer(inputs * stride), AlignedBuffer(inputs * stride), AlignedBuffer(inputs * (blocks + 1)))
    byInput = memory
    return SparseRows(
      indices: memory.indices.pointer, values: memory.values.pointer, stride: stride, starts: memory.starts.pointer,
      startStride: blocks + 1, blockLength: Self.blockLength)
  }

  /// Blocks of rows by two full panels, or one.
  private func forEachTile(
    rows: Int, rowBlock: Int, _ layout: PanelLayout, _ pass: Pass,
    _ body: (_ rows: Range<Int>, _ panel: Int, _ panels: Int, _ worker: Int) -> Void
  ) {
    let rowBlocks = (rows + rowBlock - 1) / rowBlock
    pass.parallelism.forEach(rowBlocks * ((layout.panels + 1) / 2)) { tile, worker in
      let block = tile % rowBlocks * rowBlock..<min(rows, (tile % rowBlocks + 1) * rowBlock)
      let panel = tile / rowBlocks * 2
      if panel + 2 <= layout.fullPanels { return body(block, panel, 2, worker) }
      for panel in panel..<min(layout.panels, panel + 2) { body(block, panel, 1, worker) }
    }
  }
}
