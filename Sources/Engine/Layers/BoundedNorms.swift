import Geometry
import KernelTypes
import Kernels
import Tensors

/// w ← w·f(|w|) for each vector of a parameter's weights along some axes, where |w| = √Σw² of that vector.
///
/// Neighbouring axes of one kind, along or across vectors, are one. Then the last two are `rows` along a vector and `columns` side by
/// side, with lanes across them; `outer` has the others. A vector's sum is one chain in row-major order, whatever the layout.
final class BoundedNorms: WeightBound {
  private struct Axis {
    var length: Int
    /// From one index to the next: elements, and vectors, which are 0 if the axis is along them.
    var stride: Int
    var vectors: Int
  }

  private let factor: (Double) -> Double
  private var rows = 1
  private var columns = 1
  private var outer: [Axis] = []
  /// For each vector the sum of its squares, and then its factor.
  private let sums: AlignedBuffer<Float>

  init(_ shape: Shape, along axes: Set<Int>, factor: @escaping (Double) -> Double) {
    self.factor = factor
    var (stride, vectors) = (1, 1)
    var kinds: [(axis: Axis, isAlong: Bool)] = []
    for index in (0..<shape.rank).reversed() {
      let isAlong = axes.contains(index)
      if kinds.last?.isAlong == isAlong {
        kinds[kinds.count - 1].axis.length *= shape[index]
      } else {
        kinds.append((Axis(length: shape[index], stride: stride, vectors: isAlong ? 0 : vectors), isAlong))
      }
      stride *= shape[index]
      if !isAlong { vectors *= shape[index] }
    }
    if kinds.first?.isAlong == false { columns = kinds.removeFirst().axis.length }
    if kinds.first?.isAlong == true { rows = kinds.removeFirst().axis.length }
    outer = kinds.map(\.axis)
    sums = AlignedBuffer(vectors)
  }

  func apply(to parameter: Parameter, _ compute: Compute) {
    compute.parallelism.forEachBlock(of: columns, size: PanelLayout.panelWidth) { block, _ in
      let kernels = compute.kernels
      forEachVector(block) { sums.pointer[$0] = 0 }
      forEachPart(of: parameter, block) { w, rows, stride, vector, count in
        kernels.addColumnSquares(w, rows: rows, rowStride: stride, columns: count, y: sums.pointer + vector)
      }
      forEachVector(block) { sums.pointer[$0] = Float(factor(Double(sums.pointer[$0]).squareRoot())) }
      forEachPart(of: parameter, block) { w, rows, stride, vector, count in
        kernels.scaleColumns(w, rows: rows, rowStride: stride, columns: count, factors: sums.readOnly + vector)
      }
    }
  }

  private func forEachVector(_ block: Range<Int>, _ body: (Int) -> Void) {
    for first in stride(from: 0, to: sums.count, by: columns) {
      for column in block { body(first + column) }
    }
  }

  /// Calls `body` with the rows of each matrix in memory that is part of the vectors in `block`, and the first of these.
  private func forEachPart(
    of parameter: Parameter, _ block: Range<Int>,
    _ body: (_ w: UnsafeMutablePointer<Float>, _ rows: Int, _ stride: Int, _ vector: Int, _ columns: Int) -> Void
  ) {
    let w = parameter.values.pointer
    for index in 0..<outer.reduce(1, { $0 * $1.length }) {
      let (element, vector) = place(index)
      guard let panels = parameter.panels, panels.panels > 1 else {
        body(w + (element + block.lowerBound), rows, columns, vector + block.lowerBound, block.count)
        continue
      }
      if columns == 1 {
        panels.forEachRun(of: element..<element + rows) { _, stored, count in body(w + stored, count, 1, vector, 1) }
      } else {
        // The vectors are the matrix's columns, and a block of them is a panel.
        let panel = block.lowerBound / PanelLayout.panelWidth
        body(w + panels.start(of: panel), rows, panels.width(of: panel), block.lowerBound, block.count)
      }
    }
  }

  /// The first element and vector at an index into `outer`, the last axis first.
  private func place(_ index: Int) -> (element: Int, vector: Int) {
    var (rest, element, vector) = (index, 0, 0)
    for axis in outer {
      element += rest % axis.length * axis.stride
      vector += rest % axis.length * axis.vectors
      rest /= axis.length
    }
    return (element, vector)
  }
}
