/// Hyperband: brackets of successive halving, from many trials that are judged early to a few that are trained to the end.
///
/// Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, "Hyperband: a novel bandit-based approach to hyperparameter optimization", JMLR 18
/// (2018), algorithm 1: with R epochs and s_max = ⌊log_η(R ÷ r)⌋, bracket s = s_max, …, 0 begins with
/// ⌈(s_max + 1) ÷ (s + 1) · ηˢ⌉ trials of R ÷ ηˢ epochs.
public struct Hyperband: SearchConstruct {
  public var trials: TrialCount?
  public var reduction = 3
  public var minEpochs = 1
  public var budget: SearchBudget?

  public init() {}

  public static let words = ConstructWords(
    "hyperband", "brackets of successive halving, which judge the sooner the more trials they begin with",
    formula: "bracket s begins with ⌈(s_max + 1) ÷ (s + 1) · reductionˢ⌉ trials of epochs ÷ reductionˢ",
    example: "{method: hyperband, batch_size: {choice: [64, 128]}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(
      "trials", &trials,
      "how many combinations are tried: bracket after bracket, and again from the first, the last one with what is left; "
        + "all brackets once if this is not said")
    visitor.halving(&reduction, &minEpochs)
    visitor.budget(&budget)
  }

  public func brackets(epochs: Int) -> [Bracket] {
    let most = Bracket.steps(from: minEpochs, to: epochs, reduction: reduction)
    let sizes = (0...most).map { steps in
      // ⌈a ÷ b⌉ in whole numbers
      ((most + 1) * Bracket.power(of: reduction, steps) + steps) / (steps + 1)
    }
    let total = trials?.count ?? sizes.reduce(0, +)
    var brackets: [Bracket] = []
    var (first, steps) = (0, most)
    while first < total {
      let count = min(sizes[steps], total - first)
      brackets.append(.halving(from: first, trials: count, epochs: epochs, reduction: reduction, steps: steps))
      first += count
      steps = steps > 0 ? steps - 1 : most
    }
    return brackets
  }

  public func problem(epochs: Int) -> OptionProblem? { tooFewEpochs(epochs, from: minEpochs) }
}
