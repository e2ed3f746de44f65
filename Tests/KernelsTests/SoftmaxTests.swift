import Glibc
import Kernels
import Testing

struct SoftmaxTests {
  static let columns = [1, 2, 7, 8, 9, 10, 15, 16, 17, 33, 100, 256]

  private static func logits(_ rows: Int, _ columns: Int) -> [Float] {
    var random = SplitMix(UInt64(rows * 1000 + columns))
    return random.floats(rows * columns, in: -12...12)
  }

  private static func softmax(_ row: ArraySlice<Float>) -> [Double] {
    let largest = Double(row.max() ?? 0)
    let exponentials = row.map { exp(Double($0) - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  @Test(arguments: InstructionSet.supported, columns)
  func equalsDoubleAndPortable(_ set: InstructionSet, columns: Int) {
    for rows in [0, 1, 2, 16, 37] {
      for misalignment in misalignments {
        let values = Self.logits(rows, columns)
        let x = GuardedArray(values, misalignment: misalignment)
        let y = GuardedArray(count: x.count, misalignment: misalignment + 1)
        let portable = GuardedArray(count: x.count)
        set.kernels.softmax(x.readOnly, y: y.pointer, rows: rows, columns: columns)
        InstructionSet.portable.kernels.softmax(x.readOnly, y: portable.pointer, rows: rows, columns: columns)
        #expect(y.bits == portable.bits)
        #expect(y.canariesLive())
        let results = y.values
        for row in 0..<rows {
          let range = row * columns..<(row + 1) * columns
          let exact = Self.softmax(values[range])
          // A relative bound: two units in the last place for the exponential, and the rounding of the sum and the
          // quotient.
          #expect(zip(results[range], exact).allSatisfy { isClose(Double($0), $1, within: $1 * 2e-6) })
        }
        set.kernels.softmax(x.readOnly, y: x.pointer, rows: rows, columns: columns)
        #expect(x.bits == portable.bits)
        #expect(x.canariesLive())
      }
    }
  }

  @Test(arguments: InstructionSet.supported, columns)
  func logarithms(_ set: InstructionSet, columns: Int) {
    let portable = InstructionSet.portable.kernels
    for rows in [0, 1, 2, 16, 37] {
      for misalignment in misalignments {
        let values = Self.logits(rows, columns)
        let x = GuardedArray(values, misalignment: misalignment)
        let (y, other) = (GuardedArray(count: x.count, misalignment: misalignment + 1), GuardedArray(count: x.count))
        set.kernels.logSoftmax(x.readOnly, y: y.pointer, rows: rows, columns: columns)
        portable.logSoftmax(x.readOnly, y: other.pointer, rows: rows, columns: columns)
        #expect(y.bits == other.bits && y.canariesLive())
        set.kernels.logSoftmax(x.readOnly, y: x.pointer, rows: rows, columns: columns)
        #expect(x.bits == y.bits && x.canariesLive())
        var random = SplitMix(9)
        let dy = GuardedArray(random.floats(rows * columns), misalignment: misalignment)
        let slopes = dy.values
        portable.logSoftmaxGradient(
          y: y.readOnly, dy: dy.readOnly, dx: other.pointer, rows: rows, columns: columns)
        set.kernels.logSoftmaxGradient(y: y.readOnly, dy: dy.readOnly, dx: dy.pointer, rows: rows, columns: columns)
        #expect(dy.bits == other.bits && dy.canariesLive())
        for row in 0..<rows {
          let range = row * columns..<(row + 1) * columns
          let exact = Self.softmax(values[range])
          let total = range.reduce(0) { $0 + Double(slopes[$1]) }
          for (index, probability) in zip(range, exact) {
            #expect(isClose(Double(y.pointer[index]), log(probability), within: 4e-6))
            #expect(isClose(Double(dy.pointer[index]), Double(slopes[index]) - probability * total, within: 2e-5))
          }
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported, columns)
  func gradient(_ set: InstructionSet, columns: Int) {
    let rows = 3
    var random = SplitMix(9)
    let probabilities = (0..<rows).flatMap { row in
      Self.softmax(Self.logits(rows, columns)[row * columns..<(row + 1) * columns]).map { Float($0) }
    }
    for misalignment in misalignments {
      let slopes = random.floats(rows * columns)
      let y = GuardedArray(probabilities, misalignment: misalignment)
      let dy = GuardedArray(slopes, misalignment: misalignment + 1)
      let dx = GuardedArray(count: rows * columns, misalignment: misalignment)
      set.kernels.softmaxGradient(y: y.readOnly, dy: dy.readOnly, dx: dx.pointer, rows: rows, columns: columns)
      #expect(dx.canariesLive())
      for row in 0..<rows {
        let range = row * columns..<(row + 1) * columns
        let dot = range.reduce(0.0) { $0 + Double(probabilities[$1]) * Double(slopes[$1]) }
        for index in range {
          let exact = Double(probabilities[index]) * (Double(slopes[index]) - dot)
          #expect(isClose(Double(dx.pointer[index]), exact, within: 1e-6))
        }
      }
      let bits = dx.bits
      InstructionSet.portable.kernels.softmaxGradient(
        y: y.readOnly, dy: dy.readOnly, dx: dx.pointer, rows: rows, columns: columns)
      #expect(dx.bits == bits)
      set.kernels.softmaxGradient(y: y.readOnly, dy: dy.readOnly, dx: dy.pointer, rows: rows, columns: columns)
      #expect(dy.bits == bits)
      #expect(dy.canariesLive())
    }
  }

  @Test(arguments: InstructionSet.supported, columns)
  func crossEntropy(_ set: InstructionSet, columns: Int) {
    for rows in [0, 1, 7, 35] {
      for misalignment in misalignments {
        let values = Self.logits(rows, columns)
        let labels = (0..<rows + 1).map { Int32($0 * 5 % columns) }
        let x = GuardedArray(values, misalignment: misalignment)
        let y = GuardedArray(count: x.count, misalignment: misalignment + 1)
        let dx = GuardedArray(count: x.count, misalignment: misalignment + 2)
        let losses = GuardedArray(count: rows, misalignment: misalignment)
        set.kernels.crossEntropy(
          x.readOnly, labels: labels, y: y.pointer, losses: losses.pointer, dx: dx.pointer, scale: 0.125, rows: rows,
          columns: columns)
        #expect(y.canariesLive() && dx.canariesLive() && losses.canariesLive())
        for row in 0..<rows {
          let range = row * columns..<(row + 1) * columns
          let exact = Self.softmax(values[range])
          let label = Int(labels[row])
          #expect(isClose(Double(losses.pointer[row]), -log(exact[label]), within: 3e-6))
          for column in 0..<columns {
            let target = column == label ? 1.0 : 0
            #expect(isClose(Double(dx.pointer[range.lowerBound + column]), (exact[column] - target) / 8, within: 1e-7))
          }
        }
        let bits = [y.bits, dx.bits, losses.bits]
        InstructionSet.portable.kernels.crossEntropy(
          x.readOnly, labels: labels, y: y.pointer, losses: losses.pointer, dx: dx.pointer, scale: 0.125, rows: rows,
          columns: columns)
        #expect([y.bits, dx.bits, losses.bits] == bits)
        // Without a gradient, and in place.
        set.kernels.crossEntropy(
          x.readOnly, labels: labels, y: x.pointer, losses: losses.pointer, dx: nil, scale: 0.125, rows: rows,
          columns: columns)
        #expect([x.bits, losses.bits] == [bits[0], bits[2]])
        #expect(x.canariesLive())
      }
    }
  }

  /// log-sum-exp: neither very large nor very negative logits overflow.
  @Test(arguments: InstructionSet.supported)
  func hugeLogits(_ set: InstructionSet) {
    let x: [Float] = [1e30, 0, -1e30, 500, 400, -500]
    var y = [Float](repeating: .nan, count: 6)
    var losses = [Float](repeating: .nan, count: 2)
    set.kernels.crossEntropy(x, labels: [0, 1], y: &y, losses: &losses, dx: nil, scale: 1, rows: 2, columns: 3)
    #expect(y[0...2] == [1, 0, 0])
    #expect(losses == [0, 100])
    set.kernels.crossEntropy(x, labels: [2, 2], y: &y, losses: &losses, dx: nil, scale: 1, rows: 2, columns: 3)
    #expect(losses == [2e30, 1000])
  }

  /// A diverged model's loss is non-finite, wherever the NaN or the infinity is.
  @Test(arguments: InstructionSet.supported, 0..<5)
  func aNaNReachesTheLoss(_ set: InstructionSet, place: Int) {
    for broken in [Float.nan, .infinity] {
      var x: [Float] = [1, 2, 3, 4, 5]
      x[place] = broken
      var y = [Float](repeating: 0, count: 5)
      var losses: [Float] = [0]
      set.kernels.crossEntropy(x, labels: [1], y: &y, losses: &losses, dx: nil, scale: 1, rows: 1, columns: 5)
      #expect(!losses[0].isFinite)
      #expect(y.contains { $0.isNaN })
    }
  }

  /// Elsewhere it may be another thread's, which writes it meanwhile.
  @Test func memoryAfterTheLastRowIsNotRead() async {
    await #expect(processExitsWith: .success) {
      let page = 4096
      let memory = mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let memory, memory != MAP_FAILED, mprotect(memory + page, page, PROT_NONE) == 0 else { exit(EXIT_FAILURE) }
      let end = (memory + page).assumingMemoryBound(to: Float.self)
      for set in InstructionSet.supported {
        for columns in SoftmaxTests.columns where columns <= 17 {
          let x = end - 32 * columns
          set.kernels.softmax(x, y: x, rows: 32, columns: columns)
          let labels = [Int32](repeating: 0, count: 32)
          var losses = [Float](repeating: 0, count: 32)
          set.kernels.crossEntropy(
            x, labels: labels, y: x, losses: &losses, dx: nil, scale: 1, rows: 32, columns: columns)
        }
      }
    }
  }
}
