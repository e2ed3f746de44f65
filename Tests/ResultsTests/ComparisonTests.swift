import Statistics
import Records
import Results
import Testing

@Suite struct McNemarTests {
  /// Expected: `scipy.stats.binomtest(min(a, b), a + b, 0.5).pvalue`, SciPy 1.17.1.
  @Test(arguments: [
    (0, 1, 1.0), (3, 3, 1.0), (0, 10, 0.001953125), (2, 9, 0.0654296875), (40, 143, 8.659329081936302e-15),
    (99, 100, 1.0),
    (700, 900, 6.319484959450105e-07), (2500, 2600, 0.16565587842845939),
  ])
  func agreesWithSciPy(a: Int, b: Int, expected: Double) {
    for p in [McNemar.exactP(onlyARight: a, onlyBRight: b), McNemar.exactP(onlyARight: b, onlyBRight: a)] {
      #expect((p - expected).magnitude <= 1e-11 * expected, "\(p)")
    }
  }

  @Test func nothingToSplitIsNoEvidence() {
    #expect(McNemar.exactP(onlyARight: 0, onlyBRight: 0) == 1)
  }

  @Test func aSplitTooUnevenForADoubleIsZero() {
    #expect(McNemar.exactP(onlyARight: 0, onlyBRight: 1100) == 0)
  }
}

@Suite struct ComparisonTests {
  @Test func aPairCountsTheSameImages() throws {
    let a = exampleSummary(name: "a", misclassified: [1, 2, 3])
    let b = exampleSummary(name: "b", misclassified: [3, 4])
    let pair = try #require(Comparison([a, b]).pairs.first)
    #expect([pair.bothRight, pair.onlyARight, pair.onlyBRight, pair.bothWrong] == [6, 1, 2, 1])
    #expect([pair.a, pair.b] == ["a", "b"])
    #expect(pair.testCount == 10)
    #expect(pair.p == 1)
  }

  @Test func everyTwoRunsAreAPair() {
    let runs = ["a", "b", "c"].map { exampleSummary(name: $0) }
    #expect(Comparison(runs).pairs.map { $0.a + $0.b } == ["ab", "ac", "bc"])
  }

  @Test func otherTestImagesAreNotCompared() {
    let a = exampleSummary(name: "a")
    var b = exampleSummary(name: "b")
    b.data.files[2].sha256 = "another"
    var c = exampleSummary(name: "c")
    c.data.testCount = 9
    var d = exampleSummary(name: "d")
    d.test = nil
    #expect(Comparison([a, b]).pairs.isEmpty)
    #expect(Comparison([a, c]).pairs.isEmpty)
    #expect(Comparison([a, d]).pairs.isEmpty)
  }

  @Test func theTableHasARowARun() {
    var diverged = exampleSummary(name: "b")
    diverged.status = .diverged
    diverged.metrics = ["accuracy", "top_k_categorical_accuracy"]
    diverged.history = []
    diverged.test = nil
    diverged.weightsHash = nil
    #expect(
      Comparison([exampleSummary(), diverged]).table.text == """
        name,status,parameters,multiply_adds,epochs,batch_size,loss,accuracy,top_k_categorical_accuracy,\
        test_loss,test_accuracy,test_top_k_categorical_accuracy,test_errors,weights_sha256
        dense,completed,7850,7840,2,500,0.1105,0.9676,,0.0724,0.8,,2,abc123
        b,diverged,7850,7840,0,500,,,,,,,,

        """)
  }

  @Test func theDocumentHoldsRunsAndPairs() {
    let comparison = Comparison([exampleSummary(), exampleSummary(name: "conv", misclassified: [5])])
    #expect(
      comparison.json.text == """
        {
          "runs": [
            {"name": "dense", "status": "completed", "parameters": 7850, "multiply_adds": 7840, "epochs": 2, \
        "batch_size": 500, "loss": 0.1105, "accuracy": 0.9676, "test_loss": 0.0724, "test_accuracy": 0.8, \
        "test_errors": 2, "weights_sha256": "abc123"},
            {"name": "conv", "status": "completed", "parameters": 7850, "multiply_adds": 7840, "epochs": 2, \
        "batch_size": 500, "loss": 0.1105, "accuracy": 0.9676, "test_loss": 0.0724, "test_accuracy": 0.8, \
        "test_errors": 1, "weights_sha256": "abc123"}
          ],
          "pairs": [
            {"a": "dense", "b": "conv", "test_images": 10, "both_right": 8, "only_a_right": 0, "only_b_right": 1, \
        "both_wrong": 1, "mcnemar_exact_p": 1.0}
          ]
        }

        """)
  }
}

@Suite struct DifferenceTests {
  @Test func theSameRunHasNone() throws {
    let read = try RunSummary(text: exampleSummary().json.text)
    #expect(exampleSummary().firstDifference(from: read) == nil)
  }

  @Test func theFirstEpochAndColumnAreNamed() {
    var changed = exampleSummary()
    changed.history[1].training.loss = (0.1105 as Float).nextUp
    changed.history[1].training.metrics = [0.5]
    changed.weightsHash = "other"
    #expect(
      changed.firstDifference(from: exampleSummary())
        == Difference(place: "epoch 2, loss", recorded: "0.1105", now: "0.11050001", epoch: 2))
  }

  @Test func aMissingEpochIsADifference() {
    var changed = exampleSummary()
    changed.history.removeLast()
    #expect(
      changed.firstDifference(from: exampleSummary())
        == Difference(place: "number of epochs", recorded: "2", now: "1", epoch: 2))
  }

  @Test func conditionsComeFirst() {
    var changed = exampleSummary()
    changed.spec = .mapping([("name", .string("x"))])
    changed.numericsVersion = 2
    #expect(
      changed.firstDifference(from: exampleSummary())
        == Difference(place: "numerics_version", recorded: "1", now: "2"))
    changed = exampleSummary()
    changed.data.files[3].sha256 = "new"
    #expect(
      changed.firstDifference(from: exampleSummary())
        == Difference(place: "data.files[3].sha256 (t10k-labels)", recorded: "t10k-labels-hash", now: "new"))
  }

  @Test func testWeightsAndImagesAreComparedToo() {
    var changed = exampleSummary()
    changed.test?.scores.metrics = [0.7]
    #expect(
      changed.firstDifference(from: exampleSummary()) == Difference(place: "test accuracy", recorded: "0.8", now: "0.7")
    )
    changed = exampleSummary()
    changed.weightsHash = "other"
    #expect(
      changed.firstDifference(from: exampleSummary())
        == Difference(place: "weights_sha256", recorded: "abc123", now: "other"))
    changed = exampleSummary(misclassified: [2, 6])
    #expect(changed.firstDifference(from: exampleSummary())?.place == "test")
  }
}

@Suite struct SortingTests {
  let runs = [
    validatedSummary("a-1", batchSize: 1000, seed: 1, validation: [(0.5, 0.8)]),
    validatedSummary("a-2", batchSize: 1000, seed: 2, validation: [(0.5, 0.6)]),
    validatedSummary("b-1", batchSize: 64, seed: 1, validation: [(0.2, 0.9), (0.7, 0.75)], misclassified: [1]),
    validatedSummary("c-1", batchSize: 500, seed: 1, validation: [(0.4, 0.8)]).diverged(),
  ]

  private func order(_ column: String, eachRun: Bool = false, reversed: Bool = false) -> String {
    let seconds = ["a-1": 10.0, "a-2": 11, "b-1": 9.5]
    return Comparison(runs).sorted(by: column, seconds: seconds, eachRun: eachRun, reversed: reversed).runs.map(\.name)
      .joined(separator: " ")
  }

  @Test(arguments: [
    ("name", "a-1 a-2 b-1 c-1"), ("batch_size", "b-1 c-1 a-1 a-2"), ("val_accuracy", "c-1 b-1 a-1 a-2"),
    ("val_loss", "c-1 a-1 a-2 b-1"), ("best_val_accuracy", "b-1 c-1 a-1 a-2"), ("epochs", "a-1 a-2 c-1 b-1"),
    ("test_errors", "b-1 a-1 a-2 c-1"), ("test_accuracy", "b-1 a-1 a-2 c-1"), ("seconds", "b-1 a-1 a-2 c-1"),
    ("status", "a-1 a-2 b-1 c-1"),
  ])
  func theBestOrSmallestIsFirst(column: String, names: String) {
    #expect(order(column) == names)
  }

  @Test func eachRunCanBeSortedByItself() {
    #expect(order("val_accuracy", eachRun: true) == "a-1 c-1 b-1 a-2")
  }

  @Test func theOtherWayRoundMissingValuesStillStandLast() {
    #expect(order("val_accuracy", reversed: true) == "a-1 a-2 b-1 c-1")
    #expect(order("seconds", reversed: true) == "a-1 a-2 b-1 c-1")
  }

  @Test func columnsAreTheTables() {
    #expect(
      Comparison(runs).sortColumns == [
        "name", "status", "seed", "parameters", "multiply_adds", "epochs", "batch_size", "loss", "accuracy", "val_loss",
        "val_accuracy", "best_epoch", "best_val_accuracy", "test_loss", "test_accuracy", "test_errors", "seconds",
      ])
  }

  @Test func whatDiffersAndTheBestEpochHaveColumnsWhereThereIsValidation() throws {
    let table = Comparison(Array(runs[1...2])).table
    #expect(
      table.text == """
        name,status,seed,parameters,multiply_adds,epochs,batch_size,loss,accuracy,val_loss,val_accuracy,best_epoch,\
        best_val_accuracy,test_loss,test_accuracy,test_errors,weights_sha256
        a-2,completed,2,7850,7840,1,1000,0.5,0.75,0.5,0.6,1,0.6,0.0724,0.8,2,abc123
        b-1,completed,1,7850,7840,2,64,0.5,0.75,0.7,0.75,1,0.9,0.0724,0.9,1,abc123

        """)
  }

  @Test func configurationsStandInTheDocumentWhereSeedsRepeatThem() {
    #expect(
      Comparison(runs).json["configurations"]?.text == """
        [
          {"name": "a", "runs": ["a-1", "a-2"], "seeds": [1, 2], "parameters": 7850, "multiply_adds": 7840, \
        "loss": {"mean": 0.5, "sd": 0.0}, "accuracy": {"mean": 0.75, "sd": 0.0}, "val_loss": {"mean": 0.5, "sd": 0.0}, \
        "val_accuracy": {"mean": 0.7, "sd": 0.1414214}, "test_loss": {"mean": 0.0724, "sd": 0.0}, \
        "test_accuracy": {"mean": 0.8, "sd": 0.0}, "test_errors": {"mean": 2.0, "sd": 0.0}},
          {"name": "b-1", "runs": ["b-1"], "seeds": [1], "parameters": 7850, "multiply_adds": 7840, \
        "loss": {"mean": 0.5, "sd": null}, "accuracy": {"mean": 0.75, "sd": null}, "val_loss": {"mean": 0.7, "sd": null}, \
        "val_accuracy": {"mean": 0.75, "sd": null}, "test_loss": {"mean": 0.0724, "sd": null}, \
        "test_accuracy": {"mean": 0.9, "sd": null}, "test_errors": {"mean": 1.0, "sd": null}},
          {"name": "c-1", "runs": ["c-1"], "seeds": [1], "parameters": 7850, "multiply_adds": 7840, "loss": null, \
        "accuracy": null, "val_loss": null, "val_accuracy": null, "test_loss": null, "test_accuracy": null, \
        "test_errors": null}
        ]

        """)
    #expect(Comparison([runs[0], runs[2]]).json["configurations"] == nil)
  }
}
