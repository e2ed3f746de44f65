import Glibc
import KernelTypes
import Kernels
import Testing

/// Normalization by row as scalar chains along each row, columns in order: bit for bit from all instruction sets.
struct RowNormalizationTests {
  static let shapes = [(1, 1), (1, 40), (5, 16), (15, 17), (16, 1), (16, 16), (17, 33), (40, 10), (33, 70), (0, 5)]

  private struct Row {
    var mean: Float = 0
    var inverse: Float = 0
  }

  private static func moments(_ x: ArraySlice<Float>, _ epsilon: Float) -> Row {
    let count = Float(x.count)
    let mean = x.reduce(Float(0), +) / count
    let squares = x.reduce(Float(0)) { $0.addingProduct($1 - mean, $1 - mean) }
    return Row(mean: mean, inverse: 1 / (squares / count + epsilon).squareRoot())
  }

  @Test(arguments: InstructionSet.supported, shapes)
  func everythingOfARow(_ set: InstructionSet, shape: (rows: Int, columns: Int)) {
    let (rows, columns) = shape
    for misalignment in misalignments {
      var random = SplitMix(UInt64(rows * 100 + columns))
      let x = GuardedArray(random.floats(rows * columns), misalignment: misalignment)
      let dy = GuardedArray(random.floats(rows * columns), misalignment: misalignment + 1)
      let (gamma, beta) = (GuardedArray(random.floats(columns)), GuardedArray(random.floats(columns)))
      let (mean, inverse) = (GuardedArray(count: rows, misalignment: misalignment), GuardedArray(count: rows))
      set.kernels.rowMoments(
        x.readOnly, rows: rows, columns: columns, epsilon: 0.01, mean: mean.pointer, inverse: inverse.pointer)
      let values = x.values
      let moments = (0..<rows).map { Self.moments(values[$0 * columns..<($0 + 1) * columns], 0.01) }
      #expect(mean.bits == moments.map(\.mean.bitPattern) && mean.canariesLive())
      #expect(inverse.bits == moments.map(\.inverse.bitPattern) && inverse.canariesLive())

      let normalization = RowNormalization(
        rows: rows, columns: columns, mean: mean.readOnly, inverse: inverse.readOnly, gamma: gamma.readOnly,
        beta: beta.readOnly)
      let y = GuardedArray(count: rows * columns, misalignment: misalignment)
      set.kernels.normalizeRows(x.readOnly, normalization, y: y.pointer)
      let results = values.indices.map { index in
        let (row, column) = (moments[index / columns], index % columns)
        let scale = gamma.pointer[column] * row.inverse
        return (beta.pointer[column] - row.mean * scale).addingProduct(values[index], scale)
      }
      #expect(y.bits == results.map(\.bitPattern) && y.canariesLive())

      let (means, products) = (GuardedArray(count: rows, misalignment: misalignment), GuardedArray(count: rows))
      set.kernels.rowGradientMeans(
        x.readOnly, dy: dy.readOnly, normalization, means: means.pointer, products: products.pointer)
      func gradient(_ index: Int) -> Float { dy.pointer[index] * gamma.pointer[index % columns] }
      func normalized(_ index: Int) -> Float {
        (values[index] - moments[index / columns].mean) * moments[index / columns].inverse
      }
      for row in 0..<rows {
        let places = row * columns..<(row + 1) * columns
        let sum = places.reduce(Float(0)) { $0 + gradient($1) } / Float(columns)
        let product = places.reduce(Float(0)) { $0.addingProduct(gradient($1), normalized($1)) } / Float(columns)
        #expect(
          means.pointer[row].bitPattern == sum.bitPattern && products.pointer[row].bitPattern == product.bitPattern)
      }
      #expect(means.canariesLive() && products.canariesLive())

      let (sums, ofProducts) = (GuardedArray(count: columns), GuardedArray(count: columns, misalignment: misalignment))
      set.kernels.rowNormalizationSums(
        x.readOnly, dy: dy.readOnly, normalization, sums: sums.pointer, products: ofProducts.pointer)
      for column in 0..<columns {
        let places = (0..<rows).map { $0 * columns + column }
        #expect(sums.pointer[column] == places.reduce(Float(0)) { $0 + dy.pointer[$1] })
        #expect(
          ofProducts.pointer[column] == places.reduce(Float(0)) { $0.addingProduct(dy.pointer[$1], normalized($1)) })
      }
      #expect(sums.canariesLive() && ofProducts.canariesLive())

      let expected = values.indices.map { index in
        let row = index / columns
        return moments[row].inverse
          * (gradient(index) - means.pointer[row]).addingProduct(-normalized(index), products.pointer[row])
      }
      set.kernels.rowNormalizationGradient(
        x.readOnly, dy: dy.readOnly, normalization, means: means.readOnly, products: products.readOnly, dx: dy.pointer)
      #expect(dy.bits == expected.map(\.bitPattern) && dy.canariesLive())
    }
  }
}

/// Kernels of layers whose weights repeat over a sample.
struct RepeatedWeightTests {
  @Test(arguments: InstructionSet.supported, lengths)
  func slopesAndDivisors(_ set: InstructionSet, count: Int) {
    for period in [16, 48] {
      for misalignment in misalignments {
        var random = SplitMix(UInt64(count))
        let (slopes, mean) = (GuardedArray(random.floats(period)), GuardedArray(random.floats(period)))
        var values = random.floats(count)
        if count > 2 { (values[0], values[1]) = (0, .nan) }
        let x = GuardedArray(values, misalignment: misalignment)
        let dy = GuardedArray(random.floats(count), misalignment: misalignment + 1)
        let y = GuardedArray(count: count, misalignment: misalignment)
        func bits(_ value: (_ x: Float, _ dy: Float, _ place: Int) -> Float) -> [UInt32] {
          (0..<count).map { value(values[$0], dy.pointer[$0], $0 % period).bitPattern }
        }
        set.kernels.prelu(x.readOnly, slopes: slopes.readOnly, period: period, y: y.pointer, count: count)
        #expect(y.bits == bits { x, _, place in x > 0 ? x : x * slopes.pointer[place] } && y.canariesLive())
        set.kernels.standardize(
          x.readOnly, mean: mean.readOnly, divisor: slopes.readOnly, period: period, y: y.pointer, count: count)
        #expect(
          y.bits == bits { x, _, place in (x - mean.pointer[place]) / slopes.pointer[place] } && y.canariesLive())
        let expected = bits { x, dy, place in x > 0 ? dy : x < 0 ? dy * slopes.pointer[place] : 0 }
        set.kernels.preluGradient(
          x.readOnly, dy: dy.readOnly, slopes: slopes.readOnly, period: period, dx: dy.pointer, count: count)
        #expect(dy.bits == expected && dy.canariesLive())
      }
    }
  }

  @Test(arguments: InstructionSet.supported, lengths)
  func negativeProducts(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(UInt64(columns))
    for rows in [0, 1, 7, 40] {
      let (x, dy) = (GuardedArray(random.floats(rows * columns)), GuardedArray(random.floats(rows * columns)))
      let y = GuardedArray(count: columns, misalignment: 1)
      set.kernels.negativeProductSums(x.readOnly, dy: dy.readOnly, rows: rows, columns: columns, y: y.pointer)
      let expected = (0..<columns).map { column in
        (0..<rows).reduce(Float(0)) { sum, row in
          let place = row * columns + column
          return sum.addingProduct(min(x.pointer[place], 0), dy.pointer[place])
        }
      }
      #expect(y.values == expected && y.canariesLive(), "\(rows) rows")
    }
  }
}
