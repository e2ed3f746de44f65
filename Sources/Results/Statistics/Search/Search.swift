import Catalog
import Records

/// What is known about a trial after so many epochs.
public enum TrialOutcome: Equatable, Sendable {
  /// It has not been trained for so long.
  case open
  case scored(Double)
  /// It diverged, failed, or has no number there: behind all others.
  case lost

  var score: Double? { if case .scored(let score) = self { score } else { nil } }
}

/// A trial as far as the results so far have decided.
public struct SearchTrial: Equatable, Sendable {
  /// From 0.
  public var number: Int
  /// For each key that is varied, where in its distribution the value is: in [0, 1).
  public var fractions: [Double]
  /// From 0.
  public var bracket: Int
  /// The last rung that it takes part in, from 0.
  public var rung: Int
  /// Those of that rung.
  public var epochs: Int
  /// What each of its rungs was decided by; empty of the last one as long as it is not decided.
  public var outcomes: [TrialOutcome]

  public init(number: Int, fractions: [Double], bracket: Int, rung: Int, epochs: Int, outcomes: [TrialOutcome]) {
    (self.number, self.fractions) = (number, fractions)
    (self.bracket, self.rung, self.epochs, self.outcomes) = (bracket, rung, epochs, outcomes)
  }
}

/// A search as a function of its results: which trials there are, and for how many epochs each is trained.
///
/// Nothing else decides: neither time, nor which trial ended first, nor how many are trained at once. So the same trials are trained,
/// in the same order, and stopped at the same epochs, on every machine and after every interruption.
public struct Search: Sendable {
  public let brackets: [Bracket]
  /// The history's column that ranks.
  public let column: String
  private let proposals: any Proposals
  private let budget: SearchBudget?
  /// What was proposed for each bracket, after which trials before it.
  private var proposed: [Int: (after: [SearchTrial], fractions: [[Double]])] = [:]

  public init(
    _ brackets: [Bracket], rankedBy column: String, _ proposals: any Proposals, budget: SearchBudget? = nil
  ) {
    self.brackets = brackets
    self.column = column
    self.proposals = proposals
    self.budget = budget
  }

  /// The trials that are to be trained by now, in the order of their numbers.
  ///
  /// - Parameters:
  ///   - cost: the multiply-adds of an epoch of a trial.
  ///   - outcome: of a trial after so many epochs.
  /// - Returns: also whether no result can add another trial or epoch.
  public mutating func state(
    cost: (_ trial: SearchTrial) -> Double = { _ in 0 },
    _ outcome: (_ trial: SearchTrial, _ epochs: Int) -> TrialOutcome
  ) -> (trials: [SearchTrial], isOver: Bool) {
    var (trials, isOver) = ([SearchTrial](), true)
    var purse = Purse(budget)
    for (index, bracket) in brackets.enumerated() {
      // What is proposed, or is left of the budget, depends on all results before.
      if purse.isEmpty || (proposals.learn || budget != nil) && !isOver { break }
      let fractions = fractions(index, after: trials)
      var members = zip(bracket.trials, fractions).map { number, fractions in
        SearchTrial(
          number: number, fractions: fractions, bracket: index, rung: 0, epochs: bracket.rungs[0].epochs, outcomes: [])
      }
      if !climb(bracket, &members, &purse, cost, outcome) { isOver = false }
      trials += members
    }
    return (trials, isOver)
  }

  private mutating func fractions(_ index: Int, after earlier: [SearchTrial]) -> [[Double]] {
    let relevant = proposals.learn ? earlier : []
    if let known = proposed[index], known.after == relevant { return known.fractions }
    let fractions = proposals.fractions(of: brackets[index].trials, after: relevant)
    proposed[index] = (relevant, fractions)
    return fractions
  }

  /// Lets the best of each rung go on to the next, as far as the rungs are decided.
  ///
  /// - Returns: whether all of them are.
  private func climb(
    _ bracket: Bracket, _ members: inout [SearchTrial], _ purse: inout Purse, _ cost: (SearchTrial) -> Double,
    _ outcome: (SearchTrial, Int) -> TrialOutcome
  ) -> Bool {
    members = Array(members.prefix { purse.pay(bracket.rungs.epochs(on: 0), cost($0)) })
    var present = Array(members.indices)
    for (rung, here) in bracket.rungs.enumerated() where !present.isEmpty {
      for index in present { (members[index].rung, members[index].epochs) = (rung, here.epochs) }
      let outcomes = present.map { outcome(members[$0], here.epochs) }
      guard !outcomes.contains(.open) else { return false }
      for (index, outcome) in zip(present, outcomes) { members[index].outcomes.append(outcome) }
      guard rung + 1 < bracket.rungs.count else { break }
      // The best first, as long as the budget lasts.
      let best = places(outcomes).prefix(bracket.rungs[rung + 1].trials).prefix { place in
        purse.pay(bracket.rungs.epochs(on: rung + 1), cost(members[present[place]]))
      }
      present = best.sorted().map { present[$0] }
    }
    return true
  }

  /// The places of the scores, best first; of equal ones the earlier first. What has no score is not among them.
  private func places(_ outcomes: [TrialOutcome]) -> [Int] {
    let scored = outcomes.enumerated().compactMap { place, outcome in outcome.score.map { (place: place, score: $0) } }
    return scored.sorted { first, second in
      first.score == second.score
        ? first.place < second.place : isBetter(first.score, than: second.score, in: column)
    }.map(\.place)
  }
}

/// What is left of a budget.
private struct Purse {
  private var epochs: Int?
  private var multiplyAdds: Double?
  /// Whether something could not be paid: nothing after it is trained, even if it costs less.
  private(set) var isEmpty = false

  init(_ budget: SearchBudget?) { (epochs, multiplyAdds) = (budget?.epochs, budget?.multiplyAdds) }

  /// - Parameter cost: an epoch's multiply-adds.
  /// - Returns: whether there was enough.
  mutating func pay(_ count: Int, _ cost: @autoclosure () -> Double) -> Bool {
    guard !isEmpty else { return false }
    let left = epochs.map { $0 - count }
    let rest = multiplyAdds.map { $0 - Double(count) * cost() }
    isEmpty = (left ?? 0) < 0 || (rest ?? 0) < 0
    guard !isEmpty else { return false }
    (epochs, multiplyAdds) = (left, rest)
    return true
  }
}

/// Where the trials' values come from.
public protocol Proposals: Sendable {
  /// Whether they depend on the results of earlier brackets.
  var learn: Bool { get }
  /// - Parameters:
  ///   - trials: numbers.
  ///   - earlier: all trials of the brackets before; decided if proposals `learn`.
  /// - Returns: for each trial, for each key, where in its distribution its value is, in [0, 1).
  func fractions(of trials: Range<Int>, after earlier: [SearchTrial]) -> [[Double]]
}

/// Values that are drawn at random, whatever the results.
public struct Draws: Proposals {
  private let draw: @Sendable (_ trial: Int) -> [Double]

  public init(_ draw: @escaping @Sendable (_ trial: Int) -> [Double]) { self.draw = draw }

  public var learn: Bool { false }
  public func fractions(of trials: Range<Int>, after _: [SearchTrial]) -> [[Double]] { trials.map(draw) }
}
