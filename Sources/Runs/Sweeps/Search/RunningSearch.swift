import Catalog
import ExperimentSpec
import Records
import Results
import Runs
import Statistics

/// The search of a sweep: asks the results in the folder what to train next.
///
/// What was trained before, by this command or another, counts only by its result. A trial that has gone further than a rung needs shows
/// in its history what it was at that rung.
package struct RunningSearch {
  private let loaded: LoadedSweep
  private let search: LoadedSearch
  private var decisions: Search
  private let root: String
  /// By trial, each with any number of epochs.
  private var experiments: [Int: Experiment]
  /// Trials that could not be trained, each with the epochs that it did not reach.
  private var failures: [String: Int] = [:]

  /// - Parameters:
  ///   - first: the trials that depend on no result.
  ///   - column: the history's, that ranks.
  init(
    _ search: LoadedSearch, of loaded: LoadedSweep, _ first: [Experiment], rankedBy column: String, in root: String
  ) {
    experiments = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($0, $1) })
    self.loaded = loaded
    self.search = search
    self.root = root
    decisions = Search(
      search.brackets, rankedBy: column, search.proposals(rankedBy: column), budget: search.method.construct.budget)
  }

  /// What is to be trained now, with the trials that are done.
  package struct Stage {
    package let runs: [SweepRun]
    package let summary: SearchSummary
    /// Whether no result can add anything.
    package let isLast: Bool
  }

  mutating func add(_ failures: [RunFailure], of stage: Stage) {
    for failure in failures where !failure.isDivergence {
      self.failures[failure.run] = stage.summary.trial(named: failure.run)?.epochs
    }
  }

  mutating func stage(_ reader: inout ExperimentReader) throws -> Stage {
    var records: [Int: RunSummary?] = [:]
    var problem: (any Error)?
    var decisions = decisions
    let (trials, isOver) = decisions.state { trial in
      do { return try experiment(trial, &reader).conditions.multiplyAddsOfAnEpoch } catch {
        problem = problem ?? error
        return 0
      }
    } _: { trial, epochs in
      do {
        let record = try records[trial.number] ?? record(of: trial, &reader)
        records.updateValue(record, forKey: trial.number)
        return outcome(of: trial, after: epochs, record)
      } catch {
        problem = error
        return .lost
      }
    }
    self.decisions = decisions
    if let problem { throw problem }
    guard !trials.isEmpty else { throw tooSmall }
    let runs = try trials.map { trial in
      // What another search has trained for longer is trained anew only if it stays at its rung.
      let further = isOver ? nil : records[trial.number]??.plannedEpochs
      return try run(trial, epochs: max(trial.epochs, further ?? 0), &reader)
    }
    return Stage(runs: runs, summary: summary(trials), isLast: isOver)
  }

  private var tooSmall: Failure {
    Failure(
      .invalidSpec,
      "error: \(loaded.name): sweep.search.budget: too small for the first trial; the plan without a budget says what all of them take"
    )
  }

  // MARK: Results

  /// The result of this very training, for however many epochs.
  private mutating func record(of trial: SearchTrial, _ reader: inout ExperimentReader) throws -> RunSummary? {
    let paths = ResultPaths(in: ResultPaths(root: root, name: loaded.name), run: search.name(of: trial.number))
    guard paths.hasSummary, let summary = try? reader.results.result(paths).summary else { return nil }
    let experiment = try experiment(trial, &reader)
    let own = choosesEpochs ? experiment.shortened(to: max(1, summary.plannedEpochs)) : experiment
    return own.conditions.firstDifference(from: summary.conditions) == nil ? summary : nil
  }

  private func outcome(of trial: SearchTrial, after epochs: Int, _ record: RunSummary?) -> TrialOutcome {
    let column = decisions.column
    guard let record, !choosesEpochs || record.plannedEpochs >= epochs else {
      return failures[search.name(of: trial.number)] == nil ? .open : .lost
    }
    guard choosesEpochs else {
      return record.status == .completed ? record.value(of: column).map(TrialOutcome.scored) ?? .lost : .lost
    }
    return record.value(of: column, after: epochs).map(TrialOutcome.scored) ?? .lost
  }

  private var choosesEpochs: Bool { search.method.construct.choosesEpochs }

  // MARK: Runs

  private mutating func experiment(_ trial: SearchTrial, _ reader: inout ExperimentReader) throws -> Experiment {
    if let known = experiments[trial.number] { return known }
    let new = try reader.check(search.experiment(trial.number, at: trial.fractions, epochs: nil))
    experiments[trial.number] = new
    return new
  }

  private mutating func run(
    _ trial: SearchTrial, epochs: Int, _ reader: inout ExperimentReader
  ) throws -> SweepRun {
    let experiment = try experiment(trial, &reader)
    let name = search.name(of: trial.number)
    let task = TrialTask(name: name, epochs: choosesEpochs ? epochs : nil, fractions: trial.fractions)
    return SweepRun(
      experiment: choosesEpochs ? experiment.shortened(to: epochs) : experiment,
      paths: ResultPaths(in: ResultPaths(root: root, name: loaded.name), run: name), shorter: [], trial: task,
      results: reader.results)
  }

  private func summary(_ trials: [SearchTrial]) -> SearchSummary {
    let method = search.method
    return SearchSummary(
      method: method.words.name,
      options: .mapping(method.optionDescriptions.filter(\.isRecorded).map { ($0.key, $0.value) }), seed: search.seed,
      epochs: search.epochs, brackets: search.brackets.map(\.rungs),
      trials: trials.map { trial in
        SearchSummary.Trial(
          name: search.name(of: trial.number), bracket: trial.bracket + 1, rung: trial.rung + 1, epochs: trial.epochs,
          scores: trial.outcomes.map { if case .scored(let score) = $0 { score } else { nil } })
      })
  }
}

extension LoadedSearch {
  fileprivate func proposals(rankedBy column: String) -> any Proposals {
    guard let options = method.construct as? TPE else { return Draws(fractions) }
    return TPEProposals(
      options, seed: seed, choices: choices, rankedBy: column, applies: applies, draw: fractions)
  }
}

extension RunSummary {
  /// A column of the history after so many epochs, as the run would have had it if it had ended there: that of its last epoch if a
  /// callback has ended it. Nil if it had diverged by then, or has no number there.
  fileprivate func value(of column: String, after epochs: Int) -> Double? {
    let isBroken = status == .diverged && conditions.plannedEpochs <= epochs
    guard !isBroken, let row = history.count >= epochs ? history[epochs - 1] : stop == nil ? nil : history.last else {
      return nil
    }
    return score(column, in: row).map(decimal)
  }
}
