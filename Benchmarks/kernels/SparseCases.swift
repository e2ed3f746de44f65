import KernelTypes
import Tensors

/// dense.yaml's first layer as `SparseBatch` computes it: 500 images of MNIST, 784 × 512.
struct SparseCases {
  private static let (samples, inputs, units) = (500, 784, 512)
  private let kernels: any KernelSet
  private let x: AlignedBuffer<Float>
  private let bySample: Lists
  private let byInput: Lists
  private let signatures = AlignedBuffer<UInt64>(samples)
  private let turned = AlignedBuffer<Float>(vectorWidth * samples)

  /// A list for each pair of rows, with the memory that holds them.
  private struct Lists {
    let members: AlignedBuffer<UInt32>
    let indices: AlignedBuffer<UInt32>
    let values: AlignedBuffer<Float>
    let starts: AlignedBuffer<UInt32>
    let pairs: SparsePairs
    let blocks: Int
    let pairCount: Int

    init(rows: Int, stride: Int, columns: Int, blockLength: Int) {
      pairCount = (rows + 1) / 2
      blocks = (columns + blockLength - 1) / blockLength
      members = AlignedBuffer((0..<UInt32(2 * pairCount)).map { $0 })
      indices = AlignedBuffer(pairCount * stride)
      values = AlignedBuffer(2 * pairCount * stride)
      starts = AlignedBuffer(pairCount * (blocks + 1))
      pairs = SparsePairs(
        members: members.pointer, indices: indices.pointer, values: values.pointer, stride: stride,
        starts: starts.pointer, startStride: blocks + 1,
        blockLength: wholeVectors((columns + blocks - 1) / blocks))
    }

    /// How many elements are multiplied, zeros of a row whose partner is not zero among them.
    var listed: Int {
      (0..<pairCount).reduce(0) { $0 + 2 * Int(starts.pointer[($1 + 1) * (blocks + 1) - 1]) }
    }
  }

  init(_ pixels: [UInt8], _ kernels: any KernelSet) {
    self.kernels = kernels
    x = AlignedBuffer(pixels.prefix(Self.samples * Self.inputs).map { Float($0) / 255 })
    let blockLength = kernels.sparseBlockLength
    bySample = Lists(rows: Self.samples, stride: 816, columns: Self.inputs, blockLength: blockLength)
    byInput = Lists(rows: Self.inputs, stride: 528, columns: Self.samples, blockLength: blockLength)
    pair()
    list()
    transpose()
  }

  private func pair() {
    for first in stride(from: 0, to: Self.samples, by: 64) {
      kernels.pairRows(
        x.readOnly, columns: Self.inputs, rows: first..<min(Self.samples, first + 64), signatures: signatures.pointer,
        members: bySample.members.pointer)
    }
  }

  private func list() {
    kernels.listNonzeros(x.readOnly, columns: Self.inputs, pairs: 0..<bySample.pairCount, lists: bySample.pairs)
  }

  private func transpose() {
    for first in stride(from: 0, to: Self.inputs, by: vectorWidth) {
      kernels.transpose(
        x.readOnly + first, rows: Self.samples, columns: vectorWidth, xStride: Self.inputs, y: turned.pointer,
        yStride: Self.samples)
      kernels.listNonzeros(
        turned.readOnly, columns: Self.samples, pairs: 0..<vectorWidth / 2, lists: byInput.pairs.from(pair: first / 2))
    }
  }

  private var nonzeros: Int { x.array.count { $0 != 0 } }

  func products() -> [ProductCase] {
    let density = percent(Double(nonzeros) / Double(x.count))
    func paired(_ lists: Lists) -> String { percent(Double(lists.listed) / Double(x.count)) }
    let (samples, inputs, units) = (Self.samples, Self.inputs, Self.units)
    return [
      product(
        "x·W, \(samples) × \(inputs) × \(units), \(density) of x not zero, \(paired(bySample)) by pair", bySample,
        samples,
        rowBlock: 128),
      product(
        "xᵀ·dz, \(inputs) × \(samples) × \(units), \(paired(byInput)) by pair", byInput, inputs, rowBlock: 192),
    ]
  }

  func passes() -> [PassCase] {
    [
      PassCase("`pairRows`, 500 × 784", bytes: 256 * Self.samples, elements: Self.samples) { pair() },
      PassCase("`listNonzeros`, 500 × 784", bytes: 4 * x.count + 8 * nonzeros, elements: x.count) { list() },
      PassCase("`transpose`, then `listNonzeros`", bytes: 12 * x.count + 8 * nonzeros, elements: x.count) {
        transpose()
      },
    ]
  }

  /// Blocks of rows by two panels, as in the layer.
  private func product(_ name: String, _ lists: Lists, _ rows: Int, rowBlock: Int) -> ProductCase {
    let depth = rows == Self.samples ? Self.inputs : Self.samples
    let layout = PanelLayout(rows: depth, columns: Self.units)
    let (b, c) = (randomBuffer(layout.count), randomBuffer(rows * Self.units))
    return ProductCase(
      "`multiplySparse` \(name)", multiplyAdds: lists.listed * Self.units,
      dense: Self.samples * Self.inputs * Self.units
    ) { [kernels] in
      for panel in stride(from: 0, to: layout.panels, by: 2) {
        for first in stride(from: 0, to: rows, by: rowBlock) {
          kernels.multiplySparse(
            SparseProduct(
              a: lists.pairs, pairs: first / 2..<min(rows, first + rowBlock) / 2, blocks: lists.blocks,
              b: b.readOnly + layout.start(of: panel), bRowStride: 64, bPanelStride: layout.start(of: 1), panels: 2,
              columns: 64, c: c.pointer + panel * 64 * rows, cRowStride: 64, cPanelStride: 64 * rows))
        }
      }
    }
  }
}
