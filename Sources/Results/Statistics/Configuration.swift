import Catalog
import Records
import Text

/// Runs that differ only in their seed, or in the fold of a cross-validation: one configuration, tried several times.
public struct Configuration: Sendable {
  /// The common part of the runs' names, unique among the configurations made together.
  public internal(set) var name: String
  public internal(set) var runs: [RunSummary]

  /// One run by itself.
  public init(_ run: RunSummary) {
    name = run.name
    runs = [run]
  }

  /// The seed of each run, in the runs' order.
  public var seeds: [ConfigValue] { runs.map { $0.seed ?? .null } }

  /// Whether the runs are tests on different folds.
  public var isCrossValidated: Bool { runs.allSatisfy { $0.spec.fold != nil } }

  /// What its runs are called: seeds, folds, or runs where both differ.
  public var repetition: String {
    guard isCrossValidated else { return "seed" }
    return runs.allSatisfy { $0.seed == runs[0].seed } ? "fold" : "run"
  }

  /// The runs that together hold out every sample once: with one seed, the folds of one round.
  public var rounds: [[RunSummary]] {
    runs.grouped { $0.seed == $1.seed && $0.spec.fold?.last == $1.spec.fold?.last }
  }

  /// A column over the runs; nil if a run has no number there, as after divergence.
  public func statistics(of column: String) -> SampleStatistics? {
    let values = runs.compactMap { $0.value(of: column) }
    return values.count == runs.count ? SampleStatistics(values) : nil
  }

  /// The epoch after which a history's column is best in the mean over the runs (the first of equals), and its values
  /// there.
  public func bestEpoch(by column: String) -> (epoch: Int, score: SampleStatistics)? {
    var best: (epoch: Int, score: SampleStatistics)?
    for index in 0..<(runs.map(\.history.count).min() ?? 0) {
      let values = runs.compactMap { $0.score(column, in: $0.history[index]).map(decimal) }
      guard values.count == runs.count, let score = SampleStatistics(values) else { continue }
      if let known = best, !isBetter(score.mean, than: known.score.mean, in: column) { continue }
      best = (runs[0].history[index].epoch, score)
    }
    return best
  }

  /// Whether every run finished.
  public var isCompleted: Bool { runs.allSatisfy { $0.status == .completed } }

  /// Groups runs by everything that they are a function of except seed and fold, in the order of each group's first run.
  ///
  /// A run that repeats a seed and a fold of its group (the same spec under another name) starts a new group, because it is not
  /// new evidence.
  public static func all(_ runs: [RunSummary]) -> [Configuration] {
    var found: [Configuration] = []
    // Found by the spec without its seed: a sweep has too many runs to compare all pairs.
    var places: [String: [Int]] = [:]
    for run in runs {
      let spec = JSONValue(run.spec.without(["name", "description", "seed"]).withoutFold).line
      if let index = places[spec]?.first(where: { found[$0].isJoined(by: run) }) {
        found[index].runs.append(run)
      } else {
        places[spec, default: []].append(found.count)
        found.append(Configuration(run))
      }
    }
    let names = found.map { commonName($0.runs.map(\.name)) }
    for index in found.indices where names.count(where: { $0 == names[index] }) == 1 {
      found[index].name = names[index]
    }
    return found
  }

  /// Whether a run of the same spec, apart from seed and fold, is another seed or fold of this configuration.
  private func isJoined(by run: RunSummary) -> Bool {
    let (fold, data) = (run.spec.fold, runs[0].data)
    // The folds of a file have other rows, and perhaps one more or less.
    let isSameData =
      fold == nil
      ? data == run.data : data.files == run.data.files && data.initialWeightsHash == run.data.initialWeightsHash
    return isSameData && runs[0].numericsVersion == run.numericsVersion
      && !runs.contains { $0.seed == run.seed && $0.spec.fold == fold }
  }

  /// `dense` for `dense`, `dense-2`; `64` for `64-seed-1`, `64-seed-2`: the common beginning of all names, up to a
  /// separator, without the word for what follows.
  private static func commonName(_ names: [String]) -> String {
    let common = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
    guard !names.contains(common) else { return common }
    let cut = common.lastIndex { "-_.".contains($0) }.map { String(common[..<$0]) } ?? ""
    let words = ["seed", "fold", "repeat"].flatMap { ["-" + $0, "/" + $0] }
    let name = String(cut.dropLast(words.first(where: cut.hasSuffix)?.count ?? 0))
    return name.isEmpty ? names[0] : name
  }
}

/// Mean and spread of a few numbers.
public struct SampleStatistics: Equatable, Sendable {
  public var count: Int
  public var mean: Double
  /// The sample standard deviation, with n − 1; nil for a single number.
  public var standardDeviation: Double?

  /// nil for no numbers.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else { return }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = (squares / Double(values.count - 1)).squareRoot()
  }
}

extension SampleStatistics {
  /// As in files: seven digits for several values, because a Float has no more; a single value unchanged.
  var recorded: (mean: Double, standardDeviation: Double?) {
    guard let standardDeviation else { return (mean, nil) }
    return (rounded(mean, significantDigits: 7), rounded(standardDeviation, significantDigits: 7))
  }

  /// `{"mean": …, "sd": …}`
  var json: JSONValue {
    let (mean, deviation) = recorded
    return .object([.init("mean", .double(mean)), .init("sd", deviation.map(JSONValue.double) ?? .null)])
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
