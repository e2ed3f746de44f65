import Catalog
import Records
import Results
import Statistics
import Testing
import Text

/// Results of runs that predict numbers, or classes of a table.
@Suite struct ValueResultTests {
  @Test func aSummaryOfNumbersHasTheirErrors() throws {
    let summary = valueSummary("cars", errors: [0.5, 2, 0.1, 0])
    let text = summary.json.text
    #expect(
      text.contains(
        """
          "data": {
            "dataset": "cars.csv",
            "training_samples": 60,
            "validation_samples": 0,
            "test_samples": 4,
            "target_names": ["mpg"],
            "files": [
              {"file": "cars.csv", "sha256": "cars-hash"}
            ],
            "test_rows_sha256": "rows"
          },
        """))
    #expect(text.contains("\"test\": {\"loss\": 1.5, \"mae\": 0.65, \"absolute_errors\": [0.5, 2.0, 0.1, 0.0]},"))
    let read = try RunSummary(text: text)
    #expect(read.json == summary.json)
    #expect(read.test == summary.test)
    #expect(read.data == summary.data)
    #expect(read.historyTable.header == ["epoch", "loss", "mae", "learning_rate"])
  }

  @Test func tooManyRowsAreNotListed() throws {
    func summary(_ count: Int) -> TestSummary {
      TestSummary(
        Evaluation(
          scores: Scores(loss: 0, metrics: []), classes: 0, width: 1, outputs: Array(repeating: 1, count: count),
          values: Array(repeating: 0, count: count)))
    }
    #expect(summary(10_000).absoluteErrors?.count == 10_000)
    #expect(summary(10_001).answers == .values(absoluteErrors: nil))
    var run = valueSummary("cars", errors: [1])
    run.test = summary(10_001)
    run.test?.scores.metrics = [1]
    run.data.testCount = 10_001
    #expect(try RunSummary(text: run.json.text).test == run.test)
  }

  /// Expected: the mean of |3 − 2.5| and |−1 − 1|, and of 0 and 0.25.
  @Test func theErrorOfSeveralNumbersIsTheirMean() {
    let test = TestSummary(
      Evaluation(
        scores: Scores(loss: 0, metrics: []), classes: 0, width: 2, outputs: [3, -1, 4, 0.25],
        values: [2.5, 1, 4, 0]))
    #expect(test.absoluteErrors == [1.25, 0.125])
    #expect(test.errors == nil)
  }

  @Test(arguments: [
    ("[0.5, 2.0, 0.1, 0.0]", "[0.5]", "test.absolute_errors: 1 numbers, but there are 4 test samples"),
    (
      "[0.5, 2.0, 0.1, 0.0]", "[0.5, -2.0, 0.1, 0.0]",
      "test.absolute_errors: numbers that are not negative are expected"
    ),
    (
      "[0.5, 2.0, 0.1, 0.0]", "[0.5, null, 0.1, 0.0]",
      "test.absolute_errors: numbers that are not negative are expected"
    ),
    ("[\"mpg\"]", "[]", "data.target_names: a list of names is expected"),
    ("[\"mpg\"]", "[7]", "data.target_names: a list of names is expected"),
    ("target_names", "class_names", "test: the key 'errors' is missing"),
    ("test_samples", "test_images", "data: the key 'test_samples' is missing"),
  ])
  func damagedNumbersAreRefused(part: String, wrong: String, message: String) {
    let text = valueSummary("cars", errors: [0.5, 2, 0.1, 0]).json.text
    #expect(text.contains(part))
    let problem = #expect(throws: SummaryProblem.self) { try RunSummary(text: text.replacing(part, with: wrong)) }
    #expect(problem?.description == message)
  }

  @Test func runsOfNumbersAreComparedRowByRow() throws {
    let (a, b) = (valueSummary("a", errors: [1, 2, 3, 4]), valueSummary("b", errors: [2, 3, 3, 1]))
    let comparison = Comparison([a, b])
    #expect(comparison.pairs.isEmpty)
    let closeness = try #require(comparison.closeness.first)
    #expect([closeness.aCloser, closeness.bCloser, closeness.equal] == [2, 1, 1])
    #expect(!comparison.table.header.contains("test_errors"))
    #expect(
      comparison.json["pairs"]?.line
        == "[{\"a\": \"a\", \"b\": \"b\", \"test_samples\": 4, \"a_closer\": 2, \"b_closer\": 1, \"equal\": 1, "
        + "\"sign_test_exact_p\": 1.0}]")
  }

  @Test func otherRowsAreNotCompared() {
    let a = valueSummary("a", errors: [1, 2])
    var (rows, target) = (valueSummary("b", errors: [1, 2]), valueSummary("c", errors: [1, 2]))
    rows.data.testRowsHash = "others"
    target.data.target = .values(["weight"])
    // The same file, but once the whole of it is the test set.
    var whole = valueSummary("d", errors: [1, 2])
    whole.data.testRowsHash = nil
    for other in [rows, target, whole] { #expect(Comparison([a, other]).closeness.isEmpty, "\(other.name)") }
    #expect(Comparison([a, valueSummary("e", errors: [3, 2])]).closeness.count == 1)
  }

  /// Expected: `scipy.stats.ttest_rel` of the mean absolute errors.
  @Test func seedsOfNumbersArePairedByTheirMeanError() throws {
    func runs(_ size: Int, _ errors: [[Float]]) -> Configuration {
      Configuration.all(
        errors.enumerated().map { seed, errors in
          var run = valueSummary("\(size)-\(seed)", errors: errors)
          run.spec = .mapping([("seed", .unsigned(UInt64(seed))), ("batch_size", .integer(size))])
          return run
        })[0]
    }
    let test = try #require(
      PairedTest(runs(32, [[1, 3], [2, 4], [2, 2]]), runs(64, [[1, 1], [2, 2], [1, 1.5]])))
    #expect(test.count == 3)
    #expect((test.mean - 0.9166666666666666).magnitude <= 1e-15)
    #expect(test.p == 0.00816)
  }
}

@Suite struct SavedAnswerTests {
  private let numbers = Evaluation(
    scores: Scores(loss: 0, metrics: []), classes: 0, width: 1, outputs: [17.5, 1e-9], values: [18, 9])

  @Test func numbersAreSavedAndRead() throws {
    let table = CSVTable.predictions(numbers, .values(["mpg"]), rows: [7, 3])
    #expect(table.text == "index,row,mpg,predicted\n0,7,18.0,17.5\n1,3,9.0,1e-09\n")
    let saved = SavedAnswers(numbers, .values(["mpg"]), rows: [7, 3])
    #expect(try SavedAnswers(Array(table.text.utf8), .values(["mpg"])) == saved)
    #expect(CSVTable.predictions(numbers, .values(["mpg"])).header == ["index", "mpg", "predicted"])
  }

  @Test func severalNumbersHaveAColumnEach() throws {
    // A target may have any name, such as that of a column of ours.
    let target = DataInterface.Target.values(["row", "x,y"])
    let evaluation = Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 0, width: 2, outputs: [1, 2], values: [3, 4])
    let table = CSVTable.predictions(evaluation, target)
    #expect(table.text == "index,row,\"x,y\",predicted_row,\"predicted_x,y\"\n0,3.0,4.0,1.0,2.0\n")
    #expect(try SavedAnswers(Array(table.text.utf8), target) == SavedAnswers(evaluation, target, rows: nil))
  }

  @Test func classesAreSavedByTheirNames() throws {
    let target = DataInterface.Target.classes(["=a", "b,c", "7"])
    let evaluation = Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 3, outputs: [0.5, 0.25, 0.25, 0.125, 0, 0.875], predicted: [0, 2],
      labels: [1, 2])
    let table = CSVTable.predictions(evaluation, target, rows: [4, 9])
    #expect(
      table.text
        == "index,row,label,predicted,p_=a,\"p_b,c\",p_7\n0,4,\"b,c\",'=a,0.5,0.25,0.25\n1,9,7,7,0.125,0.0,0.875\n")
    guard case .classes(let saved) = try SavedAnswers(Array(table.text.utf8), target) else {
      Issue.record("they are classes")
      return
    }
    #expect(saved.classNames == ["=a", "b,c", "7"])
    #expect(saved.labels == [1, 2] && saved.predicted == [0, 2])
    #expect(saved.mistakes.map(\.index) == [0] && saved.mistakes.map(\.output) == [0.5])
    #expect(saved.rows == [4, 9] && saved.positives.isEmpty)
  }

  @Test(arguments: [DataInterface.Target.classes(["no", "yes"]), nil])
  func oneOutputIsThatOfTheSecondOfTwoClasses(target: DataInterface.Target?) throws {
    let evaluation = Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 2, width: 1, outputs: [0.75, 0.25], predicted: [1, 0],
      labels: [0, 1])
    let table = CSVTable.predictions(evaluation, target)
    #expect(
      table.text
        == (target == nil
          ? "index,label,predicted,p1\n0,0,1,0.75\n1,1,0,0.25\n"
          : "index,label,predicted,p_yes\n0,no,yes,0.75\n1,yes,no,0.25\n"))
    guard case .classes(let saved) = try SavedAnswers(Array(table.text.utf8), target) else {
      Issue.record("they are classes")
      return
    }
    #expect(saved.positives == [0.75, 0.25] && saved.labels == [0, 1])
    #expect(saved.mistakes.map(\.output) == [0.75, 0.75])
  }

  @Test(arguments: [
    ("index,label,predicted,p0\n", "line 1: the header of predictions.csv is expected"),
    ("index,mpg,predicted\n1,2.0,3.0\n", "line 2: a row of predictions.csv is expected"),
    ("index,mpg,predicted\n0,2.0,x\n", "line 2: a row of predictions.csv is expected"),
    ("index,row,mpg,predicted\n0,1,2.0,3.0\n1,0,2.0,3.0\n", "line 3: a row of predictions.csv is expected"),
    ("index,mpg,predicted\n0,2.0\n", "line 1: the header of predictions.csv is expected"),
  ])
  func anythingElseIsSaid(_ text: String, _ message: String) {
    #expect { try SavedAnswers(Array(text.utf8), .values(["mpg"])) } throws: { "\($0)" == message }
  }

  @Test func answersAreThoseOfTheirRunAlone() {
    let answers = SavedAnswers(numbers, .values(["mpg"]), rows: nil)
    #expect(answers.areThose(of: valueSummary("cars", errors: [0.5, 9])))
    #expect(!answers.areThose(of: valueSummary("cars", errors: [0.5, 8.5])))
    #expect(!answers.areThose(of: valueSummary("cars", errors: [0.5])))
  }
}

/// A finished run that predicts numbers of a table.
func valueSummary(_ name: String, errors: [Float]) -> RunSummary {
  RunSummary(
    RunConditions(
      name: name, spec: .mapping([("name", .string(name)), ("metrics", .list([.string("mae")]))]),
      data: DataSummary(
        dataset: "cars.csv", kind: .sample, trainingCount: 60, validationCount: 0, testCount: errors.count,
        target: .values(["mpg"]), files: [.init(name: "cars.csv", sha256: "cars-hash")], testRowsHash: "rows"),
      parameters: 10, multiplyAdds: 9, metrics: ["mae"], numericsVersion: 1),
    status: .completed,
    history: [EpochRecord(epoch: 1, training: Scores(loss: 2, metrics: [1]), validation: nil, learningRate: 0.001)],
    test: TestSummary(scores: Scores(loss: 1.5, metrics: [0.65]), answers: .values(absoluteErrors: errors)),
    weightsHash: "abc")
}
