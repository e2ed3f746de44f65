import Catalog

/// i = σ(z_i)   f = σ(z_f)   g = φ(z_c)   o = σ(z_o)   c = f ⊙ c₋ + i ⊙ g   h = o ⊙ φ(c)
///
/// Backward: dc += dh ⊙ o ⊙ φ′   do = dh ⊙ φ(c)   di = dc ⊙ g   dg = dc ⊙ i   df = dc ⊙ c₋   dc₋ = dc ⊙ f
///
/// The blocks are i, f, g, o and φ(c).
final class LSTMCell: RecurrentCell {
  let (inputBlocks, stateBlocks) = ([0, 1, 2, 3], [0, 1, 2, 3])
  let (blocks, hasMemory, keepsState) = (5, true, false)
  private let input: GateActivation
  private let forget: GateActivation
  private let candidate: GateActivation
  private let output: GateActivation
  private let result: GateActivation

  /// φ is `activation`, σ `gate`.
  init(_ activation: ActivationFunction, gate: ActivationFunction, size: Int) {
    input = GateActivation(gate, size: size)
    forget = GateActivation(gate, size: size)
    candidate = GateActivation(activation, size: size)
    output = GateActivation(gate, size: size)
    result = GateActivation(activation, size: size)
  }

  func forward(_ step: RecurrentStep) {
    let kernels = step.kernels
    let (i, f, g, o, shown) = (step[0], step[1], step[2], step[3], step[4])
    input.forward(i, step)
    forget.forward(f, step)
    candidate.forward(g, step)
    output.forward(o, step)
    kernels.multiply(i, g, z: step.memory, count: step.count)
    kernels.multiplyAdd(f, step.previousMemory, z: step.memory, count: step.count)
    shown.update(from: step.memory, count: step.count)
    result.forward(shown, step)
    kernels.multiply(o, shown, z: step.state, count: step.count)
  }

  func backward(_ step: RecurrentStep, _ gradients: RecurrentGradients) {
    let (kernels, count) = (step.kernels, step.count)
    let (i, f, g, o, shown) = (step[0], step[1], step[2], step[3], step[4])
    let (dh, dc) = (gradients.state.pointer, gradients.memory.pointer)
    let (one, other) = (gradients.one.pointer, gradients.other.pointer)
    kernels.multiply(dh, o, z: one, count: count)
    result.backward(shown, one, one, step)
    kernels.columnSums(one, rows: 1, rowStride: 0, columns: count, y: dc, accumulate: true)
    kernels.multiply(dh, shown, z: one, count: count)
    output.backward(o, one, o, step)
    kernels.multiply(dc, g, z: one, count: count)
    kernels.multiply(dc, i, z: other, count: count)
    input.backward(i, one, i, step)
    candidate.backward(g, other, g, step)
    kernels.multiply(dc, step.previousMemory, z: one, count: count)
    kernels.multiply(dc, f, z: dc, count: count)
    forget.backward(f, one, f, step)
  }
}

extension LSTMSpec: RecurrentMachinery {
  static let way = "long short-term memory"

  func cell(size: Int) -> any RecurrentCell {
    LSTMCell(ActivationFunction(recurrence.activation), gate: ActivationFunction(recurrentActivation), size: size)
  }
}
