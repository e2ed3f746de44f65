import Catalog
import Records

/// An epoch as a rule sees it.
public struct FinishedEpoch: Sendable {
  public let record: EpochRecord
  /// In the order of `Scores.metrics`.
  private let metrics: [String]

  init(_ record: EpochRecord, metrics: [String]) {
    self.record = record
    self.metrics = metrics
  }

  /// A column's value; NaN if it is no finite number, because a checkpoint's history does not tell NaN from infinity.
  public func value(of column: String) -> Float { record.score(column, metrics: metrics) ?? .nan }
}

/// What a rule concludes after an epoch.
public struct Decision: Equatable, Sendable {
  /// Why no further epoch is trained, completing "NAME: "; nil to continue.
  public var stop: String?
  /// Whether the weights after this epoch are kept. A run ends with those that were kept last, if any were.
  public var keepsWeights: Bool
  /// The value for which the weights after this epoch are the best so far, to be saved as such beside the run's own; nil if they
  /// are not.
  public var best: Float?
  /// The learning rate of the next epoch; nil for the spec's.
  public var learningRate: Double?
  /// What the rule has changed, completing "NAME: "; nil if nothing.
  public var remark: String?

  public init(
    stop: String? = nil, keepsWeights: Bool = false, best: Float? = nil, learningRate: Double? = nil,
    remark: String? = nil
  ) {
    self.stop = stop
    self.keepsWeights = keepsWeights
    self.best = best
    self.learningRate = learningRate
    self.remark = remark
  }
}

/// What a rule remembers of a training's epochs.
public protocol EpochRuleState: Sendable {
  /// - Parameter epoch: each of the training's, in order.
  mutating func decide(after epoch: FinishedEpoch) -> Decision
}

/// A rule of the catalog with its decisions.
///
/// They are a function of its options and the history alone: what it remembers is not in checkpoints. A run that is resumed shows it
/// the epochs so far again, once, so no training slows down as its history grows.
public protocol EpochRuleMachinery: EpochRuleConstruct {
  /// How many copies of weights it may keep, which need memory.
  var keptCopies: Int { get }
  /// Before the first epoch; nil for a rule that never decides anything.
  var state: (any EpochRuleState)? { get }
}

extension EpochRuleMachinery {
  public var keptCopies: Int { 0 }
}

extension EpochRuleSpec {
  fileprivate var machinery: any EpochRuleMachinery { construct.machinery() }
}

/// What all rules of a spec together conclude from the epochs so far.
public struct Verdict: Equatable, Sendable {
  /// Set by the first rule that ends the training.
  public var stop: Stop?
  /// The reason for the stop, for a message.
  public var reason = ""
  /// The last epoch whose weights were kept; nil if none were, so that the run ends with the last epoch's.
  public var savedEpoch: Int?
  /// The epoch whose weights are saved beside them, and the value that made it the best.
  public var best: Best?
  /// Set by the last rule that sets one.
  public var learningRate: Double?
  /// What the rules have changed after this epoch.
  public var remarks: [String] = []

  public struct Best: Equatable, Sendable {
    public var epoch: Int
    public var value: Float
  }

  public init() {}

  fileprivate mutating func add(_ decision: Decision, by rule: String, after epoch: Int) {
    if stop == nil, let reason = decision.stop { (stop, self.reason) = (Stop(epoch: epoch, by: rule), reason) }
    if decision.keepsWeights { savedEpoch = epoch }
    if let value = decision.best { best = Best(epoch: epoch, value: value) }
    learningRate = decision.learningRate ?? learningRate
    remarks += decision.remark.map { ["\(rule): \($0)"] } ?? []
  }
}

/// The rules of a spec as they follow one training.
public struct EpochRules: Sendable {
  private var rules: [(name: String, state: any EpochRuleState)]
  private let metrics: [String]
  /// After the last epoch.
  public private(set) var verdict = Verdict()

  /// - Parameter history: the epochs so far.
  public init(_ spec: ExperimentSpec, after history: [EpochRecord] = []) {
    rules = spec.callbacks.compactMap { rule in rule.machinery.state.map { (rule.words.name, $0) } }
    metrics = spec.metrics.map(\.name)
    for record in history { follow(record) }
  }

  /// How many copies of its weights a training of this spec may keep.
  static func keptCopies(_ spec: ExperimentSpec) -> Int { spec.callbacks.reduce(0) { $0 + $1.machinery.keptCopies } }

  public mutating func follow(_ record: EpochRecord) {
    let epoch = FinishedEpoch(record, metrics: metrics)
    (verdict.stop, verdict.reason, verdict.learningRate, verdict.remarks) = (nil, "", nil, [])
    for index in rules.indices {
      verdict.add(rules[index].state.decide(after: epoch), by: rules[index].name, after: record.epoch)
    }
  }
}
