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
    }
  }
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
