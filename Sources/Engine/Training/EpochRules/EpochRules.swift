import Catalog
import Records

/// What a rule concludes from the epochs so far.
public struct Decision: Equatable, Sendable {
  /// Why no further epoch is trained, completing "NAME: "; nil to continue.
  public var stop: String?
  /// Whether the weights after this epoch are kept. A run ends with those that were kept last, if any were.
  public var keepsWeights: Bool
  /// The learning rate of the next epoch; nil for the spec's.
  public var learningRate: Double?

  public init(stop: String? = nil, keepsWeights: Bool = false, learningRate: Double? = nil) {
    self.stop = stop
    self.keepsWeights = keepsWeights
    self.learningRate = learningRate
  }
}

/// A rule of the catalog with its decisions.
///
/// It has no state: its decision is a function of its options and the history. So checkpoints contain nothing about it, and
/// a run that is resumed or verified makes the same decisions.
public protocol EpochRuleMachinery: EpochRuleConstruct {
  /// Whether it may keep weights, which needs memory.
  var mayKeepWeights: Bool { get }
  /// - Parameter history: at least one epoch.
  func decide(after history: History) -> Decision
}

extension EpochRuleMachinery {
  public var mayKeepWeights: Bool { false }
}

extension EpochRuleSpec {
  var machinery: any EpochRuleMachinery { construct.machinery() }
}

/// What all rules of a spec together conclude from the epochs so far.
public struct Verdict: Equatable, Sendable {
  /// Set by the first rule that ends the training.
  public var stop: Stop?
  /// The reason for the stop, for a message.
  public var reason = ""
  public var keepsWeights = false
  /// Set by the last rule that sets one.
  public var learningRate: Double?
}

/// The rules of a spec.
public struct EpochRules: Sendable {
  private let rules: [(name: String, machinery: any EpochRuleMachinery)]
  private let metrics: [String]

  public init(_ spec: ExperimentSpec) {
    rules = spec.callbacks.map { ($0.words.name, $0.machinery) }
    metrics = spec.metrics.map(\.name)
  }

  var mayKeepWeights: Bool { rules.contains { $0.machinery.mayKeepWeights } }

  public func decide(after epochs: [EpochRecord]) -> Verdict {
    guard let last = epochs.last else { return Verdict() }
    let history = History(epochs, metrics: metrics)
    let decisions = rules.map { (name: $0.name, decision: $0.machinery.decide(after: history)) }
    let first = decisions.first { $0.decision.stop != nil }
    return Verdict(
      stop: first.map { Stop(epoch: last.epoch, by: $0.name) }, reason: first?.decision.stop ?? "",
      keepsWeights: decisions.contains { $0.decision.keepsWeights },
      learningRate: decisions.compactMap(\.decision.learningRate).last)
  }
}
