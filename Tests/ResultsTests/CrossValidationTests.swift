import Catalog
import Foundation
import Records
import Results
import Statistics
import Testing
import Text

@Suite struct CrossValidationTests {
  /// A test on a fold of 29 rows, of which 10 or 9 are in it.
  static func fold(
    _ fold: Int, size: Int = 64, round: Int? = nil, seed: UInt64 = 1, errors: Int, of tests: Int = 10
  ) -> RunSummary {
    let name = "size-\(size)" + (round.map { "-repeat-\($0)" } ?? "") + "-fold-\(fold)-seed-\(seed)"
    var run = validatedSummary(
      name, batchSize: size, seed: seed, validation: [(1, 0.5)], misclassified: Array(0..<errors))
    var split: [(String, ConfigValue)] = [("fold", .integer(fold)), ("folds", .integer(3))]
    if let round { split.append(("round", .integer(round))) }
    guard case .mapping(let entries) = run.spec else { return run }
    run.spec = .mapping(entries + [("dataset", .mapping([("csv", .string("own.csv")), ("split", .mapping(split))]))])
    run.data.kind = .sample
    run.data.target = .classes(["a", "b"])
    (run.data.testCount, run.data.trainingCount) = (tests, 29 - tests)
    run.data.testRowsHash = "fold \(fold) of round \(round ?? 1)"
    return run
  }

  /// Expected: t = mean ÷ √((1/k + test ÷ training) · variance), and `2 * scipy.stats.t.sf(t, k - 1)`, SciPy 1.17.1.
  @Test(arguments: [
    ([0.02, 0.05, -0.01, 0.04, 0.03], 0.168),
    ([0.02, 0.05, -0.01, 0.04, 0.03, 0.06, 0.01, 0.03, -0.02, 0.04], 0.132),
  ])
  func theCorrectedTestIsSciPys(differences: [Double], p: Double) throws {
    #expect(try #require(PairedTest(differences: differences, overlap: 0.25)).p == p)
  }

  /// If folds were independent, p would be 0.106 here.
  @Test func foldsAreTestedAsWhatTheyAre() throws {
    let a = [Self.fold(1, errors: 4), Self.fold(2, errors: 3), Self.fold(3, errors: 5, of: 9)]
    let b = [
      Self.fold(3, size: 500, errors: 1, of: 9), Self.fold(1, size: 500, errors: 1),
      Self.fold(2, size: 500, errors: 2),
    ]
    let configurations = Configuration.all(a + b)
    #expect(configurations.map(\.runs.count) == [3, 3] && configurations.map(\.repetition) == ["fold", "fold"])
    let test = try #require(PairedTest(configurations[0], configurations[1]))
    #expect(test.count == 3 && test.repetition == "fold" && test.overlap == 0.5)
    #expect((test.mean - 0.2814814814814815).magnitude < 1e-15)
    #expect((test.standardDeviation - 0.17296732487163877).magnitude < 1e-15)
    #expect(test.p == 0.217)
  }

  /// A second seed on the same rows is no second fold.
  @Test func seedsOfOneFoldAreOneDifference() throws {
    func runs(_ size: Int, _ errors: [(Int, Int)]) -> [RunSummary] {
      errors.enumerated().flatMap { index, errors in
        [errors.0, errors.1].enumerated().map { seed, count in
          Self.fold(index + 1, size: size, seed: UInt64(seed + 1), errors: count, of: index == 2 ? 9 : 10)
        }
      }
    }
    let configurations = Configuration.all(runs(64, [(4, 3), (3, 2), (5, 4)]) + runs(500, [(1, 1), (2, 2), (1, 2)]))
    let test = try #require(PairedTest(configurations[0], configurations[1]))
    #expect(test.count == 3 && test.p == 0.253 && (test.mean - 0.2111111111111111).magnitude < 1e-15)
  }

  @Test func theFoldsOfARoundHoldOutEveryRow() {
    let runs = [1, 2].flatMap { round in (1...3).map { Self.fold($0, round: round, errors: 1) } }
    let configurations = Configuration.all(runs + [Self.fold(1, round: 1, seed: 2, errors: 1)])
    #expect(configurations.count == 1 && configurations[0].rounds.map(\.count) == [3, 3, 1])
    #expect(configurations[0].name == "size-64")
  }

  @Test func sweepsOfTheSameNamesAreNamedByTheirFolders() {
    let runs = (1...3).map { fold in
      var run = Self.fold(fold, errors: 1)
      run.name = "wide/fold-\(fold)"
      return run
    }
    #expect(Configuration.all(runs).map(\.name) == ["wide"])
  }
}

@Suite struct HeldOutPredictionTests {
  private let root = NSTemporaryDirectory() + "held-out-" + UUID().uuidString

  private func save(_ run: RunSummary, rows: [Int], _ outputs: [Float]) throws {
    let width = outputs.count / rows.count
    let predicted = rows.indices.map { outputs[($0 + 1) * width - 1] > 0.5 ? Int32(1) : 0 }
    let wrong = run.test?.misclassified ?? []
    let evaluation = Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 2, width: width, outputs: outputs, predicted: predicted,
      labels: predicted.enumerated().map { wrong.contains($0) ? 1 - $1 : $1 })
    let paths = ResultPaths(in: ResultPaths(root: root, name: "cv"), run: run.name)
    try FileManager.default.createDirectory(atPath: paths.folder, withIntermediateDirectories: true)
    try CSVTable.predictions(evaluation, run.data.target, rows: rows).text.write(
      toFile: paths.predictions, atomically: true, encoding: .utf8)
  }

  /// One model has an output for each class, the other one for the second.
  @Test func everyRowHasTheAnswerOfTheRunThatHeldItOut() throws {
    let runs = [
      CrossValidationTests.fold(1, errors: 1, of: 2), CrossValidationTests.fold(2, errors: 0, of: 2),
      CrossValidationTests.fold(1, size: 500, errors: 0, of: 2),
    ]
    try save(runs[0], rows: [2, 3], [0.25, 0.75, 0.5, 0.5])
    try save(runs[1], rows: [1, 4], [1, 0, 0, 1])
    try save(runs[2], rows: [2, 3], [0.5, 1])
    let summary = SweepSummary(name: "cv", rankBy: nil, runs: runs)
    #expect(try summary.save(in: root) == nil)
    let paths = ResultPaths(root: root, name: "cv")
    let table = try #require(try paths.heldOutPredictions())
    #expect(
      table.text == """
        index,run,row,label,predicted,p_a,p_b
        0,size-64-fold-2-seed-1,1,a,a,1.0,0.0
        1,size-64-fold-1-seed-1,2,a,b,0.25,0.75
        2,size-64-fold-1-seed-1,3,a,a,0.5,0.5
        3,size-64-fold-2-seed-1,4,b,b,0.0,1.0
        4,size-500-fold-1-seed-1,2,a,a,,0.5
        5,size-500-fold-1-seed-1,3,b,b,,1.0

        """)
    // Another ranking of that name takes its predictions with it.
    var other = summary
    other.runs = [runs[1]]
    let previous = try #require(try other.save(in: root))
    let kept = try String(contentsOfFile: previous + "/cv/predictions.csv", encoding: .utf8)
    #expect(kept == table.text)
    #expect(try paths.heldOutPredictions()?.rows.count == 2)
    #expect(try Removal(of: paths).files.contains(paths.predictions))
  }

  /// A run that is called predictions has its history there; a file of the user's is moved aside.
  @Test func nothingElseIsReplaced() throws {
    var run = CrossValidationTests.fold(1, errors: 0, of: 2)
    try save(run, rows: [1, 2], [1, 0, 0, 1])
    let paths = ResultPaths(root: root, name: "cv")
    try "mine".write(toFile: paths.predictions, atomically: true, encoding: .utf8)
    let previous = try #require(try SweepSummary(name: "cv", rankBy: nil, runs: [run]).save(in: root))
    #expect(try String(contentsOfFile: previous + "/cv/predictions.csv", encoding: .utf8) == "mine")
    run.name = "predictions"
    try save(run, rows: [1, 2], [1, 0, 0, 1])
    try run.historyTable.text.write(toFile: paths.predictions, atomically: true, encoding: .utf8)
    try SweepSummary(name: "cv", rankBy: nil, runs: [run]).save(in: root)
    #expect(try String(contentsOfFile: paths.predictions, encoding: .utf8) == run.historyTable.text)
  }
}
