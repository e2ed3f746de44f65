import Catalog

/// What a run is a function of: its resolved spec and its data, and the version of the numerics.
public struct RunConditions: Equatable, Sendable {
  public var name: String
  /// The resolved spec, as `ExperimentSpec.resolved()` gives it.
  public var spec: ConfigValue
  public var data: DataSummary
  public var parameters: Int
  /// The multiply-adds of one sample's forward pass.
  public var multiplyAdds: Int
  /// The metrics' names, in the order of every `Scores.metrics` of the run.
  public var metrics: [String]
  public var numericsVersion: Int

  public init(
    name: String, spec: ConfigValue, data: DataSummary, parameters: Int, multiplyAdds: Int, metrics: [String],
    numericsVersion: Int
  ) {
    self.name = name
    self.spec = spec
    self.data = data
    self.parameters = parameters
    self.multiplyAdds = multiplyAdds
    self.metrics = metrics
    self.numericsVersion = numericsVersion
  }

  /// Those of the forward passes over the samples to train on.
  public var multiplyAddsOfAnEpoch: Double { Double(multiplyAdds) * Double(data.trainingCount) }

  /// Whether the history has columns for the held-out samples.
  public var hasValidation: Bool { data.validationCount > 0 }
}

/// A run's conditions and how it ended: the one record from which the history's CSV and the summary's JSON are made.
///
/// A pure function of the resolved spec and the data: it contains no time, host, path or thread count. The members of
/// the conditions are also its own: `summary.spec` is `summary.conditions.spec`.
@dynamicMemberLookup
public struct RunSummary: Sendable {
  public enum Status: String, Sendable {
    case completed
    case diverged
    /// The status of a checkpoint; no result's file has it.
    case unfinished
  }

  public var conditions: RunConditions
  public var status: Status
  /// The step whose loss was non-finite; nil for a completed run.
  public var divergence: Divergence?
  public var history: [EpochRecord]
  /// Where a rule ended the training before its last epoch; nil if none did.
  public var stop: Stop?
  /// The epoch whose weights are saved, if a rule has kept weights; nil for the last.
  public var savedEpoch: Int?
  /// The epoch whose weights are saved beside the run's own; nil if no rule has chosen one.
  public var best: BestEpoch?
  /// nil for a run that diverged.
  public var test: TestSummary?
  /// SHA-256 of weights.safetensors; nil for a run that diverged.
  public var weightsHash: String?

  public init(
    _ conditions: RunConditions, status: Status, divergence: Divergence? = nil, history: [EpochRecord],
    stop: Stop? = nil, savedEpoch: Int? = nil, best: BestEpoch? = nil, test: TestSummary? = nil,
    weightsHash: String? = nil
  ) {
    self.conditions = conditions
    self.status = status
    self.divergence = divergence
    self.history = history
    self.stop = stop
    self.savedEpoch = savedEpoch
    self.best = best
    self.test = test
    self.weightsHash = weightsHash
  }

  public subscript<Value>(dynamicMember member: KeyPath<RunConditions, Value>) -> Value { conditions[keyPath: member] }

  public subscript<Value>(dynamicMember member: WritableKeyPath<RunConditions, Value>) -> Value {
    get { conditions[keyPath: member] }
    set { conditions[keyPath: member] = newValue }
  }
}

extension RunSummary {
  /// The epoch whose model is saved.
  public var savedRecord: EpochRecord? { savedEpoch.map { history[$0 - 1] } ?? history.last }

  public var savesLastEpoch: Bool { savedEpoch == nil || savedEpoch == history.count }
}

/// Where a rule ended a training before the last epoch of the spec.
public struct Stop: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// The name of the spec's rule that ended it.
  public var by: String

  public init(epoch: Int, by: String) {
    self.epoch = epoch
    self.by = by
  }
}

/// The epoch after which a column that a rule watches was best.
public struct BestEpoch: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// The column's value; NaN if the rule keeps every epoch's weights and this one's value was no finite number.
  public var value: Float
  /// SHA-256 of best.safetensors.
  public var weightsHash: String

  public init(epoch: Int, value: Float, weightsHash: String) {
    self.epoch = epoch
    self.value = value
    self.weightsHash = weightsHash
  }
}

/// Where a loss became non-finite.
public struct Divergence: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// From 1, counted over the whole run.
  public var step: Int

  public init(epoch: Int, step: Int) {
    self.epoch = epoch
    self.step = step
  }
}

/// Which data a run has seen.
public struct DataSummary: Equatable, Sendable {
  public struct File: Equatable, Sendable {
    public var name: String
    /// The hash of the decompressed bytes, hexadecimal.
    public var sha256: String
    /// How many files are in it if it is a folder.
    public var count: Int?

    public init(name: String, sha256: String, count: Int? = nil) {
      self.name = name
      self.sha256 = sha256
      self.count = count
    }
  }

  public var dataset: String
  public var kind: SampleKind
  public var trainingCount: Int
  public var validationCount: Int
  public var testCount: Int
  /// What a model is asked for; nil for classes of data whose files say it.
  public var target: DataInterface.Target?
  public var files: [File]
  /// A hash of the test files' hashes and of the rows taken from them; nil for data whose last two files are the test set.
  public var testRowsHash: String?
  /// Nil for the first kinds of data sets, whose results do not have them.
  public var details: Details?
  /// SHA-256 of the `initial_weights` file, nil where the spec names none.
  public var initialWeightsHash: String?

  /// What the numbers of the data are made of.
  public struct Details: Equatable, Sendable {
    /// The kind of data set: `csv`.
    public var source: String
    /// What the inputs are called; empty if they have no names, or more than 200.
    public var features: [String]
    /// The hash of preprocessing.json, hexadecimal.
    public var preprocessingHash: String
    /// The hash of all numbers that the model gets, hexadecimal.
    public var tensorsHash: String

    public init(source: String, features: [String], preprocessingHash: String, tensorsHash: String) {
      (self.source, self.features) = (source, features.count <= 200 ? features : [])
      (self.preprocessingHash, self.tensorsHash) = (preprocessingHash, tensorsHash)
    }
  }

  public init(
    dataset: String, kind: SampleKind = .image, trainingCount: Int, validationCount: Int, testCount: Int,
    target: DataInterface.Target? = nil, files: [File], testRowsHash: String? = nil,
    details: Details? = nil, initialWeightsHash: String? = nil
  ) {
    self.dataset = dataset
    self.kind = kind
    self.trainingCount = trainingCount
    self.validationCount = validationCount
    self.testCount = testCount
    self.target = target
    self.files = files
    self.testRowsHash = testRowsHash
    self.details = details
    self.initialWeightsHash = initialWeightsHash
  }
}

extension DataSummary {
  /// Whether a model is asked for numbers, which are closer or further but never right or wrong.
  public var hasValues: Bool { if case .values = target { true } else { false } }
}
