import Geometry
import KernelTypes
import Tensors

/// A matrix [rows, gates · units] as the products of a step read it: each gate's columns in panels of their own; and transposed, in
/// panels, for the gradients.
final class GateMatrix {
  let parameter: Parameter
  let rows: Int
  private let gates: Int
  private let units: Int
  private let layout: PanelLayout
  private let panels: AlignedBuffer<Float>
  private let transposedLayout: PanelLayout
  private var transposed: AlignedBuffer<Float>?

  init(role: String, rows: Int, gates: Int, units: Int) {
    parameter = Parameter(role: role, shape: Shape([rows, gates * units]))
    (self.rows, self.gates, self.units) = (rows, gates, units)
    layout = PanelLayout(rows: rows, columns: units)
    panels = AlignedBuffer(gates * rows * units)
    transposedLayout = PanelLayout(rows: gates * units, columns: rows)
  }

  /// The columns of all gates.
  var columns: Int { gates * units }

  /// Copies the present values.
  func arrange(_ pass: Pass) {
    let values = parameter.values.readOnly
    pass.parallelism.forEach(gates * layout.panels) { tile, _ in
      let (gate, panel) = (tile / layout.panels, tile % layout.panels)
      let width = layout.width(of: panel)
      let from = values + (gate * units + panel * PanelLayout.panelWidth)
      let to = panels.pointer + (gate * layout.count + layout.start(of: panel))
      for row in 0..<rows { (to + row * width).update(from: from + row * columns, count: width) }
    }
  }

  /// Transposes the present values.
  func transpose(_ pass: Pass) {
    let target = transposed ?? AlignedBuffer(layout.count * gates)
    transposed = target
    pass.parallelism.forEach(transposedLayout.panels) { panel, _ in
      let width = transposedLayout.width(of: panel)
      pass.kernels.transpose(
        parameter.values.readOnly + panel * PanelLayout.panelWidth * columns, rows: width, columns: columns,
        xStride: columns, y: target.pointer + transposedLayout.start(of: panel), yStride: width)
    }
  }

  /// c = a·W of one gate, plus its bias.
  func multiply(
    gate: Int, _ a: UnsafePointer<Float>, _ aOffsets: UnsafePointer<Int>, samples: Int,
    _ c: UnsafeMutablePointer<Float>, _ cOffsets: UnsafePointer<Int>, bias: UnsafePointer<Float>?, accumulate: Bool,
    _ kernels: any KernelSet
  ) {
    for panel in 0..<layout.panels {
      let width = layout.width(of: panel)
      let column = panel * PanelLayout.panelWidth
      kernels.contract(
        Contraction(
          a: a, aStrides: .init(inner: 1), aOffsets: aOffsets, rows: samples,
          b: panels.readOnly + (gate * layout.count + layout.start(of: panel)), bStrides: .init(inner: width),
          columns: width, depth: .init(inner: rows), c: c + column, cOffsets: cOffsets,
          bias: bias.map { $0 + (gate * units + column) }, accumulate: accumulate))
    }
  }

  /// c = a·Wᵀ of one gate.
  func multiplyTransposed(
    gate: Int, _ a: UnsafePointer<Float>, _ aOffsets: UnsafePointer<Int>, samples: Int,
    _ c: UnsafeMutablePointer<Float>, _ cOffsets: UnsafePointer<Int>, accumulate: Bool, _ kernels: any KernelSet
  ) {
    guard let transposed else { return }
    for panel in 0..<transposedLayout.panels {
      let width = transposedLayout.width(of: panel)
      kernels.contract(
        Contraction(
          a: a, aStrides: .init(inner: 1), aOffsets: aOffsets, rows: samples,
          b: transposed.readOnly + (transposedLayout.start(of: panel) + gate * units * width),
          bStrides: .init(inner: width), columns: width, depth: .init(inner: units),
          c: c + panel * PanelLayout.panelWidth, cOffsets: cOffsets, accumulate: accumulate))
    }
  }
}
