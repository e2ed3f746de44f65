import KernelTypes
import Kernels
import Testing

/// a·b + c rounded once, in hardware or emulated: equal to the C library's `fmaf` in every bit.
struct FusedMultiplyAddTests {
  enum Kind: String, CaseIterable, Sendable {
    case anyPattern, similarExponents, subnormal, halfway, overflow, cancellation, zeros
  }

  private static func triple(_ kind: Kind, _ random: inout SplitMix) -> (a: Float, b: Float, c: Float) {
    func pattern() -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    func scaled(_ exponents: ClosedRange<Int>) -> Float {
      let mantissa = Float(bitPattern: 0x3f80_0000 | UInt32(truncatingIfNeeded: random.next()) & 0x807f_ffff)
      return Float(sign: .plus, exponent: Int.random(in: exponents, using: &random), significand: mantissa)
    }
    switch kind {
    case .anyPattern: return (pattern(), pattern(), pattern())
    case .similarExponents: return (scaled(-10...10), scaled(-10...10), scaled(-30...30))
    case .subnormal: return (scaled(-80 ... -50), scaled(-80 ... -50), scaled(-149 ... -120))
    case .halfway:
      // (1 + i·2⁻¹²)(1 + j·2⁻¹²): where i·j is odd the product lies halfway between floats, and a c far smaller than
      // a Double's last bit must still tip it.
      let i = Float(Int.random(in: -4095...4095, using: &random))
      let j = Float(Int.random(in: -4095...4095, using: &random))
      let tiny: [Float] = [0, -0.0, 0x1p-60, -0x1p-60, 0x1p-149, -0x1p-149, 0x1p-24, -0x1p-25, 1, -1]
      return (1 + i * 0x1p-12, 1 + j * 0x1p-12, tiny.randomElement(using: &random) ?? 0)
    case .overflow: return (scaled(60...64), scaled(60...64), scaled(120...127))
    case .cancellation:
      let a = scaled(-10...10)
      let b = scaled(-10...10)
      return (a, b, -(a * b))
    case .zeros:
      let values: [Float] = [0, -0.0, 1, -1, 0x1p-149, -0x1p-149, .infinity, -.infinity, 0x1p-126, 0x1p-75, -0x1p-75]
      return (
        values.randomElement(using: &random) ?? 0, values.randomElement(using: &random) ?? 0,
        values.randomElement(using: &random) ?? 0
      )
    }
  }

  @Test(arguments: InstructionSet.supported, Kind.allCases)
  func equalsTheCLibrary(_ set: InstructionSet, kind: Kind) {
    // A row of sixteen products shares a, so each row tests one triple in each of sixteen lanes, with other b and c.
    var random = SplitMix(UInt64(kind.rawValue.count))
    let rows = 4096
    var a: [Float] = []
    var b: [Float] = []
    var c: [Float] = []
    for _ in 0..<rows {
      let first = Self.triple(kind, &random)
      a.append(first.a)
      for lane in 0..<16 {
        let other = lane == 0 ? first : Self.triple(kind, &random)
        b.append(other.b)
        c.append(kind == .cancellation ? -(first.a * other.b) : other.c)
      }
    }
    let left = GuardedArray(a)
    let right = GuardedArray(b)
    let results = GuardedArray(c)
    let offsets = OffsetTable([0])
    for row in 0..<rows {
      set.kernels.contract(
        Contraction(
          a: left.readOnly + row, aStrides: .init(inner: 1), aOffsets: offsets.readOnly, rows: 1,
          b: right.readOnly + row * 16, bStrides: .init(inner: 16), columns: 16, depth: .init(inner: 1),
          c: results.pointer + row * 16, cOffsets: offsets.readOnly, accumulate: true))
    }
    let values = results.values
    for index in values.indices {
      let expected = c[index].addingProduct(a[index / 16], b[index])
      // Which NaN an invalid operation gives differs between processors; nothing depends on it.
      guard values[index].bitPattern == expected.bitPattern || (values[index].isNaN && expected.isNaN) else {
        Issue.record("\(a[index / 16]) · \(b[index]) + \(c[index]) = \(expected), not \(values[index])")
        return
      }
    }
  }
}
