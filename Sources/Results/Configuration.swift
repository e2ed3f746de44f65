import ExperimentSpec

/// Runs that differ in nothing but their seed: one configuration, tried several times.
public struct Configuration: Sendable {
  /// What the runs' names have in common, unique among the configurations it was made with.
  public internal(set) var name: String
  public internal(set) var runs: [RunSummary]

  /// A run each, in the runs' order.
  public var seeds: [ConfigValue] { runs.map { $0.seed ?? .null } }

  /// A column over the runs; nil when a run has no number there, such as one that diverged.
  public func statistics(of column: String) -> SampleStatistics? {
    let values = runs.compactMap { $0.value(of: column) }
    return values.count == runs.count ? SampleStatistics(values) : nil
  }

  /// Whether every run finished.
  public var isCompleted: Bool { runs.allSatisfy { $0.status == .completed } }

  /// Groups runs by everything that they are a function of but the seed, in the order of each group's first run.
  ///
  /// A run that repeats a seed of its group (the same spec under another name) starts another group: it is no new evidence.
  public static func all(_ runs: [RunSummary]) -> [Configuration] {
    var found: [Configuration] = []
    for run in runs {
      if let index = found.firstIndex(where: { $0.isJoined(by: run) }) {
        found[index].runs.append(run)
      } else {
        found.append(Configuration(name: run.name, runs: [run]))
      }
    }
    let names = found.map { commonName($0.runs.map(\.name)) }
    for index in found.indices where names.count(where: { $0 == names[index] }) == 1 {
      found[index].name = names[index]
    }
    return found
  }

  private func isJoined(by run: RunSummary) -> Bool {
    runs[0].data == run.data && runs[0].numericsVersion == run.numericsVersion
      && SpecDifferences([runs[0].spec, run.spec]).keys == ["seed"] && !seeds.contains(run.seed ?? .null)
  }

  /// `dense` of `dense`, `dense-2`; `64` of `64-seed1`, `64-seed2`: what all names begin with, up to a separator.
  private static func commonName(_ names: [String]) -> String {
    let common = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
    guard !names.contains(common) else { return common }
    let cut = common.lastIndex { "-_.".contains($0) }.map { String(common[..<$0]) } ?? ""
    return cut.isEmpty ? names[0] : cut
  }
}

/// Mean and spread of a few numbers.
public struct SampleStatistics: Equatable, Sendable {
  public var count: Int
  public var mean: Double
  /// Of the sample, with n − 1; nil for a single number.
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
  /// `{"mean": …, "sd": …}`: more digits than a Float has would be noise.
  var json: JSONValue {
    .object([
      .init("mean", .double(rounded(mean, significantDigits: 9))),
      .init("sd", standardDeviation.map { .double(rounded($0, significantDigits: 9)) } ?? .null),
    ])
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
