import Catalog
import Files
import Records
import Results
import Testing

@Suite struct SweepSummaryTests {
  /// Three configurations with two seeds each: 500 has the best mean, though the best single run is one of 64; 32
  /// diverged once.
  let sweep = SweepSummary(
    name: "sizes", rankBy: "val_accuracy",
    runs: [
      validatedSummary("32-a", batchSize: 32, seed: 1, validation: [(0.1, 0.99)]),
      validatedSummary("32-b", batchSize: 32, seed: 2, validation: [(0.1, 0.99)]).diverged(),
      validatedSummary("64-a", batchSize: 64, seed: 1, validation: [(0.5, 0.5), (0.2, 0.96)]),
      validatedSummary("64-b", batchSize: 64, seed: 2, validation: [(0.5, 0.5), (0.4, 0.9)]),
      validatedSummary("500-a", batchSize: 500, seed: 1, validation: [(0.1, 0.97), (0.3, 0.95)], misclassified: [1]),
      validatedSummary(
        "500-b", batchSize: 500, seed: 2, validation: [(0.5, 0.8), (0.3, 0.94)], misclassified: [1, 2, 3]),
    ], missing: ["1000-a"])

  @Test func theBestMeanOfTheLastEpochsIsFirst() {
    #expect(sweep.ranking.map(\.configuration.name) == ["500", "64", "32"])
    #expect(sweep.ranking.map(\.rank) == [1, 2, nil])
    #expect(sweep.ranking[2].score == nil)
    #expect(sweep.differences.sweptKeys == ["batch_size"])
  }

  @Test func aLossRanksTheOtherWayRound() {
    var sweep = sweep
    sweep.rankBy = "val_loss"
    sweep.runs[3].history[1].validation?.loss = 0.1
    #expect(sweep.ranking.map(\.configuration.name) == ["64", "500", "32"])
  }

  @Test func ofEqualsTheCheaperIsFirstThenTheEarlier() {
    let runs = [(1, 9), (2, 5), (3, 5)].map { size, cost in
      validatedSummary("run\(size)", batchSize: size, validation: [(0.1, 0.5)], multiplyAdds: cost)
    }
    let ranking = SweepSummary(name: "s", rankBy: "val_accuracy", runs: runs).ranking
    #expect(ranking.map { $0.configuration.runs[0].name } == ["run2", "run3", "run1"])
    #expect(ranking.map(\.rank) == [1, 2, 3])
  }

  @Test func withoutAColumnNothingIsRanked() {
    var sweep = sweep
    sweep.rankBy = nil
    #expect(sweep.ranking.map(\.rank) == [nil, nil, nil])
    #expect(sweep.ranking.map(\.configuration.name) == ["32", "64", "500"])
    #expect(sweep.table.rows.map { $0[0] } == ["", "", "", "", "", ""])
  }

  @Test func theTableHasARowARunBestFirst() {
    #expect(
      sweep.table.text == """
        rank,name,status,seed,parameters,multiply_adds,epochs,batch_size,loss,accuracy,val_loss,val_accuracy,best_epoch,\
        best_val_accuracy,test_loss,test_accuracy,test_errors,weights_sha256,val_accuracy_mean,val_accuracy_sd
        1,500-a,completed,1,7850,7840,2,500,0.5,0.75,0.3,0.95,1,0.97,0.0724,0.9,1,abc123,0.945,0.007071068
        1,500-b,completed,2,7850,7840,2,500,0.5,0.75,0.3,0.94,2,0.94,0.0724,0.7,3,abc123,0.945,0.007071068
        2,64-a,completed,1,7850,7840,2,64,0.5,0.75,0.2,0.96,2,0.96,0.0724,0.8,2,abc123,0.93,0.04242641
        2,64-b,completed,2,7850,7840,2,64,0.5,0.75,0.4,0.9,2,0.9,0.0724,0.8,2,abc123,0.93,0.04242641
        ,32-a,completed,1,7850,7840,1,32,0.5,0.75,0.1,0.99,1,0.99,0.0724,0.8,2,abc123,,
        ,32-b,diverged,2,7850,7840,1,32,0.5,0.75,0.1,0.99,1,0.99,,,,,,

        """)
  }

  @Test func aKeyThatHasNoColumnGetsOne() {
    let runs = [("sgd", "mse"), ("adam", "nll")].map { optimizer, loss in
      var run = validatedSummary(optimizer, validation: [(1, 0.5)])
      run.spec = [
        "layers": .list(optimizer == "sgd" ? ["flatten"] : ["flatten", "dense"]), "optimizer": [optimizer: [:]],
        "loss": .string(loss), "metrics": ["accuracy"], "batch_size": .integer(8),
      ]
      return run
    }
    let table = SweepSummary(name: "s", rankBy: nil, runs: runs).table
    #expect(table.header.prefix(7) == ["rank", "name", "status", "layers", "optimizer", "spec.loss", "parameters"])
    #expect(table.rows.map { $0[3...5] } == [["[flatten]", "sgd", "mse"], ["[flatten, dense]", "adam", "nll"]])
    #expect(!table.header.contains("val_accuracy_mean"))
  }

  @Test func theDocumentStartsWithTheRankingAndHoldsEveryRun() {
    let text = sweep.json.text
    #expect(
      text.hasPrefix(
        """
        {
          "sweep": "sizes",
          "rank_by": "val_accuracy",
          "swept": ["batch_size"],
          "ranking": [
            {"rank": 1, "values": {"batch_size": 500}, "runs": ["500-a", "500-b"], "seeds": [1, 2], "parameters": 7850, \
        "multiply_adds": 7840, "val_accuracy": {"mean": 0.945, "sd": 0.007071068}, \
        "test_loss": {"mean": 0.0724, "sd": 0.0}, "test_accuracy": {"mean": 0.8, "sd": 0.1414214}, \
        "test_errors": {"mean": 2.0, "sd": 1.414214}},
        """))
    #expect(
      text.contains(
        """
            {"rank": null, "values": {"batch_size": 32}, "runs": ["32-a", "32-b"], "seeds": [1, 2], "parameters": 7850, \
        "multiply_adds": 7840, "val_accuracy": null, "test_loss": null, "test_accuracy": null, \
        "test_errors": null}
          ],
          "missing": ["1000-a"],
          "runs": [
            {
              "status": "completed",
              "name": "32-a",
        """))
  }

  @Test func whatWasWrittenReadsBackTheSame() throws {
    var unranked = sweep
    unranked.rankBy = nil
    unranked.missing = []
    for sweep in [sweep, unranked] {
      let read = try SweepSummary(text: sweep.json.text)
      #expect(read.json.text == sweep.json.text)
      #expect(read.table == sweep.table)
      #expect(read.runs.map(\.json) == sweep.runs.map(\.json))
      #expect(read.differences == sweep.differences)
    }
  }

  @Test(arguments: [
    ("\"sweep\": \"sizes\"", "\"sweep\": 1", "sweep: a string is expected"),
    ("\"rank\": 1", "\"rank\": \"1\"", "ranking[0].rank: a whole number is expected"),
    ("{\"rank\": 1,", "{", "ranking[0]: the key 'rank' is missing"),
    ("\"values\": {\"batch_size\": 500}", "\"values\": 500", "ranking[0].values: an object is expected"),
    ("\"swept\": [\"batch_size\"]", "\"swept\": \"batch_size\"", "swept: a list is expected"),
    ("\"swept\": [\"batch_size\"]", "\"swept\": [1]", "swept[0]: a key is expected"),
    ("\"val_accuracy\"", "\"val_acuracy\"", "rank_by: a column of the runs' histories, or null, is expected"),
    ("\"val_accuracy\"", "\"test_accuracy\"", "rank_by: a column of the runs' histories, or null, is expected"),
    ("[\"1000-a\"]", "[7]", "missing[0]: a run's name is expected"),
    ("\"missing\": [\"1000-a\"],", "", "the key 'missing' is missing"),
    ("{\"epoch\": 1, \"loss\": 0.5,", "{\"loss\": 0.5,", "runs[0].history[0]: the key 'epoch' is missing"),
    ("\"status\": \"completed\"", "\"status\": \"done\"", "runs[0].status: 'completed' or 'diverged' is expected"),
    ("\"sweep\"", "\"more\": 1, \"sweep\"", "more: an unknown key; a newer runner may have written it"),
    ("\"sweep\"", "sweep", "line 2: a key in double quotes is expected"),
  ])
  func aSummaryOfAnotherFormIsRefused(part: String, replacement: String, message: String) throws {
    var text = sweep.json.text
    text.replaceSubrange(try #require(text.firstRange(of: part)), with: replacement)
    let changed = text
    let problem = #expect(throws: SummaryProblem.self) { try SweepSummary(text: changed) }
    #expect(problem?.description == message)
  }

  /// Other versions derive them differently; the runs are what counts.
  @Test(arguments: [
    ("\"rank\": 1", "\"rank\": 2"), ("\"swept\": [\"batch_size\"]", "\"swept\": []"),
    ("\"mean\": 0.945", "\"mean\": 0.99"),
    ("\"values\": {\"batch_size\": 500}", "\"values\": {}"),
    ("\"runs\": [\"500-a\", \"500-b\"], \"seeds\": [1, 2],", "\"runs\": [],"),
  ])
  func whatFollowsFromTheRunsIsMadeAnew(part: String, replacement: String) throws {
    var text = sweep.json.text
    text.replaceSubrange(try #require(text.firstRange(of: part)), with: replacement)
    #expect(try SweepSummary(text: text).json.text == sweep.json.text)
  }

  /// Their `swept` names whole optimizers and activations, whose options now have keys of their own.
  @Test(arguments: [
    ("optimizers", ["optimizer", "optimizer.learning_rate", "optimizer.momentum"]),
    ("activations", ["layers[1].dense.activation", "layers[1].dense.activation.negative_slope"]),
    ("layers", ["layers[1]"]),
  ])
  func whatAnEarlierVersionHasWrittenIsRead(name: String, swept: [String]) throws {
    let folder = #filePath.dropLast("SweepSummaryTests.swift".count) + "Fixtures/earlier-sweeps/"
    let text = String(decoding: try AtomicFile.read("\(folder)\(name).json"), as: UTF8.self)
    let sweep = try SweepSummary(text: text)
    #expect(sweep.runs.count == 3)
    #expect(sweep.differences.sweptKeys == swept)
    #expect(try SweepSummary(text: sweep.json.text).json.text == sweep.json.text)
  }

  @Test func aSweepIsNoRun() throws {
    let folder = try TemporaryFolder()
    try sweep.save(in: folder.path)
    #expect(try ResultPaths.finished(in: folder.path, .run) == [])
    #expect(try ResultPaths.finished(in: folder.path, .sweep) == [ResultPaths(root: folder.path, name: "sizes")])
    #expect(
      try SweepSummary(text: String(decoding: AtomicFile.read(folder.path + "/sizes.json"), as: UTF8.self)).json.text
        == sweep.json.text)
    #expect(try AtomicFile.read(folder.path + "/sizes.csv") == Array(sweep.table.text.utf8))
  }

  /// Nor is the earlier one read, which takes most of the time of summing a large search up.
  @Test func whatIsThereIsNotWrittenAgain() throws {
    let folder = try TemporaryFolder()
    try sweep.save(in: folder.path)
    let files = ["csv", "json"].map { "\(folder.path)/sizes.\($0)" }
    let before = files.map { AtomicFile.status($0)?.st_ino }
    #expect(try sweep.save(in: folder.path) == nil)
    #expect(files.map { AtomicFile.status($0)?.st_ino } == before)
    try AtomicFile.write("rank", to: files[0])
    #expect(try sweep.save(in: folder.path) != nil)
    #expect(try AtomicFile.read(files[0]) == Array(sweep.table.text.utf8))
  }

  @Test func theDefaultRankIsByTheFirstSharedMetricOfTheValidationData() {
    #expect(SweepSummary.defaultRankBy(sweep.runs) == "val_accuracy")
    #expect(SweepSummary.defaultRankBy(sweep.runs + [exampleSummary()]) == nil)
    #expect(SweepSummary.defaultRankBy([RunSummary]()) == nil)
    var other = sweep.runs[0]
    other.metrics = []
    #expect(SweepSummary.defaultRankBy([sweep.runs[1], other]) == "val_loss")
  }

  /// A loss of one task, or of another kind, says nothing beside this one.
  @Test func whatDoesNotCompareIsNotRanked() {
    let run = sweep.runs[0]
    var (prices, clothes, hinged) = (run, run, run)
    prices.data.target = .values(["price"])
    clothes.data.dataset = "clothes"
    clothes.data.files = clothes.data.files.map { .init(name: $0.name, sha256: "other " + $0.sha256) }
    for other in [prices, clothes] {
      #expect([run, other].obstacle == .tasks && SweepSummary.defaultRankBy([run, other]) == nil)
    }
    var copied = run
    copied.data.dataset = "elsewhere/" + run.data.dataset
    #expect([run, copied].obstacle == nil)
    guard case .mapping(let entries) = run.spec else { return }
    hinged.spec = .mapping(entries + [("loss", .string("hinge"))])
    #expect([run, hinged].obstacle == nil)
    hinged.metrics = []
    #expect([run, hinged].obstacle == .losses && SweepSummary.defaultRankBy([run, hinged]) == nil)
    #expect([run, exampleSummary()].obstacle == .noValidation && [RunSummary]().obstacle == .noValidation)
  }

  @Test func aPlanKnowsWhatRanksIt() {
    var spec = ExperimentSpec(
      name: "a", dataset: DatasetSpec(source: .mnist), layers: [], loss: LossSpec(CategoricalCrossentropy()))
    spec.metrics = [MetricSpec(TopKCategoricalAccuracy()), .accuracy]
    #expect(SweepSummary.defaultRankBy([spec]) == nil)
    spec.validationSplit = 0.1
    var other = spec
    other.metrics = [.accuracy]
    #expect(SweepSummary.defaultRankBy([spec, other]) == "val_accuracy")
  }
}
