import KernelTypes
import Kernels
import Testing

/// Whatever the elementwise kernels compute: the same bits from all instruction sets at every length and alignment, in
/// place or not, nothing written outside, nothing read from the padding.
struct ElementwiseTests {
  static let functions: [ElementwiseFunction] = [
    .relu, .silu, .tanh, .sigmoid, .leakyRelu(negativeSlope: 0.2), .leakyRelu(negativeSlope: -0.5), .elu(alpha: 1),
    .elu(alpha: -0.7), .gelu, .geluTanh, .rectifier(negativeSlope: 0.25, largest: 3, threshold: 0.5),
    .rectifier(negativeSlope: 0, largest: 6, threshold: 0), .selu, .softplus, .softsign, .exponential, .hardSigmoid,
    .hardSilu, .mish,
  ]

  /// Numbers of all magnitudes and both signs, and the special values.
  private static func values(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix(seed)
    let specials: [Float] = [0, -0.0, 0x1p-149, -0x1p-140, .infinity, -.infinity, 88.8, -88.8, -104, 1e-20]
    return (0..<count).map { index in
      switch index % 5 {
      case 0: specials[Int.random(in: 0..<specials.count, using: &random)]
      case 1: Float.random(in: -100...100, using: &random)
      default: Float.random(in: -4...4, using: &random)
      }
    }
  }

  private static func bits(_ values: [Float]) -> [UInt32] {
    // Which NaN ∞ − ∞ gives depends on the processor.
    values.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern }
  }

  /// Each element by a kernel call of its own, with the portable set: no neighbours, no tail.
  private static func oneByOne(
    _ x: [Float], _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    x.map { value in
      let input = GuardedArray([value])
      let output = GuardedArray(count: 1)
      kernel(input.readOnly, output.pointer)
      return output.pointer[0]
    }
  }

  @Test(arguments: InstructionSet.supported, functions)
  func everyLengthAndAlignment(_ set: InstructionSet, _ function: ElementwiseFunction) {
    let portable = InstructionSet.portable.kernels
    for count in lengths {
      let values = Self.values(count, seed: UInt64(count))
      let expected = Self.bits(Self.oneByOne(values) { portable.apply(function, x: $0, y: $1, count: 1) })
      for misalignment in misalignments {
        let x = GuardedArray(values, misalignment: misalignment)
        let y = GuardedArray(count: count, misalignment: misalignment + 1)
        set.kernels.apply(function, x: x.readOnly, y: y.pointer, count: count)
        #expect(Self.bits(y.values) == expected, "\(count) from \(misalignment)")
        #expect(y.canariesLive(), "\(count) from \(misalignment)")
        set.kernels.apply(function, x: x.readOnly, y: x.pointer, count: count)
        #expect(Self.bits(x.values) == expected, "\(count) from \(misalignment) in place")
        #expect(x.canariesLive(), "\(count) from \(misalignment) in place")
      }
    }
  }

  @Test(arguments: InstructionSet.supported, functions)
  func everyGradient(_ set: InstructionSet, _ function: ElementwiseFunction) {
    let portable = InstructionSet.portable.kernels
    for count in lengths {
      let x = Self.values(count, seed: UInt64(count))
      let slopes = Self.values(count, seed: UInt64(count) + 1000)
      let expected = Self.bits(
        zip(x, slopes).map { x, dy in
          let result = GuardedArray([dy])
          portable.applyGradient(function, cached: [x], dy: result.readOnly, dx: result.pointer, count: 1)
          return result.pointer[0]
        })
      for misalignment in misalignments {
        let cached = GuardedArray(x, misalignment: misalignment)
        let dy = GuardedArray(slopes, misalignment: misalignment + 1)
        let dx = GuardedArray(count: count, misalignment: misalignment + 2)
        set.kernels.applyGradient(function, cached: cached.readOnly, dy: dy.readOnly, dx: dx.pointer, count: count)
        #expect(Self.bits(dx.values) == expected, "\(count) from \(misalignment)")
        #expect(dx.canariesLive(), "\(count) from \(misalignment)")
        set.kernels.applyGradient(function, cached: cached.readOnly, dy: dy.readOnly, dx: dy.pointer, count: count)
        #expect(Self.bits(dy.values) == expected, "\(count) from \(misalignment) in place")
        #expect(dy.canariesLive(), "\(count) from \(misalignment) in place")
      }
    }
  }

  /// A hundred thousand floats of every magnitude.
  @Test(arguments: InstructionSet.supported, functions)
  func theSameBitsForFloatsOfEverySize(_ set: InstructionSet, _ function: ElementwiseFunction) {
    let x = GuardedArray(stride(from: UInt32(0), to: .max - 40_013, by: 40_013).map { Float(bitPattern: $0) })
    let ones = GuardedArray([Float](repeating: 1, count: x.count))
    let y = GuardedArray(count: x.count)
    let expected = GuardedArray(count: x.count)
    set.kernels.apply(function, x: x.readOnly, y: y.pointer, count: x.count)
    InstructionSet.portable.kernels.apply(function, x: x.readOnly, y: expected.pointer, count: x.count)
    #expect(Self.bits(y.values) == Self.bits(expected.values))
    set.kernels.applyGradient(function, cached: x.readOnly, dy: ones.readOnly, dx: y.pointer, count: x.count)
    InstructionSet.portable.kernels.applyGradient(
      function, cached: x.readOnly, dy: ones.readOnly, dx: expected.pointer, count: x.count)
    #expect(Self.bits(y.values) == Self.bits(expected.values))
  }

  @Test(arguments: InstructionSet.supported)
  func pixels(_ set: InstructionSet) {
    for count in lengths + [256, 784] {
      for misalignment in misalignments {
        let bytes = (0..<count + 3).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
        let y = GuardedArray(count: count, misalignment: misalignment)
        bytes.withUnsafeBufferPointer {
          set.kernels.unitPixels($0.baseAddress! + misalignment, y: y.pointer, count: count)
        }
        #expect(y.values == (0..<count).map { Float(bytes[$0 + misalignment]) / 255 }, "\(count) from \(misalignment)")
        #expect(y.canariesLive(), "\(count) from \(misalignment)")
      }
    }
  }
}
