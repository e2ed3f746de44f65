import KernelTypes

// Each function is beside its derivative. A NaN stays a NaN, so that a diverged run is noticed in the step in which it happens:
// hence `x <= 0 ? 0 : x`, not `x > 0 ? x : 0`.

extension CompiledKernels {
  func apply(_ function: ElementwiseFunction, x: Input, y: Output, count: Int) {
    switch function {
    case .relu: mapVectors(x, y, count) { relu($0) }
    case .leakyRelu(let slope): mapVectors(x, y, count) { select($0 .< Vector(), $0 * slope, $0) }
    case .elu(let alpha): mapVectors(x, y, count) { elu($0, alpha) }
    case .silu: mapVectors(x, y, count) { $0 * sigmoid($0) }
    case .tanh: mapVectors(x, y, count) { tanh($0) }
    case .sigmoid: mapVectors(x, y, count) { sigmoid($0) }
    case .gelu: mapVectors(x, y, count) { $0 * normalDistribution($0) }
    case .geluTanh: mapVectors(x, y, count) { x in halfOf(x) * (tanh(geluArgument(x)) + one) }
    case .rectifier(let slope, let largest, let threshold):
      let (largest, threshold) = (Vector(repeating: largest), Vector(repeating: threshold))
      mapVectors(x, y, count) { x in
        // Without a slope −∞ becomes 0, too.
        let below = slope == 0 ? Vector() : (x - threshold) * slope
        return select(x .<= threshold, below, select(x .> largest, largest, x))
      }
    case .selu: mapVectors(x, y, count) { select($0 .< Vector(), elu($0, Selu.limit), $0 * Selu.scale) }
    case .softplus: mapVectors(x, y, count) { softplus($0) }
    case .softsign: mapVectors(x, y, count) { $0 / (magnitude($0) + one) }
    case .exponential: mapVectors(x, y, count) { exp($0) }
    case .hardSigmoid: mapVectors(x, y, count) { hardSigmoid($0) }
    case .hardSilu: mapVectors(x, y, count) { $0 * hardSigmoid($0) }
    case .mish: mapVectors(x, y, count) { $0 * tanh(softplus($0)) }
    }
  }

  func applyGradient(_ function: ElementwiseFunction, cached: Input, dy: Input, dx: Output, count: Int) {
    switch function {
    case .relu: mapVectors(cached, dy, dx, count) { y, dy in select(y .> Vector(), dy, Vector()) }
    case .leakyRelu(let slope): mapVectors(cached, dy, dx, count) { y, dy in select(y .< Vector(), dy * slope, dy) }
    case .elu(let alpha):
      if function.derivativeNeedsOnlyOutput {
        mapVectors(cached, dy, dx, count) { y, dy in select(y .< Vector(), dy * (y + alpha), dy) }
      } else {
        mapVectors(cached, dy, dx, count) { x, dy in select(x .< Vector(), dy * (exp(x) * alpha), dy) }
      }
    case .tanh: mapVectors(cached, dy, dx, count) { y, dy in dy * fma(-y, y, one) }
    case .sigmoid: mapVectors(cached, dy, dx, count) { y, dy in dy * (y * (one - y)) }
    case .silu:
      mapVectors(cached, dy, dx, count) { x, dy in
        let s = sigmoid(x)
        return dy * (s * fma(x, one - s, one))
      }
    case .gelu:
      // Φ(x) + x·φ(x), φ(x) = e^(−x²/2) ÷ √(2π)
      mapVectors(cached, dy, dx, count) { x, dy in
        dy * fma(x * Vector(repeating: 0.398_942_28), exp(halfOf(x) * -x), normalDistribution(x))
      }
    case .geluTanh: mapVectors(cached, dy, dx, count) { x, dy in dy * geluTanhDerivative(x) }
    case .rectifier(let slope, let largest, _):
      // Up to the threshold y is not positive.
      mapVectors(cached, dy, dx, count) { y, dy in
        let passed = select(y .< Vector(repeating: largest), dy, Vector())
        return select(y .> Vector(), passed, slope == 0 ? Vector() : dy * slope)
      }
    case .selu:
      mapVectors(cached, dy, dx, count) { y, dy in select(y .< Vector(), dy * (y + Selu.limit), dy * Selu.scale) }
    case .softplus: mapVectors(cached, dy, dx, count) { x, dy in dy * sigmoid(x) }
    case .softsign:
      mapVectors(cached, dy, dx, count) { x, dy in
        let divisor = magnitude(x) + one
        return dy / (divisor * divisor)
      }
    case .exponential: mapVectors(cached, dy, dx, count) { y, dy in dy * y }
    case .hardSigmoid:
      mapVectors(cached, dy, dx, count) { y, dy in
        select(y .> Vector(), select(y .< one, dy / 6, Vector()), Vector())
      }
    case .hardSilu: mapVectors(cached, dy, dx, count) { x, dy in dy * hardSiluDerivative(x) }
    case .mish:
      // t + x·σ(x)·(1 − t²), t = tanh(softplus x)
      mapVectors(cached, dy, dx, count) { x, dy in
        let t = tanh(softplus(x))
        return dy * fma(x * sigmoid(x), fma(-t, t, one), t)
      }
    }
  }
}

/// The scale λ and λ·α: G. Klambauer et al., "Self-normalizing neural networks", 2017.
private enum Selu {
  @inline(__always) static var scale: Float { 1.050_700_987_355_480_5 }
  @inline(__always) static var limit: Float { 1.758_099_340_847_376_6 }
}

private var one: Vector { @inline(__always) get { Vector(repeating: 1) } }

@inline(__always)
private func halfOf(_ x: Vector) -> Vector { x * Vector(repeating: 0.5) }

@inline(__always)
func relu(_ x: Vector) -> Vector { select(x .<= Vector(), Vector(), x) }

/// α(eˣ − 1) below zero. Near zero, where the difference loses digits, the series x + x²/2 + x³/6 + x⁴/24 is used.
@inline(__always)
private func elu(_ x: Vector, _ alpha: Float) -> Vector {
  let p = fma(fma(fma(fma(x, 1.0 / 120, 1.0 / 24), x, 1.0 / 6), x, 0.5), x * x, x)
  let expm1 = select(magnitude(x) .< Vector(repeating: 0.125), p, exp(x) - one)
  return select(x .< Vector(), expm1 * alpha, x)
}

/// Φ(x) = (1 + erf(x ÷ √2)) ÷ 2
@inline(__always)
private func normalDistribution(_ x: Vector) -> Vector { halfOf(erf(x * Vector(repeating: 0.707_106_78)) + one) }

/// √(2 ÷ π)·(x + 0.044715·x³)
@inline(__always)
private func geluArgument(_ x: Vector) -> Vector {
  fma(x * x * x, Vector(repeating: 0.044_715), x) * Vector(repeating: 0.797_884_56)
}

@inline(__always)
private func geluTanhDerivative(_ x: Vector) -> Vector {
  let t = tanh(geluArgument(x))
  let slope = fma(x * x, 3 * 0.044_715, 1) * Vector(repeating: 0.797_884_56)
  return fma(halfOf(x) * fma(-t, t, one), slope, halfOf(t + one))
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)
@inline(__always)
func softplus(_ x: Vector) -> Vector { relu(x) + log1p(exp(-magnitude(x))) }

/// min(max(x + 3, 0), 6) ÷ 6
@inline(__always)
private func hardSigmoid(_ x: Vector) -> Vector {
  let shifted = relu(x + 3)
  return select(shifted .> Vector(repeating: 6), Vector(repeating: 6), shifted) / 6
}

/// 0 below −3, 1 above 3, (2x + 3) ÷ 6 between.
@inline(__always)
private func hardSiluDerivative(_ x: Vector) -> Vector {
  let between = select(x .>= Vector(repeating: 3), one, (x + x + 3) / 6)
  return select(x .<= Vector(repeating: -3), Vector(), between)
}
