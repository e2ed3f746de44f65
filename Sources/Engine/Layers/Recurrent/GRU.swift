import Catalog

/// z = σ(x·W_z + h₋·U_z)   r = σ(x·W_r + h₋·U_r)   q = h₋·U_h   ĥ = φ(x·W_h + r ⊙ q)   h = z ⊙ h₋ + (1 − z) ⊙ ĥ, each product with
/// its bias
///
/// Backward: dz = dh ⊙ (h₋ − ĥ)   dĥ = dh ⊙ (1 − z)   with a = x·W_h + r ⊙ q:  da = dĥ ⊙ φ′   dr = da ⊙ q   dq = da ⊙ r
///   dh₋ = dh ⊙ z + the products
///
/// The blocks are z, r, ĥ and q.
final class GRUCell: RecurrentCell {
  let (inputBlocks, stateBlocks) = ([0, 1, 2], [0, 1, 3])
  let (blocks, hasMemory, keepsState) = (4, false, true)
  private let update: GateActivation
  private let reset: GateActivation
  private let candidate: GateActivation

  /// φ is `activation`, σ `gate`.
  init(_ activation: ActivationFunction, gate: ActivationFunction, size: Int) {
    update = GateActivation(gate, size: size)
    reset = GateActivation(gate, size: size)
    candidate = GateActivation(activation, size: size)
  }

  func forward(_ step: RecurrentStep) {
    let kernels = step.kernels
    let (z, r, candidates, q) = (step[0], step[1], step[2], step[3])
    update.forward(z, step)
    reset.forward(r, step)
    kernels.multiplyAdd(r, q, z: candidates, count: step.count)
    candidate.forward(candidates, step)
    kernels.interpolate(z, step.previousState, candidates, y: step.state, count: step.count)
  }

  func backward(_ step: RecurrentStep, _ gradients: RecurrentGradients) {
    let (kernels, count) = (step.kernels, step.count)
    let (z, r, candidates, q) = (step[0], step[1], step[2], step[3])
    let (dh, one, other) = (gradients.state.pointer, gradients.one.pointer, gradients.other.pointer)
    kernels.interpolationGradient(z, step.previousState, candidates, dy: dh, dgate: one, db: other, count: count)
    kernels.multiply(dh, z, z: dh, count: count)
    update.backward(z, one, z, step)
    candidate.backward(candidates, other, candidates, step)
    kernels.multiply(candidates, q, z: one, count: count)
    kernels.multiply(candidates, r, z: q, count: count)
    reset.backward(r, one, r, step)
  }
}

extension GRUSpec: RecurrentMachinery {
  static let way = "gated recurrence"

  func cell(size: Int) -> any RecurrentCell {
    GRUCell(ActivationFunction(recurrence.activation), gate: ActivationFunction(recurrentActivation), size: size)
  }
}
