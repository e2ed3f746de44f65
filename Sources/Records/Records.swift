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

  public init(step: Int, epoch: Int, stepInEpoch: Int, stepsInEpoch: Int, batch: Scores, running: Scores) {
    self.step = step
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.stepsInEpoch = stepsInEpoch
    self.batch = batch
    self.running = running
  }
}

/// A trained model's answers for a set of samples.
public struct Evaluation: Equatable, Sendable {
  public var scores: Scores
  public var classes: Int
  /// `count × classes`, the model's last layer for each sample (probabilities when it ends in a softmax).
  public var outputs: [Float]
  /// The class with the largest output, the first of equals; empty if the targets are values.
  public var predicted: [Int32]
  public var labels: [Int32]

  public init(scores: Scores, classes: Int, outputs: [Float], predicted: [Int32], labels: [Int32]) {
    self.scores = scores
    self.classes = classes
    self.outputs = outputs
    self.predicted = predicted
    self.labels = labels
  }

  public var errors: Int { zip(predicted, labels).count { $0 != $1 } }
}
