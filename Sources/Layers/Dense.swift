import KernelTypes
import Kernels
import Tensors

/// y = f(x·W + b)   x: [samples, inputs]   W: [inputs, units]   b: [units]   y: [samples, units]
///
/// Backward, with dz = dy ⊙ f′:  dW = xᵀ·dz   db = Σ_samples dz   dx = dz·Wᵀ
///
/// With `readsImages`, x is pixels, most of which are zero: products with zeros are then left out, which changes no bit.
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
  private let nonzeros: SparseBatch?

  public init(
    inputs: Int, units: Int, activation: ActivationFunction, useBias: Bool, capacity: Int, readsImages: Bool = false
  ) {
    self.inputs = inputs
    self.units = units
    kernel = Parameter(role: "kernel", shape: Shape([inputs, units]))
    bias = useBias ? Parameter(role: "bias", shape: Shape([units])) : nil
    self.activation = ActivationStage(activation, count: units, columns: units, capacity: capacity)
    // Not lazily: the first to touch it would be several workers at once.
    transposedKernel = AlignedBuffer(inputs * units)
    inputRows = .rows(capacity, stride: inputs)
    unitRows = .rows(max(capacity, inputs), stride: units)
    elements = .rows(inputs, stride: 1)
    nonzeros = readsImages ? SparseBatch(inputs: inputs, capacity: capacity) : nil
  }

  public var parameters: [Parameter] { [kernel] + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    if let nonzeros, nonzeros.list(x, pass) {
      sparseForward(nonzeros, y, pass)
    } else {
      denseForward(x, y, pass)
    }
    guard activation.function != .linear, !activation.isFusedRelu else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      activation.forward(y, samples.lowerBound * units..<samples.upperBound * units, pass.kernels)
    }
  }

  private func denseForward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
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
  }

  private func sparseForward(_ nonzeros: SparseBatch, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let tiles = MatrixTiles(rows: pass.samples, columns: units, columnBlock: SparseBatch.columnBlock)
    pass.parallelism.forEach(tiles.count) { tile, _ in
      let (rows, columns) = tiles[tile]
      for row in rows {
        let list = nonzeros.row(row)
        pass.kernels.multiplySparseRow(
          SparseRow(
            indices: list.indices, values: list.values, count: list.count,
            b: kernel.values.readOnly + columns.lowerBound, bRowStride: units, columns: columns.count,
            c: y + row * units + columns.lowerBound, bias: bias.map { $0.values.readOnly + columns.lowerBound },
            relu: activation.isFusedRelu))
      }
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    activation.backward(y: y, dy: dy, pass)
    let dz = UnsafePointer(dy)
    if let nonzeros, nonzeros.isListed {
      nonzeros.kernelGradient(dz, units: units, kernel.gradient.pointer, pass)
    } else {
      denseKernelGradient(x, dz, pass)
    }
    if let bias { pass.kernels.columnSums(dz, pass.samples, units, units, bias.gradient.pointer, false) }
    if let dx { inputGradient(dz, dx, pass) }
  }

  private func denseKernelGradient(_ x: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ pass: Pass) {
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
/// the widest one, unless told otherwise. Blocks of the same columns follow each other, so that the right-hand factor
/// stays in the cache.
struct MatrixTiles {
  private let rows: Int
  private let columns: Int
  private let rowBlocks: Int
  private let columnBlock: Int
  private static let rowBlock = 96

  init(rows: Int, columns: Int, columnBlock: Int = 64) {
    self.rows = rows
    self.columns = columns
    self.columnBlock = columnBlock
    rowBlocks = (rows + Self.rowBlock - 1) / Self.rowBlock
  }

  var count: Int { rowBlocks * ((columns + columnBlock - 1) / columnBlock) }

  subscript(tile: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let row = tile % rowBlocks * Self.rowBlock
    let column = tile / rowBlocks * columnBlock
    return (row..<min(rows, row + Self.rowBlock), column..<min(columns, column + columnBlock))
  }
}
