/// One experiment with every default filled in: what a run is a function of, together with the data.
///
/// Plain data. Names and defaults are Keras 3's; a default lives where its property is declared.
public struct ExperimentSpec: Hashable, Sendable {
  /// The base name of the results' files.
  public var name: String
  public var description: String?
  public var dataset: DatasetSpec
  public var seed: UInt64 = 1
  public var layers: [LayerSpec]
  public var optimizer = Self.defaultOptimizer
  public var loss: LossSpec
  public var metrics: [MetricSpec] = [.accuracy]
  public var batchSize: Int = 32
  public var epochs: Int = 1
  public var shuffle: Bool = true
  /// The fraction of the training set, taken from its end before shuffling, that is held out. In [0, 1).
  public var validationSplit: Double = 0
  /// The safetensors file as written in the spec; see `LoadedExperiment.initialWeightsPath` for where it is.
  public var initialWeights: String?
  /// Whether `steps.csv` gets a row for each training step.
  public var logSteps: Bool = false

  package static let defaultOptimizer = OptimizerSpec.rmsprop(.init())

  public init(name: String, dataset: DatasetSpec, layers: [LayerSpec], loss: LossSpec) {
    self.name = name
    self.dataset = dataset
    self.layers = layers
    self.loss = loss
  }
}

/// Which images, and how many of them.
public struct DatasetSpec: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    case mnist
    case fashionMNIST
    /// A folder with the four IDX files, as written in the spec.
    case idx(folder: String)
  }

  public var source: Source
  /// Keep only the first images of the training set.
  public var trainLimit: Int?
  /// Keep only the first images of the test set.
  public var testLimit: Int?

  public init(source: Source, trainLimit: Int? = nil, testLimit: Int? = nil) {
    self.source = source
    self.trainLimit = trainLimit
    self.testLimit = testLimit
  }
}

public enum LossSpec: Hashable, Sendable {
  /// Cross-entropy against one-hot labels. With `fromLogits` the model ends in logits, otherwise in a softmax.
  case categoricalCrossentropy(fromLogits: Bool = false)
  case meanSquaredError
}

public enum MetricSpec: Hashable, Sendable {
  case accuracy
  case topKCategoricalAccuracy(k: Int = 5)

  /// The column's name in the history.
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .topKCategoricalAccuracy: "top_k_categorical_accuracy"
    }
  }
}
