import KernelTypes
import Tensors

/// A dense layer's products as `Dense` cuts them: panels of 64 columns, blocks of 96 rows.
enum DenseCases {
  private static let rowBlock = 96
  typealias Contract = (Contraction) -> Void
  typealias Transpose = (UnsafePointer<Float>, Int, Int, Int, UnsafeMutablePointer<Float>, Int) -> Void

  static func all(_ kernels: any KernelSet) -> [ProductCase] {
    [
      product(samples: 512, 1024, 1024, kernels.contract), product(samples: 128, 1024, 1024, kernels.contract),
      kernelGradient(samples: 128, 1024, 1024, kernels.contract, transpose: kernels.transpose),
      product(samples: 500, 512, 64, kernels.contract),
      kernelGradient(samples: 500, 512, 64, kernels.contract), product(samples: 500, 64, 32, kernels.contract),
      product(samples: 500, 32, 16, kernels.contract), product(samples: 500, 16, 10, kernels.contract),
      product(samples: 128, 1024, 10, kernels.contract), kernelGradient(samples: 128, 1024, 10, kernels.contract),
      product(samples: 64, 576, 64, kernels.contract), product(samples: 64, 64, 10, kernels.contract),
    ]
  }

  /// y = x·W
  static func product(samples: Int, _ inputs: Int, _ units: Int, _ contract: @escaping Contract) -> ProductCase {
    let layout = PanelLayout(rows: inputs, columns: units)
    let (x, w, y) = (randomBuffer(samples * inputs), randomBuffer(layout.count), randomBuffer(samples * units))
    let (inputRows, unitRows) = (rowOffsets(samples, stride: inputs), rowOffsets(samples, stride: units))
    return ProductCase(
      "x·W, \(samples) × \(inputs) × \(units)", multiplyAdds: samples * inputs * units
    ) {
      forEachTile(rows: samples, layout) { rows, panel in
        let width = layout.width(of: panel)
        contract(
          Contraction(
            a: x.readOnly, aStrides: .init(inner: 1), aOffsets: inputRows.readOnly + rows.lowerBound, rows: rows.count,
            b: w.readOnly + layout.start(of: panel), bStrides: .init(inner: width), columns: width,
            depth: .init(inner: inputs), c: y.pointer + panel * PanelLayout.panelWidth,
            cOffsets: unitRows.readOnly + rows.lowerBound))
      }
    }
  }

  /// dW = xᵀ·dz, with `transpose` in blocks of xᵀ, as `TransposedInput` does for several panels.
  static func kernelGradient(
    samples: Int, _ inputs: Int, _ units: Int, _ contract: @escaping Contract, transpose: Transpose? = nil
  ) -> ProductCase {
    let layout = PanelLayout(rows: inputs, columns: units)
    let dzLayout = PanelLayout(rows: samples, columns: units)
    let (x, dz, dw) = (randomBuffer(samples * inputs), randomBuffer(dzLayout.count), randomBuffer(layout.count))
    let (elements, lines) = (rowOffsets(rowBlock, stride: 1), rowOffsets(rowBlock, stride: min(units, 64)))
    let transposed = randomBuffer(rowBlock * (samples + 16))
    let transposedRows = rowOffsets(rowBlock, stride: samples + 16)
    return ProductCase(
      "xᵀ·dz, \(inputs) × \(samples) × \(units)", multiplyAdds: samples * inputs * units
    ) {
      forEachTile(rows: inputs, layout, rowsFirst: true) { rows, panel in
        let width = layout.width(of: panel)
        if panel == 0 {
          transpose?(x.readOnly + rows.lowerBound, samples, rows.count, inputs, transposed.pointer, samples + 16)
        }
        contract(
          Contraction(
            a: transpose != nil ? transposed.readOnly : x.readOnly + rows.lowerBound,
            aStrides: .init(inner: transpose != nil ? 1 : inputs),
            aOffsets: (transpose != nil ? transposedRows : elements).readOnly, rows: rows.count,
            b: dz.readOnly + dzLayout.start(of: panel), bStrides: .init(inner: width), columns: width,
            depth: .init(inner: samples), c: dw.pointer + layout.range(of: rows, panel: panel).lowerBound,
            cOffsets: lines.readOnly))
      }
    }
  }

  private static func forEachTile(
    rows: Int, _ layout: PanelLayout, rowsFirst: Bool = false, _ body: (_ rows: Range<Int>, _ panel: Int) -> Void
  ) {
    let blocks = (rows + rowBlock - 1) / rowBlock
    for tile in 0..<blocks * layout.panels {
      let (block, panel) =
        rowsFirst ? (tile / layout.panels, tile % layout.panels) : (tile % blocks, tile / blocks)
      body(block * rowBlock..<min(rows, (block + 1) * rowBlock), panel)
    }
  }
}
