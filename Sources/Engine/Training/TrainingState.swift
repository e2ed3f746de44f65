import Records

/// A state does not belong to this trainer: its position or its tensors don't fit the spec.
public struct TrainingStateProblem: Error, Equatable, Sendable {
  public var problem: String

  public init(problem: String) { self.problem = problem }
}

extension Trainer {
  /// A copy of everything on which the next step depends.
  public var state: TrainingState {
    TrainingState(
      finishedEpochs: finishedEpochs, steps: steps, sums: sums, tensors: network.tensorsWithStates(), kept: kept,
      best: best)
  }

  /// Continues where another trainer of the same spec and samples stopped.
  public func restore(_ state: TrainingState) throws(TrainingStateProblem) {
    guard state.finishedEpochs >= 0, 0...stepsPerEpoch ~= state.steps else {
      throw TrainingStateProblem(
        problem: "it stands at step \(state.steps) of an epoch that has \(stepsPerEpoch)")
    }
    guard state.sums.samples == min(state.steps * batchSize, trainingCount) else {
      throw TrainingStateProblem(
        problem: "its sums are over \(state.sums.samples) samples after \(state.steps) steps of \(batchSize)")
    }
    guard scoring.fits(state.sums) else {
      throw TrainingStateProblem(problem: "its sums are of other metrics")
    }
    guard [state.kept, state.best].allSatisfy({ $0.isEmpty || network.hasWeights(like: $0) }) else {
      throw TrainingStateProblem(problem: "its kept weights are not this model's")
    }
    try network.setTensorsWithStates(state.tensors)
    takeOver(state)
  }
}

extension Network {
  func tensorsWithStates() -> [NamedTensor] {
    parameters.flatMap { name, parameter in
      let states = parameter.rowMajorStates.enumerated().map { index, values in
        NamedTensor(name: "\(name).state.\(index)", shape: parameter.shape, values: values)
      }
      return [NamedTensor(name: name, shape: parameter.shape, values: parameter.rowMajorValues)] + states
    }
  }

  /// Replaces all weights and states with exactly the tensors of `tensorsWithStates`, in its order.
  func setTensorsWithStates(_ tensors: [NamedTensor]) throws(TrainingStateProblem) {
    let expected = parameters.flatMap { name, parameter in
      [(name, parameter.shape)] + parameter.states.indices.map { ("\(name).state.\($0)", parameter.shape) }
    }
    guard expected.elementsEqual(tensors, by: { $0.0 == $1.name && $0.1 == $1.shape }) else {
      throw TrainingStateProblem(problem: "its tensors are not this model's")
    }
    var next = tensors.makeIterator()
    for (_, parameter) in parameters {
      if let values = next.next() { parameter.setValues(rowMajor: values.values) }
      for index in parameter.states.indices {
        if let state = next.next() { parameter.setState(index, rowMajor: state.values) }
      }
    }
  }
}
