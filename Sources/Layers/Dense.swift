import KernelTypes
import Kernels
import Tensors

/// y = f(x·W + b)   x: [samples, inputs]   W: [inputs, units]   b: [units]   y: [samples, units]
///
/// Backward, with dz = dy ⊙ f′:  dW = xᵀ·dz   db = Σ_samples dz   dx = dz·Wᵀ
public final class Dense: Layer {
  private let inputs: Int
  private let units: Int
  private let kernel: Parameter
  private let bias: Parameter?
  private let activation: ActivationStage
  /// Wᵀ, made again for each backward pass that wants dx.
  private let transposedKernel: AlignedBuffer<Float>
  private let inputRows: OffsetTable
  private let unitRows: OffsetTable
  private let elements: OffsetTable

  public init(inputs: Int, units: Int, activation: ActivationFunction, useBias: Bool, capacity: Int) {
    self.inputs = inputs
    self.units = units
    kernel = Parameter(role: "kernel", shape: Shape([inputs, units]))
    bias = useBias ? Parameter(role: "bias", shape: Shape([units])) : nil
    self.activation = ActivationStage(activation, count: units, columns: units, capacity: capacity)
    transposedKernel = AlignedBuffer(inputs * units)
    inputRows = .rows(capacity, stride: inputs)
    unitRows = .rows(max(capacity, inputs), stride: units)
    elements = .rows(inputs, stride: 1)
  }

  public var parameters: [Parameter] { [kernel] + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let tiles = MatrixTiles(rows: pass.samples, columns: units)
    pass.parallelism.forEach(tiles.count) { tile, _ in
      let (rows, columns) = tiles[tile]
      pass.kernels.contract(
        Contraction(
          a: x, aStrides: .init(inner: 1), aOffsets: inputRows.readOnly + rows.lowerBound, rows: rows.count,
          b: kernel.values.readOnly + columns.lowerBound, bStrides: .init(inner: units), columns: columns.count,
          depth: .init(inner: inputs),
          c: y + columns.lowerBound, cOffsets: unitRows.readOnly + rows.lowerBound,
          bias: bias.map { $0.values.readOnly + columns.lowerBound }, relu: activation.isFusedRelu))
    }
    guard activation.function != .linear, !activation.isFusedRelu else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      activation.forward(y, samples.lowerBound * units..<samples.upperBound * units, pass.kernels)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    activation.backward(y: y, dy: dy, pass)
    let dz = UnsafePointer(dy)
    let tiles = MatrixTiles(rows: inputs, columns: units)
    pass.parallelism.forEach(tiles.count) { tile, _ in
      let (rows, columns) = tiles[tile]
      pass.kernels.contract(
        Contraction(
          a: x, aStrides: .init(inner: inputs), aOffsets: elements.readOnly + rows.lowerBound, rows: rows.count,
          b: dz + columns.lowerBound, bStrides: .init(inner: units), columns: columns.count,
          depth: .init(inner: pass.samples),
          c: kernel.gradient.pointer + columns.lowerBound, cOffsets: unitRows.readOnly + rows.lowerBound))
    }
    if let bias { pass.kernels.columnSums(dz, pass.samples, units, units, bias.gradient.pointer, false) }
    if let dx { inputGradient(dz, dx, pass) }
  }

  private func inputGradient(_ dz: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEachBlock(of: inputs, size: 64) { rows, _ in
      pass.kernels.transpose(
        kernel.values.readOnly + rows.lowerBound * units, rows.count, units, units,
        transposedKernel.pointer + rows.lowerBound, inputs)
    }
    let tiles = MatrixTiles(rows: pass.samples, columns: inputs)
    pass.parallelism.forEach(tiles.count) { tile, _ in
      let (rows, columns) = tiles[tile]
      pass.kernels.contract(
        Contraction(
          a: dz, aStrides: .init(inner: 1), aOffsets: unitRows.readOnly + rows.lowerBound, rows: rows.count,
          b: transposedKernel.readOnly + columns.lowerBound, bStrides: .init(inner: inputs),
          columns: columns.count, depth: .init(inner: units),
          c: dx + columns.lowerBound, cOffsets: inputRows.readOnly + rows.lowerBound))
    }
  }
}

/// A matrix cut into blocks that depend on its size alone: 96 rows, a multiple of every register tile, by 64 columns,
/// the widest one. Blocks of the same columns follow each other, so that the right-hand factor stays in the cache.
struct MatrixTiles {
  private let rows: Int
  private let columns: Int
  private let rowBlocks: Int
  private static let rowBlock = 96
  private static let columnBlock = 64

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    rowBlocks = (rows + Self.rowBlock - 1) / Self.rowBlock
  }

  var count: Int { rowBlocks * ((columns + Self.columnBlock - 1) / Self.columnBlock) }

  subscript(tile: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let row = tile % rowBlocks * Self.rowBlock
    let column = tile / rowBlocks * Self.columnBlock
    return (row..<min(rows, row + Self.rowBlock), column..<min(columns, column + Self.columnBlock))
  }
}
