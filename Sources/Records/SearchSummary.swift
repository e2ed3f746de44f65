import Catalog

/// How a search came to its trials: a part of its sweep's record, and like it a function of spec and data.
public struct SearchSummary: Equatable, Sendable {
  public struct Trial: Equatable, Sendable {
    public var name: String
    /// From 1.
    public var bracket: Int
    /// The last rung that it reached, from 1.
    public var rung: Int
    /// After which it was stopped, or its training ended; as planned, even if a callback ended it earlier.
    public var epochs: Int
    /// The value of the ranking's column that each of its rungs was decided by; nil if it had none, for it had diverged or failed.
    public var scores: [Double?]

    public init(name: String, bracket: Int, rung: Int, epochs: Int, scores: [Double?]) {
      (self.name, self.bracket, self.rung, self.epochs, self.scores) = (name, bracket, rung, epochs, scores)
    }
  }

  /// The method's name.
  public var method: String
  /// The method's options.
  public var options: ConfigValue
  public var seed: UInt64
  /// The spec's, for which the best trials are trained.
  public var epochs: Int
  /// Its brackets' rungs.
  public var brackets: [[Bracket.Rung]]
  /// By their numbers.
  public var trials: [Trial]

  public init(
    method: String, options: ConfigValue, seed: UInt64, epochs: Int, brackets: [[Bracket.Rung]], trials: [Trial]
  ) {
    (self.method, self.options, self.seed, self.epochs) = (method, options, seed, epochs)
    (self.brackets, self.trials) = (brackets, trials)
  }

  public func trial(named name: String) -> Trial? { trials.first { $0.name == name } }

  /// Epochs trained, each once.
  public var totalEpochs: Int { trials.reduce(0) { $0 + $1.epochs } }
}
