import KernelTypes
import Tensors

/// dense.yaml's first layer as `SparseBatch` computes it: 500 images of MNIST, 784 × 512.
struct SparseCases {
  private static let (samples, inputs, units) = (500, 784, 512)
  private static let blockLength = 96
  private let kernels: any KernelSet
  private let x: AlignedBuffer<Float>
  private let bySample: Lists
  private let byInput: Lists
  private let turned = AlignedBuffer<Float>(vectorWidth * samples)

  /// A list for each row, with the memory that holds them.
  private struct Lists {
    let indices: AlignedBuffer<UInt32>
    let values: AlignedBuffer<Float>
    let starts: AlignedBuffer<UInt32>
    let rows: SparseRows
    let blocks: Int

    init(rows count: Int, stride: Int, columns: Int) {
      blocks = (columns + blockLength - 1) / blockLength
      indices = AlignedBuffer(count * stride)
      values = AlignedBuffer(count * stride)
      starts = AlignedBuffer(count * (blocks + 1))
      rows = SparseRows(
        indices: indices.pointer, values: values.pointer, stride: stride, starts: starts.pointer,
        startStride: blocks + 1, blockLength: blockLength)
    }
  }

  init(_ pixels: [UInt8], _ kernels: any KernelSet) {
    self.kernels = kernels
    x = AlignedBuffer(pixels.prefix(Self.samples * Self.inputs).map { Float($0) / 255 })
    bySample = Lists(rows: Self.samples, stride: Self.inputs + vectorWidth, columns: Self.inputs)
    byInput = Lists(rows: Self.inputs, stride: 528, columns: Self.samples)
    list()
    transpose()
  }

  private func list() {
    kernels.listNonzeros(x.readOnly, columns: Self.inputs, rows: 0..<Self.samples, lists: bySample.rows)
  }

  private func transpose() {
    for first in stride(from: 0, to: Self.inputs, by: vectorWidth) {
      kernels.transpose(
        x.readOnly + first, rows: Self.samples, columns: vectorWidth, xStride: Self.inputs, y: turned.pointer,
        yStride: Self.samples)
      kernels.listNonzeros(
        turned.readOnly, columns: Self.samples, rows: 0..<vectorWidth, lists: byInput.rows.from(row: first))
    }
  }

  private var nonzeros: Int { x.array.count { $0 != 0 } }

  func products() -> [ProductCase] {
    let density = percent(Double(nonzeros) / Double(x.count))
    let (samples, inputs, units) = (Self.samples, Self.inputs, Self.units)
    return [
      product(
        "x·W, \(samples) × \(inputs) × \(units), \(density) of x not zero", bySample, samples, rowBlock: 128),
      product("xᵀ·dz, \(inputs) × \(samples) × \(units), likewise", byInput, inputs, rowBlock: 192),
    ]
  }

  func passes() -> [PassCase] {
    [
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
      "`multiplySparse` \(name)", multiplyAdds: nonzeros * Self.units, dense: Self.samples * Self.inputs * Self.units
    ) { [kernels] in
      for panel in stride(from: 0, to: layout.panels, by: 2) {
        for first in stride(from: 0, to: rows, by: rowBlock) {
          kernels.multiplySparse(
            SparseProduct(
              a: lists.rows, rows: first..<min(rows, first + rowBlock), blocks: lists.blocks,
              b: b.readOnly + layout.start(of: panel), bRowStride: 64, bPanelStride: layout.start(of: 1), panels: 2,
              columns: 64, c: c.pointer + panel * 64 * rows, cRowStride: 64, cPanelStride: 64 * rows))
        }
      }
    }
  }
}
