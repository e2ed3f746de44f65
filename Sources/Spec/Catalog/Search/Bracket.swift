/// Trials that compete: all of them are trained for a few epochs, and the best of each rung go on to the next.
public struct Bracket: Hashable, Sendable {
  public struct Rung: Hashable, Sendable {
    /// After which its trials are judged, counted from their start.
    public var epochs: Int
    public var trials: Int

    public init(epochs: Int, trials: Int) {
      self.epochs = epochs
      self.trials = trials
    }
  }

  /// From 0, over the whole search.
  public var firstTrial: Int
  /// At least one.
  public var rungs: [Rung]

  public init(firstTrial: Int, rungs: [Rung]) {
    self.firstTrial = firstTrial
    self.rungs = rungs
  }

  /// The numbers of its trials.
  public var trials: Range<Int> { firstTrial..<firstTrial + (rungs.first?.trials ?? 0) }
}

extension [Bracket.Rung] {
  /// How many epochs each of a rung's trials is trained on the way to it from the one before.
  public func epochs(on rung: Int) -> Int { self[rung].epochs - (rung > 0 ? self[rung - 1].epochs : 0) }

  /// How many epochs are trained, each of them once.
  public var totalEpochs: Int { indices.reduce(0) { $0 + self[$1].trials * epochs(on: $1) } }
}

extension Bracket {
  /// Successive halving: the epochs of the rungs are `epochs` ÷ ηᵏ for k = s, …, 0, and of n trials n ÷ ηⁱ reach rung i, both rounded
  /// down; at least one does.
  ///
  /// Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization" (2016).
  ///
  /// - Parameters:
  ///   - trials: n, in the first rung.
  ///   - reduction: η.
  ///   - steps: s, the number of rungs after the first.
  static func halving(from firstTrial: Int, trials: Int, epochs: Int, reduction: Int, steps: Int) -> Bracket {
    let powers = (0...steps).map { power(of: reduction, $0) }
    let rungs = (0...steps).map { index in
      Rung(epochs: epochs / powers[steps - index], trials: max(1, trials / powers[index]))
    }
    return Bracket(firstTrial: firstTrial, rungs: rungs)
  }

  /// The largest s for which `epochs` ÷ ηˢ is not below `least`: ⌊log_η(R ÷ r)⌋ without a logarithm's rounding.
  static func steps(from least: Int, to epochs: Int, reduction: Int) -> Int {
    var (steps, product) = (0, least)
    while product <= epochs / reduction {
      product *= reduction
      steps += 1
    }
    return steps
  }

  static func power(of base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * base } }
}
