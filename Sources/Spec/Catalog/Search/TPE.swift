/// The tree-structured Parzen estimator: values that are likely among the best trials so far, and unlikely among the others.
///
/// Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", NIPS 2011; defaults and kernels are Optuna's.
public struct TPE: SearchConstruct {
  public var trials = 1
  public var batch = 4
  public var startupTrials = 10
  public var candidates = 24
  public var gamma = 0.1
  public var budget: SearchBudget?

  public init() {}

  public static let words = ConstructWords(
    "tpe", "values that are likely among the best trials so far (Parzen estimator); all trials are trained to the end",
    formula: "of candidates drawn from l(x), the one with the largest l(x) ÷ g(x)",
    example: "{method: tpe, trials: 40, batch_size: {choice: [64, 128]}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(
      .required("trials", example: "trials: 40"), &trials, TrialCount.range, "how many combinations are tried")
    visitor.integer(
      "batch", &batch, TrialCount.range,
      "so many trials are proposed at once, from the results of all before: more can train at once, fewer learn sooner")
    visitor.integer(
      "startup_trials", &startupTrials, TrialCount.range, "the first ones, whose values are drawn at random")
    visitor.integer("candidates", &candidates, 1...10_000, "how many values are drawn for each key of a trial")
    visitor.number("gamma", &gamma, .fraction, "which part of the trials counts as the best: at least one, at most 25")
    visitor.budget(&budget)
  }

  /// Batches: no trial is stopped early.
  public func brackets(epochs: Int) -> [Bracket] {
    var brackets: [Bracket] = []
    var first = 0
    while first < trials {
      let count = min(first == 0 ? startupTrials : batch, trials - first)
      brackets.append(Bracket(firstTrial: first, rungs: [Bracket.Rung(epochs: epochs, trials: count)]))
      first += count
    }
    return brackets
  }

  public var choosesEpochs: Bool { false }
  public var learns: Bool { true }
}
