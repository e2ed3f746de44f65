import KernelTypes
import Tensors

/// The non-zero elements of a batch of images: by pairs of samples and, for the weight gradient, by pairs of inputs.
final class SparseBatch {
  /// How many samples are listed by input at once, so that these lists do not grow with the batch.
  private static let mostListed = 512
  /// Among how many samples each finds its partner.
  private static let pairingBlock = 64
  /// Rows in a tile of the product: for the forward pass and for the gradient.
  private static let sampleBlock = 128
  private static let inputBlock = 192
  /// The elements of a panel's part in a tile of the gradient.
  private static let partSize = inputBlock * PanelLayout.panelWidth
  /// The share of elements that are listed, by pair, up to which it pays. A sparse product runs at four fifths of the dense one's rate
  /// or more (`kernel-bench`), but listing takes time too; this is an estimate, and the bits do not depend on it.
  private static let mostDensity = 0.5

  private let inputs: Int
  private let capacity: Int
  private let signatures: AlignedBuffer<UInt64>
  private var bySample: PairLists?
  /// Which only training needs.
  private var byInput: PairLists?
  /// Whether the last batch was sparse enough to be listed.
  private(set) var isListed = false

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
    signatures = AlignedBuffer(capacity)
  }

  /// Lists the batch's non-zero elements; returns false if there are too many to gain by it.
  func list(_ x: UnsafePointer<Float>, _ pass: Pass) -> Bool {
    let lists = bySample ?? PairLists(rows: capacity, columns: inputs, pass.kernels)
    bySample = lists
    pass.parallelism.forEachBlock(of: pass.samples, size: Self.pairingBlock) { samples, _ in
      pass.kernels.pairRows(
        x, columns: inputs, rows: samples, signatures: signatures.pointer, members: lists.pairs.members)
      pass.kernels.listNonzeros(x, columns: inputs, pairs: pairs(of: samples), lists: lists.pairs)
    }
    let listed = pairs(of: 0..<pass.samples).reduce(0) { $0 + lists.count(of: $1) }
    isListed = Double(2 * listed) <= Self.mostDensity * Double(pass.samples * inputs)
    return isListed
  }

  /// The pairs of rows of which the first is even.
  private func pairs(of rows: Range<Int>) -> Range<Int> { rows.lowerBound / 2..<(rows.upperBound + 1) / 2 }

  /// y = x·W + b, then ReLU if wanted; W [inputs, units] in panels.
  func multiply(
    _ kernel: UnsafePointer<Float>, _ layout: PanelLayout, bias: UnsafePointer<Float>?, relu: Bool,
    _ y: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    guard let lists = bySample else { return }
    let units = layout.columns
    forEachTile(rows: pass.samples, rowBlock: Self.sampleBlock, layout, pass) { samples, panel, panels, _ in
      pass.kernels.multiplySparse(
        SparseProduct(
          a: lists.pairs, pairs: pairs(of: samples), blocks: lists.blocks(of: inputs),
          b: kernel + layout.start(of: panel),
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
    done: (_ inputs: Range<Int>, _ panel: Int, _ part: UnsafeMutablePointer<Float>) -> Void
  ) {
    let lists = byInput ?? .neighbours(rows: inputs, columns: min(capacity, Self.mostListed), pass.kernels)
    byInput = lists
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
          block, columns: samples.count, pairs: pairs(of: 0..<inputs.count),
          lists: lists.pairs.from(pair: inputs.lowerBound / 2))
      }
      forEachTile(rows: inputs, rowBlock: Self.inputBlock, layout, pass) { inputs, panel, panels, worker in
        let width = layout.width(of: panel)
        let part =
          whole.map { $0 + layout.range(of: inputs, panel: panel).lowerBound } ?? workerMemory[worker].gradient.pointer
        let panelStride = whole == nil ? Self.partSize : layout.start(of: 1)
        pass.kernels.multiplySparse(
          SparseProduct(
            a: lists.pairs.from(pair: inputs.lowerBound / 2), pairs: pairs(of: 0..<inputs.count),
            blocks: lists.blocks(of: samples.count),
            b: dz + (dzLayout.start(of: panel) + first * width), bRowStride: width,
            bPanelStride: dzLayout.start(of: 1), panels: panels, columns: width,
            c: part, cRowStride: width, cPanelStride: panelStride, accumulate: first > 0))
        guard samples.upperBound == pass.samples else { return }
        for other in 0..<panels { done(inputs, panel + other, part + other * panelStride) }
      }
    }
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

/// Lists for pairs of rows, with their memory.
private final class PairLists {
  let pairs: SparsePairs
  private let members: AlignedBuffer<UInt32>
  private let indices: AlignedBuffer<UInt32>
  private let values: AlignedBuffer<Float>
  private let starts: AlignedBuffer<UInt32>

  init(rows: Int, columns: Int, _ kernels: any KernelSet) {
    let pairCount = (rows + 1) / 2
    // Whole vectors, as many blocks of equal length as are needed.
    let blocks = max(1, (columns + kernels.sparseBlockLength - 1) / kernels.sparseBlockLength)
    let blockLength = wholeVectors((columns + blocks - 1) / blocks)
    // The listing kernel writes whole vectors. An odd number of cache lines: lists a power of two apart would share a few sets
    // of the cache.
    let stride = wholeVectors(columns + vectorWidth) | vectorWidth
    members = AlignedBuffer(2 * pairCount)
    indices = AlignedBuffer(pairCount * stride)
    values = AlignedBuffer(2 * pairCount * stride)
    starts = AlignedBuffer(pairCount * (blocks + 1))
    pairs = SparsePairs(
      members: members.pointer, indices: indices.pointer, values: values.pointer, stride: stride,
      starts: starts.pointer, startStride: blocks + 1, blockLength: blockLength)
  }

  /// Each row with the next one, as pixels side by side are often zero for the same samples.
  static func neighbours(rows: Int, columns: Int, _ kernels: any KernelSet) -> PairLists {
    let lists = PairLists(rows: rows, columns: columns, kernels)
    for place in 0..<lists.members.count { lists.members.pointer[place] = UInt32(min(place, rows - 1)) }
    return lists
  }

  /// The blocks of rows with `columns` elements.
  func blocks(of columns: Int) -> Int { (columns + pairs.blockLength - 1) / pairs.blockLength }

  /// The number of a pair's entries in the last lists.
  func count(of pair: Int) -> Int {
    // Its blocks' starts, and their end.
    let end = (pair + 1) * pairs.startStride - 1
    return Int(starts.pointer[end])
  }
}
