import Catalog
import Records
import Reporting
import Results
import Statistics
import Testing

/// What `evaluate` prints about answers.
@Suite struct EvaluationReportTests {
  @Test func twoClassesHaveCurvesAndThresholds() {
    let predictions = SavedPredictions(
      classNames: ["benign", "malignant"], labels: [0, 0, 1, 1, 1], predicted: [0, 1, 1, 0, 1],
      outputs: [0.125, 0.625, 0.875, 0.25, 0.75], rows: nil)
    let text = EvaluationReport(.classes(predictions), classNoun: "class", kind: .sample).text
    #expect(
      text == """
        true\\predicted  benign  malignant
        ──────────────  ──────  ─────────
                benign       1          1
             malignant       1          2

        class      precision  recall      f1  samples
        ─────────  ─────────  ──────  ──────  ───────
        benign        0.5000  0.5000  0.5000        2
        malignant     0.6667  0.6667  0.6667        3

        Positive is 'malignant': 3 of 5 test samples.

        area under the curve
        ────────────────────────────────────  ──────
        ROC, exact (Mann–Whitney)             0.8333
        precision–recall (average precision)  0.9167

        positive above  precision  recall      f1  accuracy  true pos.  false pos.  false neg.  true neg.
        ──────────────  ─────────  ──────  ──────  ────────  ─────────  ──────────  ──────────  ─────────
                   0.1     0.6000  1.0000  0.7500    0.6000          3           2           0          0
                   0.2     0.7500  1.0000  0.8571    0.8000          3           1           0          1
                   0.3     0.6667  0.6667  0.6667    0.6000          2           1           1          1
                   0.4     0.6667  0.6667  0.6667    0.6000          2           1           1          1
                   0.5     0.6667  0.6667  0.6667    0.6000          2           1           1          1
                   0.6     0.6667  0.6667  0.6667    0.6000          2           1           1          1
                   0.7     1.0000  0.6667  0.8000    0.8000          2           0           1          2
                   0.8     1.0000  0.3333  0.5000    0.6000          1           0           2          2
                   0.9          –  0.0000  0.0000    0.4000          0           0           3          2

        Choose a threshold by validation data, not by this table: chosen by the test set, its score would be too good.

        """)
  }

  @Test func numbersHaveErrorsByRow() {
    let values = SavedValues(names: ["mpg"], targets: [18, 9, 30.5], predicted: [17.5, 11, 30.5], rows: [7, 3, 12])
    #expect(
      EvaluationReport(.values(values), classNoun: "class", kind: .sample).text == """
        target  mean absolute error  root mean squared error      R²  mean error
        ──────  ───────────────────  ───────────────────────  ──────  ──────────
        mpg                  0.8333                   1.1902  0.9818      0.5000

        Largest errors of mpg:
        row  true  predicted    error
        ───  ────  ─────────  ───────
          3   9.0    11.0000   2.0000
          7  18.0    17.5000  -0.5000
         12  30.5    30.5000   0.0000

        """)
    let unsplit = SavedValues(names: ["mpg"], targets: [18, 9], predicted: [17.5, 11], rows: nil)
    let text = EvaluationReport(.values(unsplit), classNoun: "class", kind: .sample).text
    #expect(text.contains("\nsample  true  predicted    error\n"))
    #expect(text.contains("\n     1   9.0 "))
  }

  @Test func aHundredClassesAreShortened() {
    let names = (0..<100).map { "kind \($0)" }
    let labels = (0..<300).map { Int32($0 % 100) }
    // Of each multiple of five one sample, and of 40 all three, are taken for the next class.
    let predicted = labels.enumerated().map { $1 == 40 || $1.isMultiple(of: 5) && $0 < 100 ? $1 + 1 : $1 }
    let predictions = SavedPredictions(
      classNames: names, labels: labels, predicted: predicted, outputs: Array(repeating: 0, count: 30_000), rows: nil)
    let lines = EvaluationReport(.classes(predictions), classNoun: "class", kind: .image).text
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "The 20 largest confusions, and the classes with the lowest f1.")
    #expect(lines[2] == "class    taken for  images  of")
    #expect(lines[4] == "kind 40  kind 41         3   3")
    #expect(lines[5] == "kind 0   kind 1          1   3")
    #expect(lines[25] == "class    precision  recall      f1  images")
    #expect(lines[27] == "kind 40          –  0.0000  0.0000       3")
    #expect(lines.count == 27 + 20 + 1)
  }

  @Test func namesThatAreTooWideBecomeNumbers() {
    let names = ["T-shirt/top", "ankle boot"]
    let matrix = ConfusionMatrix(labels: [0, 1], predicted: [1, 1], classNames: names)
    #expect(
      matrix.text(width: 30) == """
        true\\predicted  0  1
        ──────────────  ─  ─
         0 T-shirt/top  ·  1
          1 ankle boot  ·  1

        """)
  }
}

/// What is said about runs that predict numbers.
@Suite struct ClosenessTests {
  private func verdict(_ a: [Float], _ b: [Float]) -> String {
    ComparisonReport(Comparison([run("a", a), run("b", b)])).verdicts.joined(separator: "\n")
  }

  @Test func theCloserRunIsNamed() {
    let (near, far) = (Array<Float>(repeating: 1, count: 61), Array<Float>(repeating: 2, count: 41))
    #expect(
      verdict(near + far, near.map { $0 + 1 } + far.map { $0 - 1 })
        == "a is closer on 61 of 102 rows, b on 41 (p = 0.0594). That is within the noise of this test set.")
    #expect(
      verdict([1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 0]) == "b is closer on 7 of 7 rows, a on 0 (p = 0.0156).")
  }

  @Test func runsMayBeAsClose() {
    #expect(verdict([1, 2], [1, 2]) == "a and b are equally close on all of 2 rows.")
    #expect(verdict([1, 2, 7], [2, 1, 7]) == "a and b are each closer on 1 of 3 rows (p = 1).")
  }

  @Test func whatCannotBeComparedIsSaid() {
    var (rows, target, many) = (run("b", [1, 2]), run("b", [1, 2]), run("b", [1, 2]))
    rows.data.testRowsHash = "other"
    target.data.target = .values(["weight"])
    many.test?.answers = .values(absoluteErrors: nil)
    for (other, sentence) in [
      (rows, "a and b were not tested on the same rows: they cannot be compared row by row."),
      (target, "a and b do not predict the same: they cannot be compared."),
      (
        many,
        "a and b were tested on 2 rows, and results record each row's error for up to 10,000: their difference cannot be tested."
      ),
    ] {
      #expect(ComparisonReport(Comparison([run("a", [1, 2]), other])).verdicts == [sentence])
    }
  }

  @Test func seedsAreComparedByTheirMeanError() {
    let runs =
      [("a", [3, 4], 1), ("b", [1, 1], 1), ("a", [3, 5], 2), ("b", [1, 1.5], 2)] as [(String, [Float], UInt64)]
    let summaries = runs.map { name, errors, seed in
      var run = run("\(name)-\(seed)", errors)
      run.spec = .mapping([("batch_size", .integer(name == "a" ? 32 : 64)), ("seed", .unsigned(seed))])
      return run
    }
    #expect(
      ComparisonReport(Comparison(summaries)).verdicts == [
        "b is better than a by 2.6250 ± 0.1768 mean absolute error over 2 seeds (paired t-test, p = 0.0303)."
      ])
  }

  @Test func theHeadlineCountsSamples() {
    #expect(RunReport(run("cars", [1, 2])).headline == "cars: test loss 1.5000, test mae 0.6500 (2 test samples)")
  }

  private func run(_ name: String, _ errors: [Float]) -> RunSummary {
    var run = summary(name, wrong: [])
    run.metrics = ["mae"]
    run.data.kind = .sample
    run.data.testCount = errors.count
    run.data.target = .values(["mpg"])
    run.data.testRowsHash = "rows"
    run.test = TestSummary(scores: Scores(loss: 1.5, metrics: [0.65]), answers: .values(absoluteErrors: errors))
    return run
  }
}
