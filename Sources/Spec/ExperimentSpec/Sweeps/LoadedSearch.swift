import Catalog
import Diagnostics
import YAMLTree

/// A sweep's search: which trials there may be.
public struct LoadedSearch: Sendable {
  public let method: SearchMethod
  public let seed: UInt64
  /// The spec's, for which the best trials are trained.
  public let epochs: Int
  public let brackets: [Bracket]
  /// For each key that is varied, how many values it has to choose from; nil for a number.
  public let choices: [Int?]

  private let space: SearchSpace
  private let maker: RunMaker

  init(_ section: SearchSection, epochs: Int, _ maker: RunMaker) {
    method = section.method
    seed = section.space.seed
    self.epochs = epochs
    brackets = section.method.construct.brackets(epochs: epochs)
    choices = section.space.variables.map { variable in
      if case .choice(let values) = variable.distribution { values.count } else { nil }
    }
    space = section.space
    self.maker = maker
  }

  /// Whether a trial that repeats another is no mistake.
  var mayRepeat: Bool { method.construct.learns || space.isContinuous }

  public var trials: Int { brackets.reduce(0) { $0 + $1.trials.count } }

  /// Where in its distribution each key's value is if it is drawn at random, in [0, 1).
  ///
  /// - Parameter trial: from 0.
  public func fractions(of trial: Int) -> [Double] { space.fractions(of: trial) }

  /// For each key, whether it has a value in a trial: no condition says otherwise.
  public func applies(at fractions: [Double]) -> [Bool] { space.applies(at: fractions) }

  public func name(of trial: Int) -> String { "trial-" + numbered(trial, of: trials) }

  /// The trial of that name.
  public func number(of name: String) -> Int? { (0..<trials).first { self.name(of: $0) == name } }

  /// The trials that depend on no result, each with the epochs of its bracket's first rung.
  func firstPoints() -> [(point: SweepPoint, epochs: Int?)] {
    let known = method.construct.learns ? Array(brackets.prefix(1)) : brackets
    return known.flatMap { bracket in
      bracket.trials.map { trial in
        (
          point(trial, at: fractions(of: trial)),
          method.construct.choosesEpochs ? bracket.rungs.first?.epochs : nil
        )
      }
    }
  }

  private func point(_ trial: Int, at fractions: [Double]) -> SweepPoint {
    SweepPoint(name: name(of: trial), values: space.values(at: fractions))
  }

  /// A trial with its values.
  ///
  /// - Parameters:
  ///   - fractions: where in its distribution each key's value is, in [0, 1).
  ///   - epochs: after which it ends, as the beginning of the whole training; nil for all.
  public func experiment(_ trial: Int, at fractions: [Double], epochs: Int?) throws -> LoadedExperiment {
    let collector = DiagnosticCollector()
    let loaded = maker.experiment(
      point(trial, at: fractions), maker.shared(collector), ReadParts(), collector)
    try collector.throwIfAny()
    // Only a root that is not a mapping gives no experiment, and then there is no search.
    guard let loaded else { preconditionFailure("no experiment, and no problem") }
    return epochs.map(loaded.shortened) ?? loaded
  }
}

extension LoadedExperiment {
  /// The same training ended after so many epochs.
  package func shortened(to epochs: Int) -> LoadedExperiment {
    var short = self
    short.spec = spec.shortened(to: epochs)
    return short
  }
}
