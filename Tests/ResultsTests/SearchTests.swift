import Catalog
import Foundation
import SpecMutations
import Statistics
import Testing
import Text

/// What a search decides, as a function of the scores.
@Suite struct SearchTests {
  private static let metric = "val_accuracy"

  private func draws(_ trial: Int) -> [Double] { [Double(trial % 7) / 7] }

  /// Of trials whose score after so many epochs is known.
  private func decide(
    _ brackets: [Bracket], by column: String = metric, _ outcome: (Int, Int) -> TrialOutcome
  ) -> (trials: [SearchTrial], isOver: Bool) {
    var search = Search(brackets, rankedBy: column, Draws(draws))
    return search.state { outcome($0.number, $1) }
  }

  // MARK: Brackets

  /// Li et al., JMLR 18 (2018), table 1: R = 81, η = 3.
  @Test func hyperbandHasTheBracketsOfItsPaper() {
    let brackets = Hyperband().brackets(epochs: 81).map { $0.rungs.map { [$0.trials, $0.epochs] } }
    #expect(
      brackets == [
        [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]], [[34, 3], [11, 9], [3, 27], [1, 81]],
        [[15, 9], [5, 27], [1, 81]], [[8, 27], [2, 81]], [[5, 81]],
      ])
    #expect(Hyperband().brackets(epochs: 81).map(\.trials) == [0..<81, 81..<115, 115..<130, 130..<138, 138..<143])
  }

  @Test func hyperbandGoesRoundUntilItsTrialsAreUsed() {
    var hyperband = Hyperband()
    hyperband.trials = TrialCount(25)
    hyperband.minEpochs = 2
    // ⌊log₃(10 ÷ 2)⌋ = 1: 3 trials from epoch 3, 2 to the end.
    #expect(
      hyperband.brackets(epochs: 10).map { $0.rungs.map { [$0.trials, $0.epochs] } }
        == Array(repeating: [[[3, 3], [1, 10]], [[2, 10]]], count: 5).flatMap(\.self))
    hyperband.trials = TrialCount(4)
    #expect(hyperband.brackets(epochs: 10).map(\.trials) == [0..<3, 3..<4])
  }

  @Test(arguments: [
    (40, 27, 3, 1, [[40, 1], [13, 3], [4, 9], [1, 27]]), (40, 10, 3, 1, [[40, 1], [13, 3], [4, 10]]),
    (5, 27, 3, 1, [[5, 1], [1, 3], [1, 9], [1, 27]]), (9, 10, 3, 4, [[9, 10]]),
    (9, 8, 2, 2, [[9, 2], [4, 4], [2, 8]]),
    (1, 1, 100, 1, [[1, 1]]), (2000, 1_000_000, 100, 1, [[2000, 1], [20, 100], [1, 10_000], [1, 1_000_000]]),
  ])
  func theRungsOfSuccessiveHalving(trials: Int, epochs: Int, reduction: Int, least: Int, rungs: [[Int]]) {
    var halving = SuccessiveHalving()
    (halving.trials, halving.reduction, halving.minEpochs) = (trials, reduction, least)
    #expect(halving.brackets(epochs: epochs).map { $0.rungs.map { [$0.trials, $0.epochs] } } == [rungs])
  }

  @Test func eachEpochCountsOnce() {
    #expect(SuccessiveHalving.of(40).brackets(epochs: 27)[0].rungs.totalEpochs == 40 + 13 * 2 + 4 * 6 + 18)
  }

  // MARK: Budgets

  /// Against the rule written plainly. Costs differ from trial to trial.
  @Test(arguments: 1...200) func aBudgetIsSpentInTheOrderOfTheDecisions(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (trials, epochs) = (1 + random.index(below: 30), 1 + random.index(below: 30))
    let bracket = SuccessiveHalving.of(trials).brackets(epochs: epochs)[0]
    let scores = (0..<trials).map { _ in Double(random.index(below: 5)) }
    let costs = (0..<trials).map { _ in Double(1 + random.index(below: 9)) }
    let inEpochs = random.index(below: 2) == 0
    let most = random.index(below: 3 * trials * epochs)
    let budget = inEpochs ? SearchBudget(epochs: most) : SearchBudget(multiplyAdds: Double(most))
    var search = Search([bracket], rankedBy: Self.metric, Draws(draws), budget: budget)
    let (found, isOver) = search.state(cost: { costs[$0.number] }) { trial, _ in .scored(scores[trial.number]) }

    var (left, alive, rungs) = (Double(most), Array(0..<trials), [Int: Int]())
    for (rung, here) in bracket.rungs.enumerated() {
      if rung > 0 {
        alive = Array(alive.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(here.trials))
      }
      var paid: [Int] = []
      for trial in alive {
        left -= Double(bracket.rungs.epochs(on: rung)) * (inEpochs ? 1 : costs[trial])
        if left < 0 { break }
        paid.append(trial)
        rungs[trial] = rung
      }
      alive = paid.sorted()
      if left < 0 { left = -.infinity }
    }
    #expect(isOver && Dictionary(uniqueKeysWithValues: found.map { ($0.number, $0.rung) }) == rungs)
  }

  /// What is left for a bracket is known only when the one before has ended.
  @Test func withABudgetBracketsFollowOneAnother() {
    let brackets = Hyperband().brackets(epochs: 9)
    func state(_ budget: SearchBudget?, _ outcome: (Int, Int) -> TrialOutcome) -> [Int] {
      var search = Search(brackets, rankedBy: Self.metric, Draws(draws), budget: budget)
      let trials = search.state { outcome($0.number, $1) }.trials
      return brackets.indices.map { index in trials.count { $0.bracket == index } }
    }
    #expect(state(nil) { _, _ in .open } == [9, 5, 3])
    #expect(state(SearchBudget(epochs: 1000)) { _, _ in .open } == [9, 0, 0])
    #expect(state(SearchBudget(epochs: 1000)) { _, _ in .scored(1) } == [9, 5, 3])
    // 9·1 + 3·2 + 1·6 = 21 in the first, then 3 epochs a trial.
    #expect(state(SearchBudget(epochs: 28)) { _, _ in .scored(1) } == [9, 2, 0])
  }

  // MARK: Decisions

  /// Against the rule written plainly: sort, cut, repeat.
  @Test(arguments: 1...200) func theBestOfEachRungGoOn(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (trials, epochs) = (1 + random.index(below: 60), 1 + random.index(below: 100))
    var halving = SuccessiveHalving.of(trials)
    halving.reduction = 2 + random.index(below: 4)
    let column = random.index(below: 2) == 0 ? "val_loss" : Self.metric
    // Few values, so that there are ties, and some trials without a score.
    let table = (0..<trials).map { _ in
      (0...epochs).map { _ in random.index(below: 8) == 0 ? nil : Double(random.index(below: 6)) }
    }
    let bracket = halving.brackets(epochs: epochs)[0]
    let decided = decide([bracket], by: column) { trial, epochs in
      table[trial][epochs].map(TrialOutcome.scored) ?? .lost
    }
    var (rungs, alive) = (Array(repeating: 0, count: trials), Array(0..<trials))
    for (rung, here) in bracket.rungs.enumerated().dropLast() {
      var scored = alive.filter { table[$0][here.epochs] != nil }
      // A stable insertion sort.
      for index in scored.indices.dropFirst() {
        var place = index
        while place > 0, case let (a, b) = (table[scored[place - 1]][here.epochs]!, table[scored[place]][here.epochs]!),
          column == "val_loss" ? b < a : b > a
        {
          scored.swapAt(place, place - 1)
          place -= 1
        }
      }
      alive = scored.prefix(max(1, here.trials / halving.reduction)).sorted()
      for trial in alive { rungs[trial] = rung + 1 }
    }
    #expect(decided.isOver)
    #expect(decided.trials.map(\.rung) == rungs)
    #expect(decided.trials.map(\.epochs) == rungs.map { bracket.rungs[$0].epochs })
  }

  /// In whatever order the results come, and whatever is known already, the same is trained.
  @Test(arguments: 1...20) func nothingDependsOnWhoIsFirst(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let brackets = Hyperband().brackets(epochs: 9)
    func score(_ trial: Int, _ epochs: Int) -> TrialOutcome {
      .scored(Double((trial * 7919 + epochs * 104_729) % 11))
    }
    let whole = decide(brackets, score)
    var known: Set<[Int]> = []
    var search = Search(brackets, rankedBy: Self.metric, Draws(draws))
    while true {
      let state = search.state { known.contains([$0.number, $1]) ? score($0.number, $1) : .open }
      if state.isOver {
        #expect(state.trials == whole.trials)
        break
      }
      let open = state.trials.filter { !known.contains([$0.number, $0.epochs]) }
      let trial = open[random.index(below: open.count)]
      known.insert([trial.number, trial.epochs])
    }
    #expect(known.count == brackets.flatMap(\.rungs).reduce(0) { $0 + $1.trials })
  }

  @Test func aRungWaitsForItsLastTrial() {
    let brackets = SuccessiveHalving.of(9).brackets(epochs: 9)
    let state = decide(brackets) { trial, epochs in trial == 4 && epochs == 1 ? .open : .scored(Double(trial)) }
    #expect(!state.isOver && state.trials.allSatisfy { $0.rung == 0 && $0.epochs == 1 && $0.outcomes.isEmpty })
  }

  @Test func whatHasNoScoreNeverGoesOn() {
    let brackets = SuccessiveHalving.of(9).brackets(epochs: 9)
    let state = decide(brackets) { trial, _ in trial == 8 ? .scored(0) : .lost }
    #expect(state.isOver && state.trials.map(\.rung) == [0, 0, 0, 0, 0, 0, 0, 0, 2])
    let nothing = decide(brackets) { _, _ in .lost }
    #expect(nothing.isOver && nothing.trials.allSatisfy { $0.rung == 0 })
  }

  // MARK: Proposals

  private struct Case: Decodable {
    struct Trial: Decodable {
      var fractions: [Double]
      var score: Double?
    }
    var seed: UInt64
    var choices: [Int?]
    var gamma: Double
    var candidates: Int
    /// Whether the last key has a value only where the first one's fraction is below a half.
    var conditional: Bool
    var trials: [Trial]
    var proposals: [[Double]]
  }

  /// Written by a Python program of its own: Fixtures/make_proposals.py.
  @Test func theProposalsAreThoseOfTheFormulas() throws {
    let path = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures/proposals.json"
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(cases.count == 8)
    for known in cases {
      var options = TPE()
      (options.gamma, options.candidates) = (known.gamma, known.candidates)
      let proposals = TPEProposals(
        options, seed: known.seed, choices: known.choices, rankedBy: Self.metric,
        applies: { fractions in
          fractions.indices.map { !known.conditional || $0 < fractions.count - 1 || fractions[0] < 0.5 }
        }, draw: { _ in [] })
      let count = known.trials.count
      let earlier = known.trials.enumerated().map { index, trial in
        SearchTrial(
          number: index, fractions: trial.fractions, bracket: 0, rung: 0, epochs: 1,
          outcomes: [trial.score.map(TrialOutcome.scored) ?? .lost])
      }
      let found = proposals.fractions(of: count..<count + known.proposals.count, after: earlier)
      for (found, expected) in zip(found.flatMap(\.self), known.proposals.flatMap(\.self)) {
        #expect((found - expected).magnitude < 1e-9, "\(found) \(expected), seed \(known.seed)")
      }
    }
  }

  @Test func aBatchWaitsForAllResultsBefore() {
    var options = TPE()
    (options.trials, options.startupTrials, options.batch) = (20, 5, 4)
    let proposals = TPEProposals(options, seed: 1, choices: [nil], rankedBy: Self.metric, draw: { [Double($0) / 20] })
    let brackets = options.brackets(epochs: 3)
    #expect(brackets.map(\.trials) == [0..<5, 5..<9, 9..<13, 13..<17, 17..<20])
    var search = Search(brackets, rankedBy: Self.metric, proposals)
    for known in [0, 4, 5, 8, 9, 20] {
      let state = search.state { trial, _ in
        trial.number < known ? .scored(1 - (trial.fractions[0] - 0.4).magnitude) : .open
      }
      #expect(state.trials.count == [0: 5, 4: 5, 5: 9, 8: 9, 9: 13, 20: 20][known])
      #expect(state.isOver == (known == 20))
    }
    // What is learnt: the later half is nearer to the best value.
    let trials = search.state { trial, _ in .scored(1 - (trial.fractions[0] - 0.4).magnitude) }.trials
    func distance(_ trials: ArraySlice<SearchTrial>) -> Double {
      trials.reduce(0) { $0 + ($1.fractions[0] - 0.4).magnitude } / Double(trials.count)
    }
    #expect(distance(trials[10...]) < 0.7 * distance(trials[..<10]))
  }

  @Test func twoHundredTrialsAreDecidedInAMoment() {
    let clock = ContinuousClock()
    let time = clock.measure {
      _ = decide(SuccessiveHalving.of(200).brackets(epochs: 81)) { .scored(Double($0 * 31 % 17 + $1)) }
    }
    #expect(time < .seconds(1), "\(time)")
  }
}

extension SuccessiveHalving {
  fileprivate static func of(_ trials: Int) -> SuccessiveHalving {
    var halving = SuccessiveHalving()
    halving.trials = trials
    return halving
  }
}
