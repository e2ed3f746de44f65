/// What a rule does to sixteen elements of a parameter: Keras 3's `update_step`s, with the names of `OptimizerRule`.
///
/// Each is a type, because a generic loop is then compiled for each with the arithmetic in it. Of as many closures the compiler leaves
/// some to be called, which takes more than twice the time.
protocol UpdateStep {
  static var states: Int { get }
  func change(_ x: inout Elements, _ g: Vector)
}

/// Sixteen elements of a parameter with their states, named as in `OptimizerRule`.
struct Elements {
  var w: Vector
  var s: Vector
  var t: Vector
  var u: Vector

  /// The sum of x − x, which is 0 for a finite x and otherwise NaN.
  @inline(__always)
  func finiteness(states: Int) -> Vector {
    var sum = w - w
    if states > 0 { sum += s - s }
    if states > 1 { sum += t - t }
    if states > 2 { sum += u - u }
    return sum
  }
}

/// w ← w − decay·w before another step.
struct DecayingStep<Step: UpdateStep>: UpdateStep {
  let decay: Float
  let step: Step
  static var states: Int { Step.states }

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.w = fma(x.w, Vector(repeating: -decay), x.w)
    step.change(&x, g)
  }
}

struct SGDStep: UpdateStep {
  let learningRate: Float
  static let states = 0

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) { x.w = fma(g, Vector(repeating: -learningRate), x.w) }
}

struct MomentumStep: UpdateStep {
  let learningRate: Float
  let momentum: Float
  let nesterov: Bool
  static let states = 1

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    let step = g * learningRate
    x.s = settledMean(fma(x.s, Vector(repeating: momentum), -step))
    x.w += nesterov ? fma(x.s, Vector(repeating: momentum), -step) : x.s
  }
}

/// Of the gradient, s, and of its square, t.
struct Means {
  let oneMinusBeta1: Float
  let oneMinusBeta2: Float

  init(_ oneMinusBeta1: Float, _ oneMinusBeta2: Float) {
    (self.oneMinusBeta1, self.oneMinusBeta2) = (oneMinusBeta1, oneMinusBeta2)
  }

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
    x.t = settledSquare(fma(fma(g, g, -x.t), Vector(repeating: oneMinusBeta2), x.t))
  }
}

struct AdamStep: UpdateStep {
  let stepSize: Float
  let means: Means
  let epsilon: Float
  static let states = 2

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    means.change(&x, g)
    x.w -= x.s * stepSize / (squareRoot(x.t) + epsilon)
  }
}

struct AMSGradStep: UpdateStep {
  let stepSize: Float
  let means: Means
  let epsilon: Float
  static let states = 3

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    means.change(&x, g)
    x.u = larger(x.t, than: x.u)
    x.w -= x.s * stepSize / (squareRoot(x.u) + epsilon)
  }
}

struct NadamStep: UpdateStep {
  let learningRate: Float
  let meanFactor: Float
  let gradientFactor: Float
  let squareFactor: Float
  let means: Means
  let epsilon: Float
  static let states = 2

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    means.change(&x, g)
    let ahead = fma(x.s, Vector(repeating: meanFactor), g * gradientFactor)
    x.w -= ahead * learningRate / (squareRoot(x.t * squareFactor) + epsilon)
  }
}

struct AdamaxStep: UpdateStep {
  let stepSize: Float
  let oneMinusBeta1: Float
  let beta2: Float
  let epsilon: Float
  static let states = 2

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
    x.t = larger(magnitude(g), than: settledMean(x.t * beta2))
    x.w -= x.s * stepSize / (x.t + epsilon)
  }
}

struct LionStep: UpdateStep {
  let learningRate: Float
  let beta1: Float
  let oneMinusBeta1: Float
  let beta2: Float
  let oneMinusBeta2: Float
  static let states = 1

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    let direction = fma(x.s, Vector(repeating: beta1), g * oneMinusBeta1)
    let step = copySign(Vector(repeating: learningRate), direction)
    // The sign of 0 is 0, and that of a NaN a NaN.
    x.w -= select(magnitude(direction) .> Vector(), step, direction)
    x.s = settledMean(fma(x.s, Vector(repeating: beta2), g * oneMinusBeta2))
  }
}

struct AdadeltaStep: UpdateStep {
  let learningRate: Float
  let rho: Float
  let oneMinusRho: Float
  let epsilon: Float
  static let states = 2

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
    let step = squareRoot(x.t + epsilon) * g / squareRoot(x.s + epsilon)
    x.t = settledSquare(fma(x.t, Vector(repeating: rho), step * step * oneMinusRho))
    x.w = fma(step, Vector(repeating: -learningRate), x.w)
  }
}

struct RMSpropStep: UpdateStep {
  let learningRate: Float
  let rho: Float
  let oneMinusRho: Float
  let epsilon: Float
  static let states = 1

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
    x.w -= g * learningRate / squareRoot(x.s + epsilon)
  }
}

/// With momentum, centered, or both.
struct GeneralRMSpropStep: UpdateStep {
  let learningRate: Float
  let rho: Float
  let oneMinusRho: Float
  let momentum: Float
  let epsilon: Float
  let centered: Bool
  static let states = 3

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
    var denominator = x.s + epsilon
    if centered {
      x.t = settledMean(fma(x.t, Vector(repeating: rho), g * oneMinusRho))
      denominator = fma(-x.t, x.t, denominator)
    }
    x.u = settledMean(fma(x.u, Vector(repeating: momentum), g * learningRate / squareRoot(denominator)))
    x.w -= x.u
  }
}

struct AdagradStep: UpdateStep {
  let learningRate: Float
  let epsilon: Float
  static let states = 1

  @inline(__always)
  func change(_ x: inout Elements, _ g: Vector) {
    x.s = fma(g, g, x.s)
    x.w -= g * learningRate / squareRoot(x.s + epsilon)
  }
}

// The running mean of a gradient that has become zero decays by a factor in each step until it is subnormal, and stays there,
// because a tenth of the smallest number is rounded away. Processors are slow with subnormal numbers, which become common
// within a few epochs, so a mean that small becomes zero: Documentation/decisions/settled-states.md.

/// A running mean of gradients or steps, zero below 2⁻¹⁰⁰: even a step size of 2⁻²⁶ makes no subnormal product of what is left.
@inline(__always)
func settledMean(_ x: Vector) -> Vector { settled(x, below: 0x1p-100) }

/// A running mean of squares, zero where it would be subnormal.
@inline(__always)
func settledSquare(_ x: Vector) -> Vector { settled(x, below: .leastNormalMagnitude) }

@inline(__always)
private func settled(_ x: Vector, below limit: Float) -> Vector {
  select(magnitude(x) .< Vector(repeating: limit), Vector(), x)
}

/// A maximum that hides nothing: x − x is 0 for a finite x and otherwise NaN.
@inline(__always)
private func larger(_ new: Vector, than old: Vector) -> Vector { select(new .> old, new, old) + (old - old) }
