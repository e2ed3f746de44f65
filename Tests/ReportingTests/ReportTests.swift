import Statistics
import Records
import Reporting
import Results
import Testing

@Suite struct TableTests {
  @Test func numbersStandToTheRight() {
    let table = TextTable(
      columns: [("layer", .left), ("parameters", .right)], rows: [["flatten", "0"], ["dense", "401,920"]],
      footer: ["total", "401,920"])
    #expect(
      table.text == """
        layer    parameters
        ───────  ──────────
        flatten           0
        dense       401,920
        ───────  ──────────
        total       401,920

        """)
  }

  /// Letters two columns wide, accents combined with the letter before them, characters of no width.
  @Test(
    arguments: [
      ("実験1", 5), ("café", 4), ("cafe\u{301}", 4), ("Опыт", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("हिन्दी", 5),
      ("ทดสอบ", 5), ("ｎａｍｅ", 8), ("a\u{200D}b", 2), ("a\u{200B}b", 2), ("𠀋", 2), ("🙂", 2), ("×", 1),
    ]) func namesOfAnyScriptAreAligned(name: String, columns: Int)
  {
    let table = TextTable(columns: [("run", .left), ("rank", .right)], rows: [["a-long-name", "1"], [name, name]])
    let fill = String(repeating: " ", count: 11 - columns)
    let width = max(4, columns)
    let rule = String(repeating: "─", count: 11) + "  " + String(repeating: "─", count: width)
    let lines = table.text.split(separator: "\n")
    #expect(lines[1] == rule)
    #expect(lines[3] == name + fill + "  " + String(repeating: " ", count: width - columns) + name)
  }

  @Test func noLineEndsInSpaces() {
    let table = TextTable(columns: [("a", .left), ("b", .left)], rows: [["x", ""], ["", ""]])
    #expect(table.text == "a  b\n─  ─\nx\n\n")
  }
}

/// A run is marked if the model that it saved is not the best that it had.
@Suite struct EarlierBestTests {
  /// - Parameter accuracies: the validation accuracy of each epoch.
  private func run(_ accuracies: [Float], _ status: RunSummary.Status = .completed) -> RunReport {
    var run = summary("a", wrong: [])
    run.status = status
    run.data.validationCount = 10
    run.history = accuracies.enumerated().map { index, accuracy in
      EpochRecord(
        epoch: index + 1, training: Scores(loss: 0.5, metrics: [0.75]),
        validation: Scores(loss: 0.5, metrics: [accuracy]), learningRate: 0.001)
    }
    return RunReport(run)
  }

  private func hint(_ epoch: Int, _ higher: String, _ saved: String) -> String {
    "epoch \(epoch) was better by val_accuracy (\(higher) against \(saved)); epochs: \(epoch) saves that one, "
      + "early_stopping with restore_best_weights the best one"
  }

  @Test func anEarlierEpochThatWasBetterIsNamed() {
    #expect(run([0.5, 0.9, 0.75]).earlierBest == hint(2, "0.9000", "0.7500"))
    #expect(run([0.9, 0.5, 0.9, 0.75]).earlierBest == hint(1, "0.9000", "0.7500"))
    // Four digits do not distinguish them.
    #expect(run([0.500001, 0.5]).earlierBest == hint(1, "0.500001", "0.5"))
  }

  @Test func whatAnotherMonitorWouldHaveSavedIsSaid() {
    var summary = run([0.5, 0.9, 0.75]).summary
    summary.savedEpoch = 3
    let found = "epoch 2 was better by val_accuracy (0.9000 against 0.7500); "
    #expect(RunReport(summary).earlierBest == found + "monitor: val_accuracy saves that one")
    summary.best = BestEpoch(epoch: 2, value: 0.9, weightsHash: "abc")
    #expect(RunReport(summary).earlierBest == found + "best.safetensors has its weights")
    summary.savedEpoch = 2
    #expect(RunReport(summary).earlierBest == nil)
  }

  @Test func theLastEpochIsNotBetterThanItself() {
    #expect(run([0.5, 0.75, 0.9]).earlierBest == nil)
    #expect(run([0.9, 0.5, 0.9]).earlierBest == nil)
    #expect(run([0.9, 0.5], .diverged).earlierBest == nil)
    // Without validation images nothing ranks runs.
    #expect(RunReport(summary("a", wrong: [])).earlierBest == nil)
  }
}

@Suite struct ComparisonReportTests {
  @Test func runsStandInATableWithTheirTimesAndAVerdict() {
    let comparison = Comparison([
      summary("dense", parameters: 437_530, wrong: Array(0..<5)), summary("conv", parameters: 93_322, wrong: [4, 9]),
    ])
    #expect(
      ComparisonReport(comparison, seconds: ["dense": 6.24, "conv": 81]).text == """
        name   parameters  multiply-adds  epochs    loss  accuracy  test loss  test accuracy  test errors  seconds
        ─────  ──────────  ─────────────  ──────  ──────  ────────  ─────────  ─────────────  ───────────  ───────
        dense     437,530            100       1  0.5000    0.7500     0.2500         0.5000            5      6.2
        conv       93,322            100       1  0.5000    0.7500     0.2500         0.5000            2     81.0

        conv makes 3 fewer errors than dense in 10 (p = 0.375): 1 image only conv gets wrong, 4 only dense. \
        That is within the noise of this test set.

        """)
  }

  @Test func onANarrowTerminalRunsAreColumns() {
    let comparison = Comparison([
      summary("dense", parameters: 437_530, wrong: Array(0..<5)), summary("conv", parameters: 93_322, wrong: [4, 9]),
    ])
    let seconds = ["dense": 6.24, "conv": 81]
    #expect(
      ComparisonReport(comparison, seconds: seconds, width: 105).text == """
                         dense    conv
        ─────────────  ───────  ──────
        parameters     437,530  93,322
        multiply-adds      100     100
        epochs               1       1
        loss            0.5000  0.5000
        accuracy        0.7500  0.7500
        test loss       0.2500  0.2500
        test accuracy   0.5000  0.5000
        test errors          5       2
        seconds            6.2    81.0

        conv makes 3 fewer errors than dense in 10 (p = 0.375): 1 image only conv gets wrong, 4 only dense. \
        That is within the noise of this test set.

        """)
    #expect(ComparisonReport(comparison, seconds: seconds, width: 106).text.hasPrefix("name "))
  }

  @Test func theBetterRunIsNamedWhereverItStands() {
    let pair = Comparison.Pair(summary("a", wrong: [1]), summary("b", wrong: Array(0..<8)))
    #expect(
      pair?.verdict == "a makes 7 fewer errors than b in 10 (p = 0.0156): 0 images only a gets wrong, 7 only b.")
  }

  @Test func equalRunsAreCalledEqual() {
    #expect(
      Comparison.Pair(summary("a", wrong: [1, 2]), summary("b", wrong: [2, 3]))?.verdict
        == "a and b make the same number of errors in 10 (p = 1): 1 image only a gets wrong, 1 only b.")
    #expect(
      Comparison.Pair(summary("a", wrong: [1]), summary("b", wrong: [1]))?.verdict
        == "a and b get the same 10 images right and wrong: 1 error each.")
  }

  @Test func whatCannotBeComparedIsSaid() {
    var diverged = summary("b", wrong: [])
    diverged.status = .diverged
    diverged.test = nil
    var other = summary("c", wrong: [])
    other.data.testCount = 9
    let text = ComparisonReport(Comparison([summary("a", wrong: []), diverged, other])).text
    #expect(text.contains("\nb diverged: it cannot be compared.\n"))
    #expect(
      text.contains("\na and c were not tested on the same images: they cannot be compared image by image.\n"))
    #expect(text.hasPrefix("name  status "))
  }
}

@Suite struct ConfusionMatrixTests {
  let matrix = ConfusionMatrix(labels: [0, 0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 0, 0], classes: 4)

  @Test func rowsAreTheTruth() {
    #expect(
      matrix.text() == """
        true\\predicted  0  1  2  3
        ──────────────  ─  ─  ─  ─
                     0  2  1  ·  ·
                     1  1  1  ·  ·
                     2  1  ·  ·  ·
                     3  ·  ·  ·  ·

        """)
  }

  /// Expected: sklearn's definitions by hand; a digit that never occurs and is never predicted has none.
  @Test func eachDigitHasItsPrecisionAndRecall() {
    #expect(
      matrix.classTable(noun: "digit", kind: .image).text == """
        digit  precision  recall      f1  images
        ─────  ─────────  ──────  ──────  ──────
            0     0.5000  0.6667  0.5714       3
            1     0.5000  0.5000  0.5000       2
            2          –  0.0000  0.0000       1
            3          –       –       –       0

        """)
  }
}

@Suite struct ProgressTextTests {
  let text = ProgressText(name: "dense", epochs: 10, metrics: ["accuracy"])
  let timing = EpochTiming(epoch: 3, seconds: 0.6, steps: 120, samples: 60000)
  var record = EpochRecord(
    epoch: 3, training: Scores(loss: 0.11049, metrics: [0.9676]), validation: nil, learningRate: 0.001)

  @Test func aPlainLineAnEpoch() {
    #expect(
      text.plainLine(record, timing) == "Epoch 3/10 - 0.6s - 5ms/step - loss: 0.1105 - accuracy: 0.9676")
  }

  @Test mutating func validationIsAppended() {
    record.validation = Scores(loss: 0.2, metrics: [0.9])
    #expect(
      text.plainLine(record, timing)
        == "Epoch 3/10 - 0.6s - 5ms/step - loss: 0.1105 - accuracy: 0.9676 - val_loss: 0.2000 - val_accuracy: 0.9000")
  }

  @Test func oneObjectALine() {
    #expect(
      text.epoch(record, timing).line(at: "2026-03-01T12:00:00.000Z") == """
        {"event": "epoch", "name": "dense", "epoch": 3, "epochs": 10, "loss": 0.11049, "accuracy": 0.9676, \
        "learning_rate": 0.001, "seconds": 0.600, "milliseconds_per_step": 5.000, "time": "2026-03-01T12:00:00.000Z"}
        """)
  }

  @Test func placesAreGrouped() {
    let long = ProgressText(name: "dense", epochs: 25000, metrics: [])
    #expect(
      long.interruption(afterEpoch: 1233, step: 1005, of: 1875)
        == "dense: interrupted within epoch 1,234 of 25,000, after step 1,005 of 1,875; "
        + "the same command goes on from there")
    #expect(
      long.resumption(of: .interrupted, afterEpoch: 1234, step: 0, of: 1875)
        == "dense: an interrupted run goes on after epoch 1,234 of 25,000")
  }

  func bar(step: Int, seconds: Double = 0) -> ProgressBar {
    ProgressBar(
      step: step, steps: 120, seconds: seconds, millisecondsPerStep: 5,
      scores: [("loss", 0.1105), ("accuracy", 0.9676)])
  }

  @Test func theBarIsKerass() {
    #expect(
      bar(step: 120).text(width: 80, colored: false)
        == "120/120 ━━━━━━━━━━━━━━━━━━━━ 0s 5ms/step - loss: 0.1105 - accuracy: 0.9676")
    #expect(
      bar(step: 30, seconds: 65).text(width: 80, colored: false)
        == " 30/120 ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 1:05 5ms/step - loss: 0.1105 - accuracy: 0.9676")
  }

  @Test func aNarrowTerminalShortensIt() {
    #expect(
      bar(step: 120).text(width: 60, colored: false)
        == "120/120 ━━━━━━ 0s 5ms/step - loss: 0.1105 - accuracy: 0.9676")
    #expect(bar(step: 120).text(width: 30, colored: false) == "120/120 ━━━━━ 0s 5ms/step - lo")
  }

  @Test func coloursDoNotChangeTheText() {
    let colored = bar(step: 60).text(width: 80, colored: true)
    #expect(colored.contains("\u{1B}[32m━━━━━━━━━━\u{1B}[90m━━━━━━━━━━\u{1B}[0m"))
  }
}

@Suite struct PredictionReportTests {
  @Test func theDigitStandsBesideItsProbabilities() {
    let report = PredictionReport(
      image: "test image 0", outputs: [0.25, 0.75], predicted: 1, label: 0, pixels: [0, 255, 0, 255, 128, 0], width: 2)
    #expect(
      report.text == """
        test image 0: 1 (wrong: its label is 0)
           @  0  0.25  █████
          =   1  0.75  ███████████████

        """)
  }

  /// Even among nearly zero outputs one sees which is the greatest; a model without softmax may output anything.
  @Test func outputsHaveThreeDigits() {
    let report = PredictionReport(
      image: "a.png", remark: "blank", outputs: [0.99987, 1.7e-6, 0, 0.00123456, -12.345, 1234.5, .nan], predicted: 0,
      label: nil, pixels: [], width: 0)
    #expect(
      report.text == """
        a.png (blank): 0
            0  1.0      ████████████████████
            1  1.7e-06
            2  0
            3  0.00123
            4  -12.3
            5  1230.0   ████████████████████
            6  nan

        """)
  }

  @Test func answersForOtherPrograms() {
    let reports = [
      PredictionReport(
        image: "test image 0", outputs: [0.25, 0.75], predicted: 1, label: 0, pixels: [], width: 0),
      PredictionReport(
        image: "a,b.png", remark: "assumed", notes: ["one", "two"], outputs: [1, 1.7e-6], predicted: 0, label: nil,
        pixels: [], width: 0),
    ]
    #expect(
      reports.json.line
        == #"[{"image": "test image 0", "label": 0, "predicted": 1, "outputs": [0.25, 0.75], "notes": []}, "#
        + #"{"image": "a,b.png", "label": null, "predicted": 0, "outputs": [1.0, 1.7e-06], "notes": ["one", "two"]}]"#)
    #expect(
      reports.csv.text == """
        image,label,predicted,p0,p1,notes
        test image 0,0,1,0.25,0.75,
        "a,b.png",,0,1.0,1.7e-06,one; two

        """)
  }
}

/// A finished run, as far as a comparison needs it.
func summary(_ name: String, parameters: Int = 100, wrong: [Int]) -> RunSummary {
  RunSummary(
    RunConditions(
      name: name, spec: .mapping([("batch_size", .integer(32))]),
      data: DataSummary(dataset: "mnist", trainingCount: 60, validationCount: 0, testCount: 10, files: []),
      parameters: parameters, multiplyAdds: 100, metrics: ["accuracy"], numericsVersion: 1),
    status: .completed,
    history: [
      EpochRecord(epoch: 1, training: Scores(loss: 0.5, metrics: [0.75]), validation: nil, learningRate: 0.001)
    ],
    test: TestSummary(scores: Scores(loss: 0.25, metrics: [0.5]), misclassified: wrong), weightsHash: "x")
}
