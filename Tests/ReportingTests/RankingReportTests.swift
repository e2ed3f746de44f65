import Statistics
import Records
import Reporting
import Testing

/// A run of a sweep over the batch size, of 10 test images.
private func run(
  _ size: Int, seed: Int = 1, val: [Float], wrong: Range<Int>, split: Double = 0.1
) -> RunSummary {
  RunSummary(
    RunConditions(
      name: "size-\(size)-seed-\(seed)",
      spec: [
        "name": .string("size-\(size)-seed-\(seed)"), "seed": .integer(seed), "batch_size": .integer(size),
        "validation_split": .number(split),
      ],
      data: DataSummary(
        dataset: "mnist", trainingCount: 54, validationCount: split > 0 ? 6 : 0, testCount: 10, files: []),
      parameters: 7850, multiplyAdds: 7840, metrics: ["accuracy"], numericsVersion: 1),
    status: .completed,
    history: val.enumerated().map { index, accuracy in
      EpochRecord(
        epoch: index + 1, training: Scores(loss: 0.5, metrics: [0.75]),
        validation: split > 0 ? Scores(loss: 1 - accuracy, metrics: [accuracy]) : nil, learningRate: 0.001)
    },
    test: TestSummary(scores: Scores(loss: 0.25, metrics: [1 - Float(wrong.count) / 10]), misclassified: Array(wrong)),
    weightsHash: "x")
}

private func diverged(_ run: RunSummary) -> RunSummary {
  var run = run
  run.status = .diverged
  run.test = nil
  return run
}

@Suite struct RankingReportTests {
  /// If a rule has kept an epoch's weights, that epoch's model is saved.
  @Test func aRunIsRankedByTheEpochThatIsSaved() {
    var kept = run(32, val: [0.7, 0.99, 0.8], wrong: 0..<4)
    kept.savedEpoch = 2
    let runs = [kept, run(64, val: [0.8, 0.95, 0.9], wrong: 0..<3)]
    let text = RankingReport(SweepSummary(name: "sizes", rankBy: "val_accuracy", runs: runs), seconds: [:], width: nil)
      .text
    #expect(
      text.contains("\nBest by val_accuracy of the saved epoch: batch_size 32 (0.9900), then batch_size 64 (0.9000).\n")
    )
    #expect(RunReport(kept).earlierBest == nil)
  }

  @Test func theBestCombinationComesWithItsCheck() {
    let summary = SweepSummary(
      name: "sizes", rankBy: "val_accuracy",
      runs: [
        run(32, val: [0.7, 0.99, 0.8], wrong: 0..<4), run(64, val: [0.8, 0.95, 0.9], wrong: 0..<3),
        run(1000, val: [0.1, 0.2, 0.3], wrong: 0..<9),
      ])
    let seconds = ["size-32-seed-1": 3.14, "size-64-seed-1": 2, "size-1000-seed-1": 1]
    #expect(
      RankingReport(summary, seconds: seconds, width: nil).text == """
        rank  name              parameters  multiply-adds  epochs  batch size    loss  accuracy  val loss  val accuracy  \
        best epoch  best val accuracy  test loss  test accuracy  test errors  seconds
        ────  ────────────────  ──────────  ─────────────  ──────  ──────────  ──────  ────────  ────────  ────────────  \
        ──────────  ─────────────────  ─────────  ─────────────  ───────────  ───────
           1  size-64-seed-1         7,850          7,840       3          64  0.5000    0.7500    0.1000        0.9000  \
                 2             0.9500     0.2500         0.7000            3      2.0
           2  size-32-seed-1         7,850          7,840       3          32  0.5000    0.7500    0.2000        0.8000  \
                 2             0.9900     0.2500         0.6000            4      3.1
           3  size-1000-seed-1       7,850          7,840       3       1,000  0.5000    0.7500    0.7000        0.3000  \
                 3             0.3000     0.2500         0.1000            9      1.0

        Best by val_accuracy of the last epoch: batch_size 64 (0.9000), then batch_size 32 (0.8000).
        Its val_accuracy is highest after epoch 2 of 3 (0.9500).
        Over all epochs, val_accuracy is highest for batch_size 32 after epoch 2 (0.9900).
        The test set was not used for this choice. Its verdict:
        size-64-seed-1 makes 1 fewer error than size-32-seed-1 in 10 (p = 1.0): 0 images only size-64-seed-1 gets wrong, \
        1 only size-32-seed-1. That is within the noise of this test set.
        size-64-seed-1 makes 6 fewer errors than size-1000-seed-1 in 10 (p = 0.0625): 0 images only size-64-seed-1 gets wrong, \
        6 only size-1000-seed-1. That is within the noise of this test set.
        Each p is corrected for 2 comparisons at once (Holm).

        """)
  }

  /// Two rates of one optimizer are two configurations, even beside another optimizer.
  @Test func configurationsAreCalledByWhatDiffers() {
    let optimizers: [(String, String, Double)] = [
      ("adam", "beta_1", 0.9), ("sgd", "momentum", 0), ("sgd", "momentum", 0.5),
    ]
    let runs = optimizers.enumerated().map { index, optimizer in
      var run = run(32, seed: 1, val: [0.5 + Float(index) / 10], wrong: 0..<index + 1)
      run.name = "run-\(index)"
      run.spec = [
        "optimizer": .mapping([
          (optimizer.0, .mapping([("learning_rate", .number(0.1)), (optimizer.1, .number(optimizer.2))]))
        ]), "batch_size": .integer(32), "validation_split": .number(0.1),
      ]
      return run
    }
    let summary = SweepSummary(name: "s", rankBy: "val_accuracy", runs: runs)
    let text = RankingReport(summary, seconds: [:], width: nil).text
    #expect(text.hasPrefix("rank  name   optimizer  momentum  parameters "))
    #expect(text.contains("\n   3  run-0       adam                 7,850 "))
    #expect(
      text.contains(
        "\nBest by val_accuracy of the last epoch: optimizer sgd, momentum 0.5 (0.7000), then optimizer sgd, momentum 0.0 "
          + "(0.6000).\n"))
    #expect(summary.table.rows.map { $0[3...4].joined(separator: " ") } == ["sgd 0.5", "sgd 0.0", "adam "])
  }

  /// Expected p: `scipy.stats.ttest_rel([4, 5, 6], [2, 2, 4]).pvalue`, SciPy 1.17.1.
  @Test func overSeedsTheMeanIsRankedAndTheDifferenceTested() {
    let runs = [(1, 4), (2, 5), (3, 6)].map { seed, errors in
      run(32, seed: seed, val: [0.5, 0.5 + Float(seed) / 100], wrong: 0..<errors)
    }
    let others = [(1, 2), (2, 2), (3, 4)].map { seed, errors in
      run(64, seed: seed, val: [0.9, 0.9], wrong: 0..<errors)
    }
    let text = RankingReport(
      SweepSummary(name: "sizes", rankBy: "val_accuracy", runs: runs + others), seconds: [:], width: 110
    ).text
    #expect(
      text == """
                                   size-64          size-32
        ─────────────────  ───────────────  ───────────────
        rank                             1                2
        seeds                            3                3
        parameters                   7,850            7,850
        multiply-adds                7,840            7,840
        epochs                           2                2
        batch size                      64               32
        loss               0.5000 ± 0.0000  0.5000 ± 0.0000
        accuracy           0.7500 ± 0.0000  0.7500 ± 0.0000
        val loss           0.1000 ± 0.0000  0.4800 ± 0.0100
        val accuracy       0.9000 ± 0.0000  0.5200 ± 0.0100
        best epoch                       1                2
        best val accuracy  0.9000 ± 0.0000  0.5200 ± 0.0100
        test loss          0.2500 ± 0.0000  0.2500 ± 0.0000
        test accuracy      0.7333 ± 0.1155  0.5000 ± 0.1000
        test errors              2.7 ± 1.2        5.0 ± 1.0

        Best by val_accuracy of the last epoch: batch_size 64 (0.9000 ± 0.0000 over 3 seeds), \
        then batch_size 32 (0.5200 ± 0.0100 over 3 seeds).
        Its val_accuracy is highest after epoch 1 of 2 (0.9000 ± 0.0000 over 3 seeds).
        The test set was not used for this choice. Its verdict:
        size-64 is better than size-32 by 0.2333 ± 0.0577 test accuracy over 3 seeds (paired t-test, p = 0.0198).

        """)
  }

  @Test func seedsAloneAreShownAndSummedUp() {
    let runs = [4, 2, 3].enumerated().map { run(32, seed: $0 + 1, val: [0.6, 0.4 + Float($0) / 10], wrong: 0..<$1) }
    let text = RankingReport(SweepSummary(name: "s", rankBy: "val_accuracy", runs: runs), seconds: [:], width: nil).text
    #expect(text.hasPrefix("name            seed  parameters "))
    #expect(
      text.hasSuffix(
        """

        Over 3 seeds: val_accuracy 0.5000 ± 0.1000, test accuracy 0.7000 ± 0.1000 (mean ± standard deviation).
        Mean val_accuracy is highest after epoch 1 of 2 (0.6000 ± 0.0000 over 3 seeds).

        """))
  }

  @Test func epochsThatNotAllHaveAreNotCounted() {
    var runs = (1...2).map { run(32, seed: $0, val: [0.6, 0.4, 0.5], wrong: 0..<4) }
    runs[1].history.removeLast()
    let summary = SweepSummary(name: "s", rankBy: "val_accuracy", runs: runs)
    #expect(RankingReport(summary, seconds: [:], width: nil).text.contains(" after epoch 1 of the 2 that all have ("))
  }

  @Test func whatHasNoRankIsSaid() {
    let summary = SweepSummary(
      name: "sizes", rankBy: "val_loss",
      runs: [run(32, val: [0.9], wrong: 0..<1), diverged(run(64, val: [0.8], wrong: 0..<1))],
      missing: (1...7).map { "m\($0)" })
    let text = RankingReport(summary, seconds: [:], width: nil).text
    #expect(text.hasPrefix("rank  name            status     parameters"))
    #expect(text.contains("\n   –  size-64-seed-1  diverged "))
    #expect(
      text.hasSuffix(
        """

        Best by val_loss of the last epoch: batch_size 32 (0.1000).
        Its val_loss is lowest after epoch 1 of 1 (0.1000).
        size-64-seed-1 diverged: a configuration with such a run has no rank.
        7 runs missing: m1, m2, m3, m4, m5 and 2 more. Sweep again to train what is missing.

        """))
  }

  @Test func withoutValidationDataNothingIsRanked() {
    let summary = SweepSummary(
      name: "sizes", rankBy: nil,
      runs: [run(32, val: [0.9], wrong: 0..<1, split: 0), run(64, val: [0.9], wrong: 0..<2, split: 0)])
    let text = RankingReport(summary, seconds: [:], width: nil).text
    #expect(text.hasPrefix("name "))
    #expect(
      text.hasSuffix(
        """

        No ranking: the runs have no validation data, and the test set is not for choosing. Write validation_split: 0.1 \
        into the specs, and sweep again.

        """))
  }

  @Test func aSweepWithoutARunSaysWhatIsMissing() {
    let summary = SweepSummary(name: "sizes", rankBy: "val_loss", runs: [], missing: ["a"])
    #expect(
      RankingReport(summary, seconds: [:], width: 80).text == """
        No ranking: no run has a val_loss.
        1 run missing: a. Sweep again to train what is missing.

        """)
  }
}

@Suite struct ManyRunsTests {
  @Test func theBestIsComparedWithThoseThatRankNext() {
    let runs = (1...7).map { run($0, val: [1 - Float($0) / 10], wrong: 0..<$0) }
    let lines = ComparisonReport(Comparison(runs)).text.split(separator: "\n").dropFirst(9)
    #expect(
      lines.joined(separator: "\n") == """
        Best by val_accuracy of the last epoch: size-1-seed-1 (0.9000), then size-2-seed-1 (0.8000).
        The test set was not used for this choice. Its verdict:
        size-1-seed-1 makes 1 fewer error than size-2-seed-1 in 10 (p = 1.0): 0 images only size-1-seed-1 gets wrong, \
        1 only size-2-seed-1. That is within the noise of this test set.
        size-1-seed-1 makes 2 fewer errors than size-3-seed-1 in 10 (p = 1.0): 0 images only size-1-seed-1 gets wrong, \
        2 only size-3-seed-1. That is within the noise of this test set.
        size-1-seed-1 makes 3 fewer errors than size-4-seed-1 in 10 (p = 0.75): 0 images only size-1-seed-1 gets wrong, \
        3 only size-4-seed-1. That is within the noise of this test set.
        size-1-seed-1 makes 4 fewer errors than size-5-seed-1 in 10 (p = 0.5): 0 images only size-1-seed-1 gets wrong, \
        4 only size-5-seed-1. That is within the noise of this test set.
        size-1-seed-1 makes 5 fewer errors than size-6-seed-1 in 10 (p = 0.313): 0 images only size-1-seed-1 gets wrong, \
        5 only size-6-seed-1. That is within the noise of this test set.
        Each p is corrected for 5 comparisons at once (Holm); 1 lower rank not compared.
        """)
  }

  @Test func whatHasNoRankIsNotCompared() {
    let runs = [
      run(32, val: [0.5], wrong: 0..<1), run(64, val: [.nan], wrong: 0..<1),
      diverged(run(128, val: [0.9], wrong: 0..<1)),
      run(256, val: [0.4], wrong: 0..<1),
    ]
    #expect(
      ComparisonReport(Comparison(runs)).text.hasSuffix(
        """

        Best by val_accuracy of the last epoch: size-32-seed-1 (0.5000), then size-256-seed-1 (0.4000).
        The test set was not used for this choice. Its verdict:
        size-32-seed-1 and size-256-seed-1 get the same 10 images right and wrong: 1 error each.
        size-64-seed-1 has no val_accuracy, and no rank.
        size-128-seed-1 diverged: it cannot be compared.

        """))
  }

  @Test func withoutValidationDataTwoAreToBeNamed() {
    let runs = (1...4).map { run($0, val: [0.5], wrong: 0..<$0, split: 0) }
    #expect(
      ComparisonReport(Comparison(runs)).text.hasSuffix(
        """

        Nothing ranks these runs: they have no validation data in common, and the test set is not for choosing.
        Train them with validation_split: 0.1, or name two for a verdict: runner compare size-1-seed-1 size-2-seed-1

        """))
  }

  @Test func runsOfOtherTasksAreNotRanked() {
    let runs = (1...4).map { number in
      var run = run(number, val: [0.5], wrong: 0..<number)
      if number > 2 { run.data.target = .classes(["a", "b"]) }
      return run
    }
    #expect(
      ComparisonReport(Comparison(runs)).text.hasSuffix(
        """

        Nothing ranks these runs: they have different data or predict different things, so their scores do not compare.
        Name those of one task, as in runner compare size-1-seed-1 size-2-seed-1

        """))
  }

  @Test func aNarrowTerminalLeavesColumnsOutAndSaysSo() {
    let runs = (1...7).map { run($0, val: [0.5], wrong: 0..<$0) }
    let text = ComparisonReport(Comparison(runs), width: 80).text
    #expect(
      text.hasPrefix(
        """
        name           epochs  batch size  val accuracy  test accuracy  test errors
        ─────────────  ──────  ──────────  ────────────  ─────────────  ───────────
        size-1-seed-1       1           1        0.5000         0.9000            1
        """))
    #expect(
      text.contains(
        """

        size-7-seed-1       1           7        0.5000         0.3000            7
        Left out for want of width: loss, val loss, test loss, accuracy, multiply-adds, parameters, best val accuracy, \
        best epoch.

        """))
  }

  @Test func whatRanksIsNeverLeftOut() {
    let runs = (1...9).map { index in
      var run = run(index, val: [0.5], wrong: 0..<index)
      run.metrics = ["top_k_categorical_accuracy", "accuracy"]
      run.history[0].training.metrics = [0.75, 0.75]
      run.history[0].validation?.metrics = [0.5, 0.5]
      run.test?.scores.metrics = [0.5, 0.5]
      return run
    }
    let text = ComparisonReport(Comparison(runs, rankBy: "val_accuracy"), width: 52).text
    #expect(text.hasPrefix("name           batch size  val accuracy  test errors\n"))
    #expect(
      text.contains(
        "\nLeft out for want of width: loss, val loss, test loss, top k categorical accuracy, accuracy, val top k categorical "
          + "accuracy, test top k categorical accuracy, multiply-adds, parameters, best val accuracy, best epoch, epochs, "
          + "test accuracy.\n"))
  }

  @Test func seedsAreOneRowOrOneEach() {
    let runs = [(32, 1), (32, 2), (64, 1), (64, 2)].map { run($0, seed: $1, val: [0.5], wrong: 0..<2 + $0 / $1 / 32) }
    let text = ComparisonReport(Comparison(runs)).text
    #expect(text.hasPrefix("name     seeds  parameters "))
    #expect(text.contains("\nsize-32      2       7,850 "))
    #expect(text.contains("  0.7500 ± 0.0707   "))
    let each = ComparisonReport(Comparison(runs), eachRun: true).text
    #expect(each.hasPrefix("name            seed  parameters "))
    #expect(each.contains("\nsize-64-seed-2     2       7,850 "))
    #expect(each.split(separator: "\n").dropFirst(6) == text.split(separator: "\n").dropFirst(4))
  }

  /// Expected: 4, 2 and 3 errors in 10 images are an accuracy of 0.7 ± 0.1.
  @Test func seedsOfOneConfigurationAreSummedUp() {
    let runs = [4, 2, 3].enumerated().map { run(32, seed: $0, val: [0.5], wrong: 0..<$1) }
    let text = ComparisonReport(Comparison(runs)).text
    #expect(text.hasPrefix("name            seed  parameters "))
    #expect(
      text.hasSuffix(
        "\n\nOver 3 seeds: val_accuracy 0.5000 ± 0.0000, test accuracy 0.7000 ± 0.1000 (mean ± standard deviation).\n"))
  }

  @Test func twoSeedsAreComparedImageByImage() {
    let runs = [4, 2].enumerated().map { run(32, seed: $0, val: [0.5], wrong: 0..<$1) }
    #expect(
      ComparisonReport(Comparison(runs)).text.contains(
        "\nsize-32-seed-1 makes 2 fewer errors than size-32-seed-0 in 10 "))
  }

  @Test func whatCannotBeTestedOverSeedsIsSaid() {
    func text(_ a: [(seed: Int, errors: Int)], _ b: [(seed: Int, errors: Int)]) -> String {
      let first = a.map { run(32, seed: $0.seed, val: [0.5], wrong: 0..<$0.errors, split: 0) }
      let second = b.map { run(64, seed: $0.seed, val: [0.5], wrong: 0..<$0.errors, split: 0) }
      return String(ComparisonReport(Comparison(first + second)).text.split(separator: "\n").last ?? "")
    }
    #expect(
      text([(1, 3), (2, 4)], [(1, 2), (2, 3)])
        == "size-64 is better than size-32 by 0.1000 test accuracy with each of 2 seeds: "
        + "a difference that never varies cannot be tested.")
    #expect(
      text([(1, 3), (2, 4)], [(1, 3), (2, 4)])
        == "size-32 and size-64 have the same test accuracy with each of 2 seeds.")
    #expect(
      text([(1, 3), (2, 4)], [(2, 3), (3, 4)])
        == "size-32 and size-64 share fewer than two seeds: train both with the same seeds to test their difference.")
    // scipy.stats.ttest_rel([3, 4], [2, 4]).pvalue is 0.5.
    #expect(
      text([(1, 3), (2, 4)], [(1, 2), (2, 4)])
        == "size-64 is ahead of size-32 by 0.0500 ± 0.0707 test accuracy, "
        + "which is within the noise of 2 seeds (paired t-test, p = 0.5).")
  }

  @Test func aConfigurationThatDivergedIsNotCompared() {
    let runs = [
      run(32, seed: 1, val: [0.5], wrong: 0..<1), diverged(run(32, seed: 2, val: [0.5], wrong: 0..<1)),
      run(64, seed: 1, val: [0.5], wrong: 0..<1, split: 0),
    ]
    let text = ComparisonReport(Comparison(runs)).text
    #expect(text.hasSuffix("\n\nsize-32 diverged with 1 of 2 seeds: it cannot be compared.\n"))
    #expect(text.contains("\nsize-32             2  1 of 2 diverged "))
  }

  @Test func markdownIsTheWholeTable() {
    let runs = [run(32, val: [0.5], wrong: 0..<4, split: 0), run(64, val: [0.5], wrong: 0..<4, split: 0)]
    #expect(
      ComparisonReport(Comparison(runs), width: 20).markdown == """
        | name | parameters | multiply-adds | epochs | batch size | loss | accuracy | test loss | test accuracy | test errors |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | size-32-seed-1 | 7,850 | 7,840 | 1 | 32 | 0.5000 | 0.7500 | 0.2500 | 0.6000 | 4 |
        | size-64-seed-1 | 7,850 | 7,840 | 1 | 64 | 0.5000 | 0.7500 | 0.2500 | 0.6000 | 4 |

        size-32-seed-1 and size-64-seed-1 get the same 10 images right and wrong: 4 errors each.

        """)
  }
}
