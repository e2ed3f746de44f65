/// A loss and the values of the spec's metrics, in the spec's order.
public struct Scores: Equatable, Sendable {
  public var loss: Float
  public var metrics: [Float]

  public init(loss: Float, metrics: [Float]) {
    self.loss = loss
    self.metrics = metrics
  }
}

/// One row of the history.
public struct EpochRecord: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// Running means over the epoch's samples, as the weights change: Keras's training metrics.
  public var training: Scores
  /// On the held-out samples after the epoch; nil without a `validation_split`.
  public var validation: Scores?
  public var learningRate: Float

  public init(epoch: Int, training: Scores, validation: Scores?, learningRate: Float) {
    self.epoch = epoch
    self.training = training
    self.validation = validation
    self.learningRate = learningRate
  }
}

/// What is known after one step of training.
public struct StepRecord: Equatable, Sendable {
  /// From 1, counted over the whole run.
  public var step: Int
  /// From 1.
  public var epoch: Int
  /// From 1, within the epoch.
  public var stepInEpoch: Int
  public var stepsInEpoch: Int
  /// The scores of this batch alone.
  public var batch: Scores
  /// The scores of the epoch so far.
  public var running: Scores
  /// The step's rate, if a schedule changes it from step to step.
  public var learningRate: Float?

  public init(
    step: Int, epoch: Int, stepInEpoch: Int, stepsInEpoch: Int, batch: Scores, running: Scores,
    learningRate: Float? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.stepsInEpoch = stepsInEpoch
    self.batch = batch
    self.running = running
    self.learningRate = learningRate
  }
}

/// A trained model's answers for a set of samples.
public struct Evaluation: Equatable, Sendable {
  public var scores: Scores
  /// 0 if the targets are values.
  public var classes: Int
  /// How many numbers the model's last layer has: usually one for each class or value, but two classes may have one.
  public var width: Int
  /// `count × width`, the model's last layer for each sample (probabilities when it ends in a softmax or a sigmoid).
  public var outputs: [Float]
  /// The class with the largest output, the first of equals. If there is only one output: class 1 above the threshold, else class 0.
  /// Empty if the targets are values.
  public var predicted: [Int32]
  /// Empty if the targets are values.
  public var labels: [Int32]
  /// `count × width`, what the outputs should be; empty if the targets are classes.
  public var values: [Float]
  /// Above which the only output of two classes says the second: ½ for a probability.
  public var threshold: Float = 0.5

  /// - Parameter width: nil for as many as there are classes.
  public init(
    scores: Scores, classes: Int, width: Int? = nil, outputs: [Float], predicted: [Int32] = [], labels: [Int32] = [],
    values: [Float] = []
  ) {
    self.scores = scores
    self.classes = classes
    self.width = width ?? classes
    self.outputs = outputs
    self.predicted = predicted
    self.labels = labels
    self.values = values
  }

  public var errors: Int { zip(predicted, labels).count { $0 != $1 } }

  /// An output for each class of a sample: the only one of two classes is the second's, and as far from the threshold the first's.
  public func classOutputs(of sample: Int) -> [Float] {
    let outputs = outputs(of: sample)
    guard width == 1, classes == 2, let second = outputs.first else { return Array(outputs) }
    return [2 * threshold - second, second]
  }

  /// The outputs of a sample.
  public func outputs(of sample: Int) -> ArraySlice<Float> { outputs[sample * width..<(sample + 1) * width] }
}
