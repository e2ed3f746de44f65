import Kernels
import Testing

/// Sums as scalar chains in index order, and copies that transpose a matrix: bit for bit.
struct ReductionTests {
  @Test(arguments: InstructionSet.supported, lengths)
  func columnSums(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(UInt64(columns))
    for rows in [0, 1, 2, 7, 40] {
      for gap in [0, 3] {
        for (accumulate, misalignment) in [(false, 0), (true, 1), (false, 3)] {
          let stride = columns + gap
          let x = GuardedArray(count: rows * stride, misalignment: misalignment)
          for row in 0..<rows { for n in 0..<columns { x.pointer[row * stride + n] = random.floats(1)[0] } }
          let before = random.floats(columns)
          let y = GuardedArray(before, misalignment: misalignment + 1)
          let expected = (0..<columns).map { n in
            (0..<rows).reduce(accumulate ? before[n] : 0) { $0 + x.pointer[$1 * stride + n] }
          }
          set.kernels.columnSums(
            x.readOnly, rows: rows, rowStride: stride, columns: columns, y: y.pointer, accumulate: accumulate)
          #expect(y.bits == expected.map(\.bitPattern), "\(rows) rows, gap \(gap), accumulate \(accumulate)")
          #expect(y.canariesLive())
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported, lengths)
  func columnSquaresAndFactors(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(UInt64(columns))
    for (rows, gap) in [(0, 0), (1, 3), (2, 0), (40, 3)] {
      let stride = columns + gap
      let x = GuardedArray(count: rows * stride, misalignment: 1)
      for row in 0..<rows { for n in 0..<columns { x.pointer[row * stride + n] = random.floats(1)[0] } }
      let before = random.floats(columns)
      let y = GuardedArray(before, misalignment: 3)
      let squares = (0..<columns).map { n in
        (0..<rows).reduce(before[n]) { $0.addingProduct(x.pointer[$1 * stride + n], x.pointer[$1 * stride + n]) }
      }
      set.kernels.addColumnSquares(x.readOnly, rows: rows, rowStride: stride, columns: columns, y: y.pointer)
      #expect(y.bits == squares.map(\.bitPattern))
      #expect(y.canariesLive())

      let old = x.bits.map(Float.init(bitPattern:))
      let factors = GuardedArray(random.floats(columns), misalignment: 0)
      set.kernels.scaleColumns(x.pointer, rows: rows, rowStride: stride, columns: columns, factors: factors.readOnly)
      for row in 0..<rows {
        for n in 0..<stride {
          let place = row * stride + n
          let expected = n < columns ? old[place] * factors.pointer[n] : old[place]
          #expect(x.pointer[place].bitPattern == expected.bitPattern)
        }
      }
      #expect(x.canariesLive())
    }
  }

  @Test(arguments: InstructionSet.supported, lengths)
  func sumParts(_ set: InstructionSet, count: Int) {
    var random = SplitMix(UInt64(count))
    for parts in [1, 2, 16] {
      for misalignment in misalignments {
        let stride = count + 5
        let x = GuardedArray(count: parts * stride, misalignment: misalignment)
        for part in 0..<parts { for i in 0..<count { x.pointer[part * stride + i] = random.floats(1)[0] } }
        let y = GuardedArray(count: count, misalignment: misalignment + 1)
        let expected = (0..<count).map { i in
          (1..<parts).reduce(x.pointer[i]) { $0 + x.pointer[$1 * stride + i] }
        }
        set.kernels.sumParts(x.readOnly, parts: parts, stride: stride, y: y.pointer, count: count)
        #expect(y.bits == expected.map(\.bitPattern), "\(parts) parts from \(misalignment)")
        #expect(y.canariesLive())
      }
    }
  }

  @Test(arguments: InstructionSet.supported, [0, 1, 15, 16, 17, 33, 50])
  func transpose(_ set: InstructionSet, rows: Int) {
    for columns in [0, 1, 15, 16, 17, 40] {
      for misalignment in misalignments {
        let (xStride, yStride) = (columns + 3, rows + 2)
        let x = GuardedArray(count: rows * xStride, misalignment: misalignment)
        for row in 0..<rows { for n in 0..<columns { x.pointer[row * xStride + n] = Float(row * 100 + n) } }
        let y = GuardedArray(count: columns * yStride, misalignment: misalignment + 1)
        var expected = y.bits
        for n in 0..<columns { for row in 0..<rows { expected[n * yStride + row] = Float(row * 100 + n).bitPattern } }
        set.kernels.transpose(
          x.readOnly, rows: rows, columns: columns, xStride: xStride, y: y.pointer, yStride: yStride)
        #expect(y.bits == expected, "\(rows) × \(columns)")
        #expect(y.canariesLive())
      }
    }
  }
}
