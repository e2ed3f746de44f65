import Geometry
import KernelTypes
import Tensors

/// Rows of a sequence, from its last step to its first: an operand of the sums over steps and samples.
struct SequenceOperand {
  /// The first sample's row of the last step.
  let start: UnsafePointer<Float>
  let stepStride: Int
  let sampleStride: Int
}

/// What only the backward pass of a recurrent layer needs, made when it first runs.
final class RecurrentGradientMemory {
  private let shape: RecurrentShape
  /// A worker's each.
  private(set) var gradients: [RecurrentGradients] = []
  private var tiles: [AlignedBuffer<Float>] = []
  /// The gradient of masked inputs; made if there is dropout.
  private let unmaskedInput: AlignedBuffer<Float>?
  private let elements: OffsetTable
  private let tileRows = OffsetTable.rows(rowBlock, stride: PanelLayout.panelWidth)
  private let matrixRows: OffsetTable

  private static let rowBlock = 96
  static func floatsOfWorker(units: Int) -> Int {
    RecurrentGradients.arrays * SampleTiles.most * units + rowBlock * PanelLayout.panelWidth
  }

  init(_ shape: RecurrentShape, gates: Int, capacity: Int) {
    self.shape = shape
    unmaskedInput = shape.dropsInputs ? AlignedBuffer(capacity * shape.steps * shape.channels) : nil
    elements = .rows(max(shape.channels, shape.units), stride: 1)
    matrixRows = .rows(Self.rowBlock, stride: gates * shape.units)
  }

  func prepare(_ pass: Pass) {
    while gradients.count < pass.parallelism.workers {
      gradients.append(RecurrentGradients(SampleTiles.most * shape.units))
      tiles.append(AlignedBuffer(Self.rowBlock * PanelLayout.panelWidth))
    }
  }

  /// Where dx is before it is masked, if it is.
  func unmasked(_ dx: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> { unmaskedInput?.pointer ?? dx }

  /// The gradients of matrices: each chunk's sums Σ_steps Σ_samples aᵀ·dz, which are then added in order.
  func sum(
    _ products: [(matrix: GateMatrix, a: SequenceOperand, gradients: [SequenceOperand])], _ pass: Pass
  ) {
    let rowBlock = pass.parallelism.workers == 1 ? Self.rowBlock : Self.rowBlock / 4
    let panels = PanelLayout(rows: 1, columns: shape.units).panels
    var parts: [(product: Int, rows: Range<Int>, gate: Int, panel: Int)] = []
    for (index, product) in products.enumerated() {
      for first in stride(from: 0, to: product.matrix.rows, by: rowBlock) {
        let rows = first..<min(product.matrix.rows, first + rowBlock)
        for gate in product.gradients.indices {
          for panel in 0..<panels { parts.append((index, rows, gate, panel)) }
        }
      }
    }
    pass.parallelism.forEach(parts.count) { index, worker in
      let part = parts[index]
      let product = products[part.product]
      sum(product.matrix, product.a, product.gradients[part.gate], part.rows, part.gate, part.panel, worker, pass)
    }
  }

  /// A part of a matrix's gradient: some rows of one gate's panel.
  private func sum(
    _ matrix: GateMatrix, _ a: SequenceOperand, _ dz: SequenceOperand, _ rows: Range<Int>, _ gate: Int, _ panel: Int,
    _ worker: Int, _ pass: Pass
  ) {
    let column = panel * PanelLayout.panelWidth
    let width = min(PanelLayout.panelWidth, shape.units - column)
    let target =
      matrix.parameter.gradient.pointer + (rows.lowerBound * matrix.columns + gate * shape.units + column)
    let tile = tiles[worker].pointer
    let chunks = BatchChunks(samples: pass.samples)
    for chunk in 0..<chunks.count {
      let samples = chunks[chunk]
      pass.kernels.contract(
        Contraction(
          a: a.start + (samples.lowerBound * a.sampleStride + rows.lowerBound),
          aStrides: .init(middle: a.stepStride, inner: a.sampleStride), aOffsets: elements.readOnly, rows: rows.count,
          b: dz.start + (samples.lowerBound * dz.sampleStride + column),
          bStrides: .init(middle: dz.stepStride, inner: dz.sampleStride), columns: width,
          depth: .init(middle: shape.steps, inner: samples.count), c: chunk == 0 ? target : tile,
          cOffsets: (chunk == 0 ? matrixRows : tileRows).readOnly))
      guard chunk > 0 else { continue }
      for row in 0..<rows.count { add(tile + row * PanelLayout.panelWidth, target + row * matrix.columns, width, pass) }
    }
  }

  /// The gradients of biases, one after another, likewise.
  func sum(_ gradients: [SequenceOperand], _ target: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(gradients.count) { index, worker in
      let (dz, part) = (gradients[index], self.gradients[worker].one.pointer)
      for chunk in 0..<chunks.count {
        let first = dz.start + chunks[chunk].lowerBound * dz.sampleStride
        for step in 0..<shape.steps {
          pass.kernels.columnSums(
            first + step * dz.stepStride, rows: chunks[chunk].count, rowStride: dz.sampleStride, columns: shape.units,
            y: part, accumulate: step > 0)
        }
        let target = target + index * shape.units
        if chunk == 0 { target.update(from: part, count: shape.units) } else { add(part, target, shape.units, pass) }
      }
    }
  }

  /// y = y + x
  private func add(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ pass: Pass) {
    pass.kernels.columnSums(x, rows: 1, rowStride: 0, columns: count, y: y, accumulate: true)
  }
}
