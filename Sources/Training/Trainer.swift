import Datasets
import ExperimentSpec
import Kernels
import ModelGraph
import Tensors

/// How an epoch ended.
public enum EpochOutcome: Equatable, Sendable {
  case finished(EpochRecord)
  /// The loss of this step was not finite.
  case diverged(StepRecord)
  /// `onStep` asked to stop.
  case stopped
}

/// Trains one experiment, epoch by epoch. Prints nothing, reads no file and no clock.
public final class Trainer {
  public init(
    spec: ExperimentSpec, graph: ModelGraph, training: LabeledImages, parallelism: Parallelism,
    initialWeights: [NamedTensor]? = nil
  ) throws(InitialWeightsProblem) { fatalError() }

  /// The number of training samples after the validation split, and of those held out.
  public var trainingCount: Int { fatalError() }
  public var validationCount: Int { fatalError() }
  public var stepsPerEpoch: Int { fatalError() }

  /// Trains the next epoch. `onStep` is called after each step and returns whether to go on.
  public func trainEpoch(onStep: (borrowing StepRecord) -> Bool) -> EpochOutcome { fatalError() }

  /// The trained model's answers; dropout is off.
  public func evaluate(_ samples: LabeledImages) -> Evaluation { fatalError() }

  /// Copies of all weights, in the order of the spec's list, kernel before bias.
  public func weights() -> [NamedTensor] { fatalError() }
}

/// `initial_weights` does not fit the model: a tensor is missing, unknown, or of another shape.
public struct InitialWeightsProblem: Error, Equatable {
  public var problem: String
  public init(problem: String) { self.problem = problem }
}
