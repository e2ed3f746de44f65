import KernelTypes
import Kernels
import Testing

/// A row that leaves out its zeros against the scalar chain, and the list of what is not zero.
struct SparseRowTests {
  static let columns = [0, 1, 15, 16, 17, 31, 32, 33, 64, 65, 100, 128, 129, 256, 257, 300]

  @Test(arguments: InstructionSet.supported, columns)
  func equalsTheScalarChain(_ set: InstructionSet, columns: Int) {
    for count in [0, 1, 5, 40] {
      for flags in 0..<4 {
        var random = SplitMix(UInt64(columns))
        let stride = columns + 3
        let indices = (0..<count).map { UInt32($0 * 3 + $0 % 2) }
        let values = GuardedArray(random.floats(count), misalignment: flags)
        let b = GuardedArray(count: (3 * count + 2) * stride, misalignment: flags)
        for row in 0..<3 * count + 2 { for n in 0..<columns { b.pointer[row * stride + n] = random.floats(1)[0] } }
        let bias = GuardedArray(random.floats(columns), misalignment: 1)
        let c = GuardedArray(count: columns, misalignment: flags + 1)
        set.kernels.multiplySparseRow(
          SparseRow(
            indices: indices, values: values.readOnly, count: count, b: b.readOnly, bRowStride: stride,
            columns: columns, c: c.pointer, bias: flags & 1 != 0 ? bias.readOnly : nil, relu: flags & 2 != 0))
        let expected = (0..<columns).map { n in
          var sum: Float = 0
          for element in 0..<count {
            sum.addProduct(values.pointer[element], b.pointer[Int(indices[element]) * stride + n])
          }
          if flags & 1 != 0 { sum += bias.pointer[n] }
          return flags & 2 != 0 && sum <= 0 ? 0 : sum
        }
        #expect(c.bits == expected.map(\.bitPattern), "\(count) elements, flags \(flags)")
        #expect(c.canariesLive(), "\(count) elements, flags \(flags)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func listsWhatIsNotZero(_ set: InstructionSet) {
    let x: [Float] = [0, 1, -0.0, 0x1p-149, .nan, 0, 0, -3, .infinity, 0]
    func list(_ range: Range<Int>) -> (indices: [UInt32], bits: [UInt32]) {
      var indices = [UInt32](repeating: 0, count: range.count + 1)
      var values = [Float](repeating: 0, count: range.count + 1)
      let count = set.kernels.listNonzeros(x, range.lowerBound, range.upperBound, &indices, &values)
      return (Array(indices[..<count]), values[..<count].map(\.bitPattern))
    }
    #expect(list(0..<10).indices == [1, 3, 4, 7, 8])
    #expect(list(0..<10).bits == [1, 3, 4, 7, 8].map { x[$0].bitPattern })
    #expect(list(4..<8).indices == [4, 7])
    #expect(list(5..<7).indices == [])
    #expect(list(3..<3).indices == [])
  }
}
