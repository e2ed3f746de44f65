import Catalog
import ExperimentSpec
import Testing

/// A record of an earlier version lacks options that were added later: read today, it has them with their defaults.
struct RecordedSpecTests {
  private static let files = ["dense", "conv", "batchsizes/batch-64"].map { "experiments/\($0).yaml" }

  private static let repository = String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")!.lowerBound))

  private func resolved(_ file: String) throws -> ConfigValue {
    try ExperimentLoader.load(Self.repository + "/" + file).spec.resolved()
  }

  @Test(arguments: files) func whatIsRecordedTodayIsReadAsItIs(file: String) throws {
    let spec = try ExperimentLoader.load(Self.repository + "/" + file).spec
    #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
    #expect(spec.resolved().current == spec.resolved())
  }

  /// Each option of each optimizer, as if it had been added later.
  @Test(arguments: OptimizerSpec.family.members) func anOptionThatIsNewHasItsDefault(optimizer: OptimizerSpec) throws {
    let today = try resolved("experiments/dense.yaml").replacing("optimizer", by: optimizer.config)
    for option in optimizer.optionDescriptions where option.isRecorded {
      let earlier = try resolved("experiments/dense.yaml").replacing(
        "optimizer", by: .mapping([(optimizer.words.name, optimizer.options.without(option.key))]))
      #expect(earlier != today)
      #expect(earlier.current == today, "\(option.key)")
    }
  }

  /// A result from before AMSGrad is one without it; with it, another.
  @Test func aFlagIsRecordedOnlyIfItIsSet() throws {
    let today = try resolved("experiments/dense.yaml")
    func adam(_ amsgrad: Bool) -> ConfigValue {
      today.replacing("optimizer", by: .mapping([("adam", .mapping([("amsgrad", .bool(amsgrad))]))]))
    }
    #expect(adam(false).current == today)
    #expect(adam(true).current != today && adam(true).current.yaml().contains("amsgrad"))
  }

  @Test func soHaveTheSpecItselfAndItsDataSet() throws {
    let today = try resolved("experiments/dense.yaml")
    for key in ["description", "metrics", "shuffle", "validation_split", "initial_weights", "log_steps"] {
      #expect(today.without(key).current == today, "\(key)")
    }
    let dataset: ConfigValue = .mapping([("name", .string("mnist"))])
    #expect(today.replacing("dataset", by: dataset).current == today)
  }

  /// Nothing is guessed about a later version's record.
  @Test func whatIsNotKnownStaysAsItIs() throws {
    let today = try resolved("experiments/dense.yaml")
    let others = [
      today.with("ema", .number(0.9)), today.replacing("optimizer", by: .string("muon")),
      today.replacing("optimizer", by: .mapping([("adam", .mapping([("clipquantile", .number(1))]))])),
      today.replacing("epochs", by: .string("many")), today.without("loss"), .null, .list([]),
    ]
    for other in others {
      #expect(ExperimentSpec(recorded: other) == nil)
      #expect(other.current == other)
    }
  }
}

extension OptimizerSpec {
  fileprivate var options: ConfigValue {
    if case .mapping(let entries) = config { entries[0].value } else { .mapping([]) }
  }
}

extension ConfigValue {
  private var entries: [(key: String, value: ConfigValue)] {
    if case .mapping(let entries) = self { entries } else { [] }
  }

  fileprivate func without(_ key: String) -> ConfigValue { .mapping(entries.filter { $0.key != key }) }
  fileprivate func with(_ key: String, _ value: ConfigValue) -> ConfigValue { .mapping(entries + [(key, value)]) }
  fileprivate func replacing(_ key: String, by value: ConfigValue) -> ConfigValue {
    .mapping(entries.map { $0.key == key ? (key, value) : $0 })
  }
}
