import Catalog

/// h = f(z)   Backward: dz = dh ⊙ f′
final class SimpleCell: RecurrentCell {
  let (inputBlocks, stateBlocks) = ([0], [0])
  let (blocks, hasMemory, keepsState) = (1, false, false)
  private let activation: GateActivation

  init(_ function: ActivationFunction, size: Int) { activation = GateActivation(function, size: size) }

  func forward(_ step: RecurrentStep) {
    activation.forward(step[0], step)
    step.state.update(from: step[0], count: step.count)
  }

  func backward(_ step: RecurrentStep, _ gradients: RecurrentGradients) {
    activation.backward(step[0], gradients.state.pointer, step[0], step)
  }
}

extension SimpleRNNSpec: RecurrentMachinery {
  static let way = "simple recurrence"

  func cell(size: Int) -> any RecurrentCell { SimpleCell(ActivationFunction(recurrence.activation), size: size) }
}
