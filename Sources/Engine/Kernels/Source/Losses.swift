import KernelTypes

// Each loss is beside its derivative. A NaN stays a NaN: see Activations.swift.

extension CompiledKernels {
  func elementwise(
    _ loss: ElementwiseLoss, p: Input, y: Input, losses: Output, dp: Output?, scale: Float, count: Int
  ) {
    /// Calls `function` with sixteen outputs and targets at a time.
    @inline(__always)
    func map(_ function: (_ p: Vector, _ y: Vector) -> (loss: Vector, slope: Vector)) {
      guard let dp else { return mapVectors(p, y, losses, count) { function($0, $1).loss } }
      var index = 0
      while index < count {
        let lanes = min(vectorWidth, count &- index)
        let result = function(loadPartial(p, index, count: lanes), loadPartial(y, index, count: lanes))
        storePartial(result.loss, losses, index, count: lanes)
        storePartial(result.slope * scale, dp, index, count: lanes)
        index &+= vectorWidth
      }
    }
    switch loss {
    case .squaredError:
      map { p, y in
        let e = p - y
        return (e * e, e + e)
      }
    case .absoluteError: map { p, y in (magnitude(p - y), sign(p - y)) }
    case .percentageError:
      map { p, y in
        let unit = Vector(repeating: 100) / atLeast(tiny, magnitude(y))
        return (magnitude(p - y) * unit, sign(p - y) * unit)
      }
    case .squaredLogarithmicError: map(squaredLogarithmicError)
    case .huber(let delta): map { p, y in huber(p - y, delta) }
    case .logCosh: map { p, y in (logCosh(p - y), tanh(p - y)) }
    case .poisson: map { p, y in (p - y * naturalLogarithm(p + tiny), one - y / (p + tiny)) }
    case .divergence: map(divergence)
    case .hinge(let isSquared): map { p, y in hinge(p, select(y .== Vector(), -one, y), isSquared: isSquared) }
    case .sigmoidCrossEntropy(let label): map { z, y in sigmoidCrossEntropy(z, label.of(y)) }
    case .sigmoidFocal(let label, let alpha, let gamma): map { z, y in sigmoidFocal(z, label.of(y), alpha, gamma) }
    case .crossEntropy(let label):
      map { p, y in
        let c = clipped(p, one - tiny)
        return (-(label.of(y) * log(c)), select(c .== p, -(label.of(y) / c), Vector()))
      }
    case .binaryCrossEntropy(let label):
      map { p, y in
        let (c, t) = (clipped(p, one - tiny), label.of(y))
        let loss = -(t * log(c)) - (one - t) * log(one - c)
        return (loss, select(c .== p, (c - t) / (c * (one - c)), Vector()))
      }
    case .focal(let label, let alpha, let gamma): map { p, y in focal(p, label.of(y), alpha, gamma) }
    }
  }
}

private var one: Vector { @inline(__always) get { Vector(repeating: 1) } }

/// Keras's epsilon.
private var tiny: Vector { @inline(__always) get { Vector(repeating: 1e-7) } }

@inline(__always)
private func atLeast(_ bound: Vector, _ x: Vector) -> Vector { select(x .< bound, bound, x) }

/// x in [1e-7, largest].
@inline(__always)
private func clipped(_ x: Vector, _ largest: Vector) -> Vector {
  let x = atLeast(tiny, x)
  return select(x .> largest, largest, x)
}

@inline(__always)
private func sign(_ x: Vector) -> Vector { select(x .== Vector(), x, copySign(one, x)) }

/// ln x for all x: −∞ at 0, NaN below.
@inline(__always)
private func naturalLogarithm(_ x: Vector) -> Vector {
  let result = select(x .< Vector(repeating: .leastNormalMagnitude), Vector(repeating: -.infinity), log(x))
  return select(x .< Vector(), Vector(repeating: .nan), result)
}

/// xᵃ for x ≥ 0; 0 counts as the smallest normal number.
@inline(__always)
private func power(_ x: Vector, _ a: Float) -> Vector {
  if a == 0 { return one }
  return a == 1 ? x : exp(log(atLeast(Vector(repeating: .leastNormalMagnitude), x)) * a)
}

extension SmoothedLabel {
  @inline(__always)
  fileprivate func of(_ y: Vector) -> Vector { fma(y, factor, rest) }
}

@inline(__always)
private func squaredLogarithmicError(_ p: Vector, _ y: Vector) -> (loss: Vector, slope: Vector) {
  let q = atLeast(tiny, p) + one
  let d = log(q) - log(atLeast(tiny, y) + one)
  return (d * d, select(p .< tiny, Vector(), (d + d) / q))
}

@inline(__always)
private func huber(_ e: Vector, _ delta: Float) -> (loss: Vector, slope: Vector) {
  let (size, bound) = (magnitude(e), Vector(repeating: delta))
  let isNear = size .<= bound
  let far = bound * (size - bound * 0.5)
  return (select(isNear, e * e * 0.5, far), select(isNear, e, copySign(bound, e)))
}

/// ln cosh e = |e| + ln(1 + e^−2|e|) − ln 2. Near zero, where nothing is left of that difference, its series.
@inline(__always)
private func logCosh(_ e: Vector) -> Vector {
  let (size, square) = (magnitude(e), e * e)
  let far = size + log1p(exp(size * -2)) - Vector(repeating: 0.693_147_18)
  var near = fma(square, 31.0 / 14_175, -17.0 / 2_520)
  near = fma(near, square, 1.0 / 45)
  near = fma(near, square, -1.0 / 12)
  near = fma(near, square, 0.5) * square
  return select(size .< Vector(repeating: 0.25), near, far)
}

@inline(__always)
private func divergence(_ p: Vector, _ y: Vector) -> (loss: Vector, slope: Vector) {
  let (q, t) = (clipped(p, one), clipped(y, one))
  return (t * log(t / q), select(q .== p, -(t / q), Vector()))
}

@inline(__always)
private func hinge(_ p: Vector, _ y: Vector, isSquared: Bool) -> (loss: Vector, slope: Vector) {
  let gap = one - y * p
  let h = select(gap .<= Vector(), Vector(), gap)
  let slope = select(gap .<= Vector(), Vector(), -y)
  return isSquared ? (h * h, slope * (h + h)) : (h, slope)
}

/// max(z, 0) − z·t + ln(1 + e^−|z|), whose derivative is σ(z) − t.
@inline(__always)
private func sigmoidCrossEntropy(_ z: Vector, _ t: Vector) -> (loss: Vector, slope: Vector) {
  (relu(z) - z * t + log1p(exp(-magnitude(z))), sigmoid(z) - t)
}

/// With the probability q of what is not true: w·q^γ·bce, and dq ÷ dz = (1 − 2t)·σ(z)·σ(−z).
@inline(__always)
private func sigmoidFocal(
  _ z: Vector, _ t: Vector, _ alpha: Float?, _ gamma: Float
) -> (loss: Vector, slope: Vector) {
  let (p, notP) = (sigmoid(z), sigmoid(-z))
  let bce = sigmoidCrossEntropy(z, t)
  let q = t * notP + (one - t) * p
  var weight = one
  if let alpha { weight = t * alpha + (one - t) * (1 - alpha) }
  let factor = weight * power(q, gamma)
  let factorSlope = weight * power(q, gamma - 1) * gamma * ((one - t - t) * p * notP)
  return (factor * bce.loss, factorSlope * bce.loss + factor * bce.slope)
}

@inline(__always)
private func focal(_ p: Vector, _ t: Vector, _ alpha: Float, _ gamma: Float) -> (loss: Vector, slope: Vector) {
  let c = clipped(p, one - tiny)
  let (rest, logarithm) = (one - c, log(c))
  let factor = t * power(rest, gamma) * alpha
  let slope = t * power(rest, gamma - 1) * (gamma * alpha) * logarithm - factor / c
  return (-(factor * logarithm), select(c .== p, slope, Vector()))
}
