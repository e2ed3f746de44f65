import Text

/// One experiment with every default filled in: what a run is a function of, together with the data.
///
/// Plain data. Names and defaults are Keras 3's; a default is where its property is declared.
public struct ExperimentSpec: Construct {
  /// The base name of the results' files.
  public var name: String
  public var description: String?
  public var dataset: DatasetSpec
  public var seed: UInt64 = 1
  /// Random changes to the training samples before the first layer, in this order.
  public var augmentation: [AugmentationSpec] = []
  public var layers: [LayerSpec]
  public var optimizer = Self.defaultOptimizer
  public var loss: LossSpec
  public var metrics: [MetricSpec] = [.accuracy]
  /// Nil if all classes count 1.
  public var classWeight: ClassWeights?
  public var batchSize: Int = 32
  public var epochs: Int = 1
  /// Over how many epochs a schedule is stretched that names no length of its own; nil for `epochs`.
  public var scheduleEpochs: EpochCount?
  /// Rules that are applied after each epoch.
  public var callbacks: [EpochRuleSpec] = []
  public var shuffle: Bool = true
  /// The fraction of the training set, taken from its end before shuffling, that is held out. In [0, 1).
  public var validationSplit: Double = 0
  /// The safetensors file as written in the spec; see `LoadedExperiment.initialWeightsPath` for where it is.
  public var initialWeights: String?
  /// Whether `steps.csv` gets a row for each training step.
  public var logSteps: Bool = false

  package static let defaultOptimizer = OptimizerSpec(RMSprop())

  public init(name: String, dataset: DatasetSpec, layers: [LayerSpec], loss: LossSpec) {
    self.name = name
    self.dataset = dataset
    self.layers = layers
    self.loss = loss
  }

  /// A spec in which nothing is written yet: required values are still missing.
  public init(name: String) {
    self.init(name: name, dataset: DatasetSpec(source: .mnist), layers: [], loss: LossSpec(CategoricalCrossentropy()))
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text(
      "name", &name, .name, unwritten: "the file's name",
      "the base name of the results' files: letters of any script, digits, `.`, `_`, `-`")
    visitor.text("description", &description, .free, "text for readers, shown by `compare` and in the report")
    visitor.dataset(
      .required("dataset", example: "dataset: mnist"), &dataset,
      (DataSource.forms.map { "`\($0)`" } + ["or a mapping with limits"]).joined(separator: ", "))
    visitor.seed("seed", &seed, "begins everything random: another seed, other weights and another order; 0 to 2⁶⁴ − 1")
    visitor.optionalMembers(
      "augmentation", &augmentation, upTo: 32, mayRepeat: true,
      "a list of random changes to the training samples, drawn anew in each epoch")
    visitor.members(
      .required("layers", example: "layers: with a list such as [flatten, dense: {units: 10, activation: softmax}]"),
      &layers,
      ListRules(counts: 1...Limits.layers, mayRepeat: true, example: "layers: [flatten, dense: {units: 10}]"),
      "a list, input first")
    visitor.member("optimizer", &optimizer, "how the weights are changed")
    visitor.member(
      .required("loss", example: "loss: categorical_crossentropy"), &loss, "what training makes smaller")
    loss = loss.chosen(for: layers)
    if visitor.leavesOut("metrics") { metrics = defaultMetrics }
    visitor.members(
      "metrics", &metrics, ListRules(counts: 0...16, mayRepeat: false, example: "metrics: [accuracy]"),
      "a list, which may be empty, as it is by default where numbers are predicted")
    visitor.value(
      "class_weight", &classWeight,
      "how much the samples of a class count in training: 1 for classes that are not named")
    visitor.integer(
      "batch_size", &batchSize, 1...Limits.batchSize, "samples in each step; the last batch of an epoch may be shorter")
    visitor.integer("epochs", &epochs, 1...Limits.epochs, "passes over the training set")
    visitor.value(
      "schedule_epochs", &scheduleEpochs,
      "over how many epochs a schedule without a length of its own is stretched: with more than `epochs`, the training is "
        + "the beginning of a longer one")
    visitor.optionalMembers(
      "callbacks", &callbacks, upTo: 16, mayRepeat: false,
      "a list of rules that are applied after each epoch and may end the training")
    visitor.boolean("shuffle", &shuffle, "whether each epoch takes the samples in a new order")
    visitor.number(
      "validation_split", &validationSplit, .share,
      "the fraction, in [0, 1), held out from the end of the training set before shuffling")
    visitor.text(
      "initial_weights", &initialWeights, .path,
      "a safetensors file to start from; a relative path starts at the spec")
    visitor.boolean("log_steps", &logSteps, "whether steps.csv gets a row for each training step")
  }

  /// Keys of a file that do not belong to an experiment.
  public static let fileOptions = [
    OptionDescription(
      key: "extends", kind: .text(.path), value: .null, valueWords: "none", isRequired: false, isNullable: false,
      isRecorded: false, about: "another spec to build on; a relative path starts at this spec"),
    layerDefaults,
  ]

  /// Written into each layer as the spec is read.
  package static let layerDefaults = OptionDescription(
    key: "layer_defaults", kind: .defaults(of: LayerSpec.family.table), value: .null, valueWords: "none",
    isRequired: false, isNullable: true, isRecorded: false,
    about: "options that all layers of a kind have unless they say otherwise: `{conv2d: {padding: same}}`")
}

extension ExperimentSpec {
  /// Accuracy, if there is something to be right about.
  private var defaultMetrics: [MetricSpec] {
    loss.needsClasses || dataset.source.construct.hasOnlyClasses ? [.accuracy] : []
  }

  /// The scores of an epoch: `loss`, each metric, and those of validation data, if there are any.
  public var historyColumns: [String] { historyColumns(hasValidation: mayValidate) }

  private func historyColumns(hasValidation: Bool) -> [String] {
    let scores = ["loss"] + metrics.map(\.name)
    return scores + (hasValidation ? scores.map { "val_" + $0 } : [])
  }

  /// Whether there may be validation data: some data sets say it only when they are read.
  package var mayValidate: Bool { validationSplit > 0 || dataset.source.construct.holdsOut != .nothing }

  /// Whether the other is the same training with more epochs, so that both begin with the same epochs.
  package func isBeginning(of other: ExperimentSpec) -> Bool {
    var same = self
    (same.name, same.description, same.epochs) = (other.name, other.description, other.epochs)
    return epochs < other.epochs && same == other && !dependsOnEpochs
  }

  /// Whether an epoch's result depends on the total number of epochs.
  public var dependsOnEpochs: Bool { scheduleEpochs == nil && optimizer.learningRate.dependsOnEpochs }

  /// The same training ended after so many epochs, each of which keeps its bits.
  package func shortened(to count: Int) -> ExperimentSpec {
    var short = self
    if dependsOnEpochs { short.scheduleEpochs = EpochCount(epochs) }
    short.epochs = count
    return short
  }

  /// Whether a callback may end the training before its last epoch.
  public var mayStop: Bool { callbacks.contains { $0.construct.mayStop } }

  /// What its callbacks do that may mislead.
  package var doubts: [String] { callbacks.compactMap { $0.construct.doubt(in: self) } }

  /// What to know about its callbacks.
  package var notes: [String] { callbacks.compactMap { $0.construct.note(in: self) } }

  /// Problems that involve several options, each with the path of the one to change.
  package var problems: [(path: String, problem: OptionProblem)] { problems(hasValidation: mayValidate) }

  /// The same once it is known whether there are validation data.
  package func problems(hasValidation: Bool) -> [(path: String, problem: OptionProblem)] {
    BlockProblems(layers).found + problemsOfOptimizer + problemsOfCallbacks(hasValidation: hasValidation)
  }

  private var problemsOfOptimizer: [(path: String, problem: OptionProblem)] {
    optimizer.problems.map { ("optimizer.\(optimizer.words.name).\($0.key)", $0) }
  }

  private func problemsOfCallbacks(hasValidation: Bool) -> [(path: String, problem: OptionProblem)] {
    callbacks.enumerated().flatMap { index, callback in
      let missing = callback.optionDescriptions.compactMap { missingColumn($0, hasValidation: hasValidation) }
      let found = missing + [callback.construct.problem(in: self)].compactMap(\.self)
      return found.map { problem in
        (
          ["callbacks[\(index)]", callback.words.name, problem.key].filter { !$0.isEmpty }.joined(separator: "."),
          problem
        )
      }
    }
  }

  /// A column of the history that this spec's history will not have.
  private func missingColumn(_ option: OptionDescription, hasValidation: Bool) -> OptionProblem? {
    let columns = historyColumns(hasValidation: hasValidation)
    guard case .text(.column) = option.kind, case .string(let column) = option.value, !columns.contains(column)
    else { return nil }
    if historyColumns(hasValidation: true).contains(column) {
      return OptionProblem(
        option.key, "no \(quoted(column)) without validation data", hint: "write validation_split: 0.1")
    }
    return OptionProblem(
      option.key, "unknown column \(quoted(column))", hint: NameAdvice().hint(for: column, among: columns))
  }
}
