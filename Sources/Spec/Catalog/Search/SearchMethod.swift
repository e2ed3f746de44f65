/// A way to search: which trials there are, for how many epochs each is trained, and where their values come from.
public protocol SearchConstruct: NamedConstruct {
  /// In the order of their trials' numbers.
  ///
  /// - Parameter epochs: the spec's, for which the best trials are trained.
  func brackets(epochs: Int) -> [Bracket]
  /// Whether it decides for how many epochs a trial is trained. If not, each is trained for its spec's.
  var choosesEpochs: Bool { get }
  /// Whether the values of a bracket's trials depend on the results of the brackets before.
  var learns: Bool { get }
  /// Nil if nothing but its trials' number ends it.
  var budget: SearchBudget? { get }
  /// Why it cannot work for so many epochs.
  func problem(epochs: Int) -> OptionProblem?
}

extension SearchConstruct {
  public var choosesEpochs: Bool { true }
  public var learns: Bool { false }
  public func problem(epochs: Int) -> OptionProblem? { nil }
}

/// `method` of a sweep's `search`, with its options, which are written beside it.
public struct SearchMethod: FamilyMember {
  public private(set) var construct: any SearchConstruct

  public init(_ construct: some SearchConstruct) { self.construct = construct }
}

extension SearchMethod {
  public static let kind = "search method"

  /// The table of search methods.
  public static let family = Family(
    [Self(SuccessiveHalving()), Self(Hyperband()), Self(TPE())],
    advice: NameAdvice(
      aliases: [
        "sha": "asha", "successive_halving": "asha", "halving": "asha", "halving_random_search": "asha", "bohb": "tpe",
        "bayesian": "tpe", "optuna": "tpe", "hyperopt": "tpe",
      ],
      remarks: [
        "grid": "write grid: {KEY: [VALUE, …]} in the place of search",
        "random": "write random: {samples: 20, KEY: DISTRIBUTION} in the place of search",
      ]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}

/// How many trials a search has, if it is said.
public struct TrialCount: OptionValue {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  /// As many as a sweep may have runs.
  public static let range = 1...2_000
  public static let form = ValueForm.integer(range)

  public init?(_ config: ConfigValue) {
    guard case .integer(let count) = config else { return nil }
    self.count = count
  }

  public var config: ConfigValue { .integer(count) }
}
