import Statistics
import Catalog
import Testing
import Text

@Suite struct ConfigurationTests {
  @Test func runsThatDifferInTheirSeedAloneStandTogether() {
    let found = Configuration.all([
      validatedSummary("64-seed1", batchSize: 64, seed: 1, validation: [(1, 0.5)]),
      validatedSummary("500-seed1", seed: 1, validation: [(1, 0.5)]),
      validatedSummary("64-seed2", batchSize: 64, seed: 2, validation: [(1, 0.5)]),
    ])
    #expect(found.map { $0.runs.map(\.name) } == [["64-seed1", "64-seed2"], ["500-seed1"]])
    #expect(found.map(\.name) == ["64", "500-seed1"])
    #expect(found[0].seeds == [.unsigned(1), .integer(2)].map { JSONValue($0).config })
  }

  @Test(arguments: [
    (["dense", "dense-2", "dense-3"], "dense"), (["a-1", "a-2"], "a"), (["a-s10", "a-s11"], "a"),
    (["one", "two"], "one"), (["x_lr.1-1", "x_lr.1-2"], "x_lr.1"),
  ])
  func theNameIsWhatTheRunsHaveInCommon(names: [String], name: String) {
    let runs = names.enumerated().map { validatedSummary($1, seed: UInt64($0), validation: []) }
    #expect(Configuration.all(runs).map(\.name) == [name])
  }

  /// As many as a sweep may have. Comparing all pairs of them would take minutes.
  @Test func thousandsOfRunsAreGroupedInAMoment() {
    let runs = (0..<2_000).map { number in
      validatedSummary("run-\(number)", batchSize: number / 2 + 1, seed: UInt64(number % 2), validation: [])
    }
    let start = ContinuousClock.now
    let found = Configuration.all(runs)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(found.count == 1_000 && found.allSatisfy { $0.runs.count == 2 })
  }

  @Test func namesThatWouldBeTheSameAreTheFirstRuns() {
    let runs = [(64, "1"), (64, "2"), (500, "3"), (500, "4")].map { size, name in
      validatedSummary("x-" + name, batchSize: size, seed: UInt64(name) ?? 0, validation: [])
    }
    #expect(Configuration.all(runs).map(\.name) == ["x-1", "x-3"])
  }

  @Test func aSeedTwiceIsNoNewEvidence() {
    let runs = [("a", 1), ("b", 2), ("c", 2), ("d", 1)].map { validatedSummary($0, seed: $1, validation: [(1, 0.5)]) }
    #expect(Configuration.all(runs).map { $0.runs.map(\.name) } == [["a", "b"], ["c", "d"]])
  }

  @Test func otherDataAreAnotherConfiguration() {
    var other = validatedSummary("b", seed: 2, validation: [])
    other.data.files[0].sha256 = "another"
    #expect(Configuration.all([validatedSummary("a", validation: []), other]).count == 2)
  }

  /// Expected: Python's `statistics.mean` and `stdev`.
  @Test func meanAndStandardDeviationAreThoseOfTheSample() throws {
    let runs = [0.97, 0.98, 0.985].enumerated().map { index, accuracy in
      validatedSummary("a-\(index)", seed: UInt64(index), validation: [(1, 0), (1, Float(accuracy))])
    }
    let statistics = try #require(Configuration.all(runs)[0].statistics(of: "val_accuracy"))
    #expect((statistics.mean - 0.9783333333333334).magnitude < 1e-15)
    #expect((try #require(statistics.standardDeviation) - 0.007637626158259741).magnitude < 1e-15)
    #expect(SampleStatistics([3])?.standardDeviation == nil)
    #expect(SampleStatistics([]) == nil)
  }

  @Test func aColumnThatARunLacksHasNoMean() {
    let runs = [
      validatedSummary("a", validation: [(1, 1), (1, 1)]), validatedSummary("b", seed: 2, validation: [(1, 1)]),
    ]
    #expect(Configuration.all([runs[0], runs[1].diverged()])[0].statistics(of: "test_accuracy") == nil)
    #expect(Configuration.all(runs)[0].statistics(of: "top_k_categorical_accuracy") == nil)
  }
}

@Suite struct ColumnTests {
  let run = validatedSummary("a", validation: [(0.5, 0.8), (0.3, 0.9), (0.4, 0.9), (.nan, 0.7)])

  @Test(arguments: [("val_accuracy", 2), ("val_loss", 2), ("loss", 1)])
  func theBestEpochIsTheFirstOfEquals(column: String, epoch: Int) {
    #expect(run.bestEpoch(by: column)?.epoch == epoch)
  }

  @Test func lastValuesGoByTheColumnsNames() {
    let columns = [
      "parameters", "multiply_adds", "epochs", "loss", "accuracy", "val_accuracy", "test_loss", "test_accuracy",
      "test_errors",
    ]
    #expect(columns.map { run.value(of: $0) } == [7850, 7840, 4, 0.5, 0.75, 0.7, 0.0724, 0.8, 2])
    #expect(run.value(of: "val_loss") == nil)
    #expect(run.value(of: "test_speed") == nil)
    #expect(run.scoreColumns == ["loss", "accuracy", "val_loss", "val_accuracy"])
  }
}

@Suite struct SpecDifferencesTests {
  static func spec(_ entries: [(key: String, value: ConfigValue)]) -> ConfigValue { .mapping(entries) }

  @Test func onlyWhatDiffersIsNamedInTheSpecsOrder() {
    let differences = SpecDifferences([
      [
        "name": "a", "seed": .unsigned(1), "optimizer": ["adam": ["learning_rate": .number(0.001)]],
        "epochs": .integer(3),
      ],
      [
        "name": "b", "seed": .integer(1), "optimizer": ["adam": ["learning_rate": .number(0.01)]],
        "epochs": .integer(5),
      ],
    ])
    #expect(differences.keys == ["optimizer.adam.learning_rate", "epochs"])
    #expect(differences.label(at: 0) == "learning_rate=0.001, epochs=3")
    #expect(differences.value(of: "epochs", at: 1) == .integer(5))
    #expect(differences.value(of: "seed", at: 1) == nil)
  }

  /// Two optimizers differ in their names and in the options that both have, not in that only one has a momentum.
  @Test func otherConstructsDifferInTheirNamesAndTheOptionsTheyShare() {
    func spec(_ name: String, _ rate: Double, _ rest: (String, ConfigValue)) -> ConfigValue {
      ["optimizer": .mapping([(name, .mapping([("learning_rate", .number(rate)), rest]))])]
    }
    let differences = SpecDifferences([
      spec("adam", 0.001, ("beta_1", .number(0.9))), spec("sgd", 0.01, ("momentum", .number(0))),
      spec("sgd", 0.1, ("momentum", .number(0))),
    ])
    #expect(differences.keys == ["optimizer", "optimizer.learning_rate"])
    #expect(
      (0..<3).map { differences.label(at: $0) } == [
        "optimizer=adam, learning_rate=0.001", "optimizer=sgd, learning_rate=0.01", "optimizer=sgd, learning_rate=0.1",
      ])
    let momenta = SpecDifferences([
      spec("adam", 0.01, ("beta_1", .number(0.9))), spec("sgd", 0.01, ("momentum", .number(0))),
      spec("sgd", 0.01, ("momentum", .number(0.9))),
    ])
    #expect(momenta.keys == ["optimizer", "optimizer.momentum"])
    #expect((0..<3).map { momenta.word(of: "optimizer.momentum", at: $0) } == [nil, "0.0", "0.9"])
  }

  @Test func namesWithAndWithoutOptionsAreToldApart() {
    func spec(_ activation: ConfigValue) -> ConfigValue { ["layers": [["activation": activation], "flatten"]] }
    let slopes: [ConfigValue] = ["relu", ["leaky_relu": ["negative_slope": .number(0.1)]]]
    let differences = SpecDifferences(
      (slopes + [["leaky_relu": ["negative_slope": .number(0.2)]]]).map(spec) + [["layers": ["flatten", "flatten"]]])
    #expect(
      differences.keys == [
        "layers[0]", "layers[0].activation", "layers[0].activation.negative_slope",
      ])
    #expect(Set((0..<4).map { differences.label(at: $0) }).count == 4)
  }

  /// As in `runner summary`, with whatever else tells them apart.
  @Test func stacksOfLayersAreShownByTheirLayers() {
    func dense(_ units: Int, _ activation: ConfigValue, bias: Bool = true) -> ConfigValue {
      ["dense": ["units": .integer(units), "activation": activation, "use_bias": .bool(bias)]]
    }
    let conv: ConfigValue = [
      "conv2d": [
        "filters": .integer(8), "kernel_size": [.integer(3), .integer(5)], "strides": [.integer(1), .integer(1)],
      ]
    ]
    let stacks: [[ConfigValue]] = [
      ["flatten", dense(10, "softmax")], ["flatten", dense(32, "relu"), dense(10, "softmax")],
      ["flatten", dense(32, ["elu": ["alpha": .number(0.5)]]), dense(10, "softmax")],
      ["flatten", dense(32, "relu"), dense(10, "softmax", bias: false)], [conv, "flatten", ["activation": "relu"]],
    ]
    let differences = SpecDifferences(stacks.map { ["layers": .list($0)] })
    #expect(differences.keys == ["layers"])
    #expect(
      (0..<5).map { differences.word(of: "layers", at: $0) } == [
        "[flatten, dense 10 softmax use_bias=true]",
        "[flatten, dense 32 relu use_bias=true, dense 10 softmax use_bias=true]",
        "[flatten, dense 32 elu alpha 0.5 use_bias=true, dense 10 softmax use_bias=true]",
        "[flatten, dense 32 relu use_bias=true, dense 10 softmax use_bias=false]",
        "[conv2d 8 3x5, flatten, activation relu]",
      ])
  }

  @Test func aRateIsCalledAfterItsLayer() {
    func spec(_ rates: [Double]) -> ConfigValue {
      ["layers": .list(rates.map { ["dropout": ["rate": .number($0)]] })]
    }
    let one = SpecDifferences([spec([0.1, 0.5]), spec([0.2, 0.5])])
    #expect(one.label(at: 0) == "dropout_rate=0.1")
    let two = SpecDifferences([spec([0.1, 0.5]), spec([0.2, 0.6])])
    #expect(two.label(at: 1) == "layers[0].dropout.rate=0.2, layers[1].dropout.rate=0.6")
  }

  @Test func layersAreComparedOneByOneWhereTheirNumberIsTheSame() {
    func layers(_ units: [Int]) -> ConfigValue {
      ["layers": .list(["flatten"] + units.map { ["dense": ["units": .integer($0)]] })]
    }
    let same = SpecDifferences([layers([64, 10]), layers([128, 10])])
    #expect(same.keys == ["layers[1].dense.units"])
    #expect(same.shortName(of: same.keys[0]) == "units")
    #expect(same.tableKeys == same.keys)
    let other = SpecDifferences([layers([64, 10]), layers([10])])
    #expect(other.keys == ["layers"])
    #expect(other.label(at: 1) == "layers=[flatten, dense 10]")
    #expect(other.tableKeys.isEmpty)
  }

  @Test func twoKeysThatEndAlikeKeepTheirPaths() {
    func spec(_ a: Int, _ b: Int) -> ConfigValue {
      ["layers": [["dense": ["units": .integer(a)]], ["dense": ["units": .integer(b)]]], "epochs": .integer(a)]
    }
    let differences = SpecDifferences([spec(1, 2), spec(3, 4)])
    #expect(
      differences.label(at: 0) == "layers[0].dense.units=1, layers[1].dense.units=2, epochs=1")
  }

  @Test func aKeyThatOneSpecLacksIsNone() {
    let differences = SpecDifferences([["dataset": ["name": "mnist"]], ["dataset": ["idx": "here"]]])
    #expect(differences.keys == ["dataset"])
    let limits = SpecDifferences([["limit": .null], ["limit": .integer(5)], [:]])
    #expect((0..<3).map { limits.label(at: $0) } == ["limit=none", "limit=5", "limit=none"])
  }

  @Test func equalSpecsDifferInNothing() {
    #expect(SpecDifferences([["a": "x"], ["a": "x"]]).keys.isEmpty)
    #expect(SpecDifferences([]).keys.isEmpty)
    #expect(SpecDifferences([["a": "x"]]).label(at: 0) == "")
  }
}
