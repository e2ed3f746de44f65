/// Successive halving with ASHA's rungs, decided a whole rung at a time.
///
/// ASHA (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020) promotes a trial as soon as it is among the best
/// of those that have reached its rung so far, so that what is trained depends on who finishes first. Here a rung is decided once all of
/// its trials have ended.
public struct SuccessiveHalving: SearchConstruct {
  public var trials = 1
  public var reduction = 3
  public var minEpochs = 1
  public var budget: SearchBudget?

  public init() {}

  public static let words = ConstructWords(
    "asha", "successive halving by epochs: all trials are trained a little, the best of each rung go on",
    formula: "rungs: epochs ÷ reductionᵏ, down to min_epochs; trials ÷ reductionⁱ reach rung i",
    example: "{method: asha, trials: 40, batch_size: {choice: [64, 128]}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(
      .required("trials", example: "trials: 40"), &trials, TrialCount.range, "how many combinations are tried")
    visitor.halving(&reduction, &minEpochs)
    visitor.budget(&budget)
  }

  public func brackets(epochs: Int) -> [Bracket] {
    let steps = Bracket.steps(from: minEpochs, to: epochs, reduction: reduction)
    return [.halving(from: 0, trials: trials, epochs: epochs, reduction: reduction, steps: steps)]
  }

  public func problem(epochs: Int) -> OptionProblem? { tooFewEpochs(epochs, from: minEpochs) }
}

extension OptionVisitor {
  /// The options of methods that end trials early.
  func halving(_ reduction: inout Int, _ minEpochs: inout Int) {
    integer(
      "reduction", &reduction, 2...100,
      "η: one in so many trials goes on to the next rung, which has so many times the epochs")
    integer("min_epochs", &minEpochs, 1...Limits.epochs, "no trial is judged after fewer epochs")
  }
}

extension SearchConstruct {
  func tooFewEpochs(_ epochs: Int, from least: Int) -> OptionProblem? {
    guard epochs < least else { return nil }
    return OptionProblem(
      "min_epochs", "min_epochs \(least) is more than the spec's epochs, \(epochs)",
      hint: "the best trials are trained for the spec's epochs: raise them, or lower min_epochs")
  }
}
