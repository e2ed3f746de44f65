import Results
import Testing
import Training

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
        == Difference(place: "data.files[3].sha256", recorded: "t10k-labels-hash", now: "new"))
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
