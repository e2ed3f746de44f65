import Glibc
import KernelTypes
import Kernels
import Testing

/// exp, log, tanh, sigmoid and erf against the C library's in Double. The bounds are measured errors, rounded up a
/// little; since all instruction sets must give the same bits, the errors are measured with one of them.
struct ElementaryFunctionTests {
  private let kernels = InstructionSet.best.kernels

  /// Every 1009th bit pattern of the floats from −`limit` to `limit`, and the special values.
  private static func sweep(to limit: Float) -> [Float] {
    let patterns = stride(from: 0, through: limit.bitPattern, by: 1009).map { Float(bitPattern: $0) }
    let specials: [Float] = [0, 0x1p-149, 0x1.8p-127, 0x1p-126, 0x1p-24, 0x1p-12, 0.625, 0.125, 1, limit]
    return (patterns + specials).flatMap { [$0, -$0] }
  }

  private func apply(_ function: ElementwiseFunction, _ x: [Float]) -> [Float] {
    let input = GuardedArray(x)
    let output = GuardedArray(count: x.count)
    kernels.apply(function, x: input.readOnly, y: output.pointer, count: x.count)
    return output.values
  }

  private func derivative(_ function: ElementwiseFunction, _ x: [Float]) -> [Float] {
    let input = GuardedArray(x)
    let ones = GuardedArray(x.map { _ in 1 })
    let output = GuardedArray(count: x.count)
    kernels.applyGradient(function, cached: input.readOnly, dy: ones.readOnly, dx: output.pointer, count: x.count)
    return output.values
  }

  private func worst(_ x: [Float], _ y: [Float], _ error: (_ x: Double, _ y: Float) -> Double) -> WorstError {
    var worst = WorstError()
    for (x, y) in zip(x, y) { worst.note(error(Double(x), y), at: x) }
    return worst
  }

  /// ELU with α = −1 has the derivative −eˣ below zero, which tests the exponential alone, down to the subnormal
  /// numbers.
  @Test func exponentialWithinAboutAUnit() {
    let x = Self.sweep(to: 110).filter { $0 < 0 }
    let y = derivative(.elu(alpha: -1), x)
    let error = worst(x, y) { ulpError(-$1, exp($0)) }
    #expect(error.error <= 1.05, "\(error)")
  }

  @Test func sigmoid() {
    let x = Self.sweep(to: 110)
    let y = apply(.sigmoid, x)
    // Below −88 e⁻ˣ is beyond the largest float, and the result, below 10⁻³⁸, becomes 0.
    let error = worst(x, y) { $0 < -87 ? ($1 >= 0 && $1 < 2e-38 ? 0 : .infinity) : ulpError($1, 1 / (1 + exp(-$0))) }
    #expect(error.error <= 2.1, "\(error)")
  }

  @Test func hyperbolicTangent() {
    let x = Self.sweep(to: 20)
    let error = worst(x, apply(.tanh, x)) { ulpError($1, tanh($0)) }
    #expect(error.error <= 1.25, "\(error)")
  }

  /// A row of k equal logits has the loss ln k, with no rounding before the logarithm.
  @Test func logarithmOfIntegers() {
    var error = WorstError()
    for count in Array(1...600) + [1000, 4095, 4096, 10_000, 65_535] {
      let logits = GuardedArray([Float](repeating: 0, count: count))
      let y = GuardedArray(count: count)
      var loss: Float = .nan
      kernels.crossEntropy(
        logits.readOnly, labels: [0], y: y.pointer, losses: &loss, dx: nil, scale: 1, rows: 1, columns: count)
      error.note(ulpError(loss, log(Double(count))), at: Float(count))
    }
    #expect(error.error <= 0.6, "\(error)")
  }

  /// A row (0, x) has the loss ln(1 + eˣ): the logarithm between 1 and 2.
  @Test func logarithmBetweenOneAndTwo() {
    let x = Self.sweep(to: 20).filter { $0 <= 0 }
    let logits = GuardedArray(x.flatMap { [0, $0] })
    let y = GuardedArray(count: logits.count)
    let losses = GuardedArray(count: x.count)
    kernels.crossEntropy(
      logits.readOnly, labels: [Int32](repeating: 0, count: x.count), y: y.pointer, losses: losses.pointer, dx: nil,
      scale: 1, rows: x.count, columns: 2)
    let error = worst(x, losses.values) { (log1p(exp($0)) - Double($1)).magnitude }
    // The sum 1 + eˣ is rounded to 2⁻²³ at most.
    #expect(error.error <= 9e-8, "\(error)")
  }

  /// erf is observed through gelu, where its error times |x| is what matters. Below −5 the result is a difference of
  /// nearly equal numbers, as in Keras.
  @Test func gelu() {
    let x = Self.sweep(to: 12)
    let error = worst(x, apply(.gelu, x)) { x, y in
      let exact = x * erfc(-x / 2.0.squareRoot()) / 2
      return (Double(y) - exact).magnitude / max(x.magnitude, 0x1p-126)
    }
    #expect(error.error <= 1.2e-7, "\(error)")
  }

  @Test func geluWithTanh() {
    let x = Self.sweep(to: 12)
    let error = worst(x, apply(.geluTanh, x)) { x, y in
      let exact = x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
      return (Double(y) - exact).magnitude / max(x.magnitude, 0x1p-126)
    }
    #expect(error.error <= 1.1e-7, "\(error)")
  }

  @Test(arguments: [Float(1), 0.3, -2])
  func elu(alpha: Float) {
    let x = Self.sweep(to: 110)
    let error = worst(x, apply(.elu(alpha: alpha), x)) { x, y in
      ulpError(y, x < 0 ? Double(alpha) * expm1(x) : x)
    }
    #expect(error.error <= 4.6, "\(error)")
  }

  @Test func silu() {
    let x = Self.sweep(to: 80)
    let error = worst(x, apply(.silu, x)) { ulpError($1, $0 / (1 + exp(-$0))) }
    #expect(error.error <= 2.5, "\(error)")
  }

  /// Relative errors, for arguments of any size: nothing is lost where 1 is added to a small number.
  @Test func smoothFunctionsOfLaterKeras() {
    func check(_ function: ElementwiseFunction, to limit: Float, _ bound: Double, _ exact: (Double) -> Double) {
      let x = Self.sweep(to: limit)
      let error = worst(x, apply(function, x)) { ulpError($1, exact($0)) }
      #expect(error.error <= bound, "\(function): \(error)")
    }
    check(.exponential, to: 87, 1.05) { exp($0) }
    check(.softplus, to: 85, 3) { $0 > 40 ? $0 + exp(-$0) : log1p(exp($0)) }
    check(.softsign, to: 1e30, 1.5) { $0 / (1 + $0.magnitude) }
    check(.selu, to: 110, 5) { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) }
    check(.mish, to: 80, 6) { $0 * tanh($0 > 40 ? $0 : log1p(exp($0))) }
  }

  @Test func piecewiseLines() {
    let x = Self.sweep(to: 1e30)
    func check(_ function: ElementwiseFunction, _ exact: (Float) -> Float) {
      #expect(zip(x, apply(function, x)).allSatisfy { $1 == exact($0) }, "\(function)")
    }
    check(.hardSigmoid) { min(max($0 + 3, 0), 6) / 6 }
    check(.hardSilu) { $0 * (min(max($0 + 3, 0), 6) / 6) }
    check(.rectifier(negativeSlope: 0, largest: 6, threshold: 0)) { min(max($0, 0), 6) }
    check(.rectifier(negativeSlope: 0.25, largest: .infinity, threshold: 2)) { $0 > 2 ? $0 : 0.25 * ($0 - 2) }
    check(.rectifier(negativeSlope: 0.5, largest: 1, threshold: 0)) { $0 > 0 ? min($0, 1) : 0.5 * $0 }
  }

  @Test func rectifiers() {
    let x = Self.sweep(to: .greatestFiniteMagnitude)
    #expect(zip(x, apply(.relu, x)).allSatisfy { $1.bitPattern == ($0 > 0 ? $0 : 0).bitPattern })
    #expect(
      zip(x, apply(.leakyRelu(negativeSlope: 0.2), x)).allSatisfy { x, y in
        y.bitPattern == (x < 0 ? x * 0.2 : x).bitPattern
      })
  }

  /// Each derivative against its formula in Double, with an absolute tolerance, since none is much larger than 1. The
  /// smallest numbers are left out: their products with α are zero, so a derivative computed from the result takes the
  /// other side's value.
  @Test func derivatives() {
    let x = Self.sweep(to: 30).filter { $0 == 0 || $0.magnitude > 1e-37 }
    func check(_ name: String, _ function: ElementwiseFunction, _ bound: Double, _ exact: (Double) -> Double) {
      let cached = function.derivativeNeedsOnlyOutput ? apply(function, x) : x
      let error = worst(x, derivative(function, cached)) { (Double($1) - exact($0)).magnitude }
      #expect(error.error <= bound, "\(name): \(error)")
    }
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    check("relu′", .relu, 0) { $0 > 0 ? 1 : 0 }
    check("leakyRelu′", .leakyRelu(negativeSlope: 0.2), 1e-8) { $0 < 0 ? 0.2 : 1 }
    check("elu′", .elu(alpha: 0.5), 1e-7) { $0 < 0 ? 0.5 * exp($0) : 1 }
    check("elu′, negative α", .elu(alpha: -0.5), 3e-8) { $0 < 0 ? -0.5 * exp($0) : 1 }
    check("tanh′", .tanh, 1.1e-7) { 1 / (cosh($0) * cosh($0)) }
    check("sigmoid′", .sigmoid, 1e-7) { logistic($0) * logistic(-$0) }
    check("silu′", .silu, 1e-6) { logistic($0) * (1 + $0 * logistic(-$0)) }
    check("gelu′", .gelu, 1.3e-7) { x in
      erfc(-x / 2.0.squareRoot()) / 2 + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
    check("selu′", .selu, 3e-7) { 1.0507009873554805 * ($0 < 0 ? 1.6732632423543772 * exp($0) : 1) }
    check("softplus′", .softplus, 1e-7) { logistic($0) }
    check("softsign′", .softsign, 2.1e-7) { 1 / ((1 + $0.magnitude) * (1 + $0.magnitude)) }
    check("hardSigmoid′", .hardSigmoid, 1e-8) { $0 > -3 && $0 < 3 ? 1.0 / 6 : 0 }
    check("hardSilu′", .hardSilu, 1e-6) { $0 <= -3 ? 0 : $0 >= 3 ? 1 : (2 * $0 + 3) / 6 }
    check("mish′", .mish, 1e-6) { x in
      let t = tanh(x > 40 ? x : log1p(exp(x)))
      return t + x * logistic(x) * (1 - t * t)
    }
    check("relu6′", .rectifier(negativeSlope: 0, largest: 6, threshold: 0), 0) { $0 > 0 && $0 < 6 ? 1 : 0 }
    check("relu′ with everything", .rectifier(negativeSlope: 0.25, largest: 6, threshold: 1), 0) {
      $0 > 1 ? ($0 < 6 ? 1 : 0) : 0.25
    }
    check("geluTanh′", .geluTanh, 6e-7) { x in
      let scale = (2 / Double.pi).squareRoot()
      let t = tanh(scale * (x + 0.044715 * x * x * x))
      return (1 + t) / 2 + x / 2 * (1 - t * t) * scale * (1 + 3 * 0.044715 * x * x)
    }
  }

  @Test func infinitiesGoToTheirLimits() {
    let x: [Float] = [.infinity, -.infinity]
    #expect(apply(.tanh, x) == [1, -1])
    #expect(apply(.sigmoid, x) == [1, 0])
    #expect(apply(.relu, x) == [.infinity, 0])
    #expect(apply(.elu(alpha: 0.5), x) == [.infinity, -0.5])
    #expect(apply(.leakyRelu(negativeSlope: 0.25), x) == x)
    #expect(apply(.softplus, x) == [.infinity, 0])
    #expect(apply(.exponential, x) == [.infinity, 0])
    #expect(apply(.hardSigmoid, x) == [1, 0])
    #expect(apply(.rectifier(negativeSlope: 0, largest: 6, threshold: 0), x) == [6, 0])
  }

  @Test func aNaNStaysANaN() {
    let functions: [ElementwiseFunction] = [
      .relu, .silu, .tanh, .sigmoid, .leakyRelu(negativeSlope: 0.2), .elu(alpha: 1), .gelu, .geluTanh, .selu,
      .softplus, .softsign, .exponential, .hardSigmoid, .hardSilu, .mish,
      .rectifier(negativeSlope: 0, largest: 6, threshold: 0), .rectifier(negativeSlope: 1, largest: 6, threshold: 1),
    ]
    for function in functions {
      let y = apply(function, [.nan, -.nan, Float(bitPattern: 0x7f80_0001), 1])
      #expect(y.map(\.isNaN) == [true, true, true, false], "\(function)")
    }
  }
}
