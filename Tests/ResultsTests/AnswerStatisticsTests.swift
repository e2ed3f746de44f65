import Foundation
import Records
import Statistics
import Testing
import Text

/// Expected: scikit-learn's numbers, from Fixtures/make_scores.py. Its counts are exact, and its sums are in another order.
@Suite struct AnswerStatisticsTests {
  private let fixture: JSONValue

  init() throws {
    let folder = #filePath.dropLast("AnswerStatisticsTests.swift".count) + "Fixtures/"
    fixture = try JSONValue(text: String(contentsOfFile: folder + "scores.json", encoding: .utf8))
  }

  @Test func curvesOfTwoClassesAreScikitLearns() throws {
    let cases = try fixture.list("binary")
    #expect(cases.count == 3)
    for example in cases {
      let (scores, labels) = try (example.floats("scores"), example.floats("labels").map { Int32($0) })
      let curves = BinaryCurves(scores: scores, labels: labels)
      #expect(isClose(curves.areaUnderROC, try example.double("roc_auc"), 1e-14))
      #expect(isClose(curves.averagePrecision, try example.double("average_precision"), 1e-14))
      for (index, expected) in try example.list("thresholds").enumerated() {
        let counts = curves.counts(above: Float(index + 1) / 10)
        for (value, expected) in zip(
          [counts.precision ?? 0, counts.recall ?? 0, counts.f1 ?? 0, counts.accuracy ?? 0], try expected.doubles)
        {
          #expect(isClose(value, expected, 1e-14), "above 0.\(index + 1)")
        }
      }
    }
  }

  @Test func calibrationIsScikitLearns() throws {
    for example in try fixture.list("binary") {
      let labels = try example.floats("labels").map { Int32($0) }
      let calibration = try #require(Calibration(scores: example.floats("scores"), labels: labels))
      let (fractions, means) = try (
        example.list("calibration_fractions").map { try $0.number },
        example.list("calibration_means").map { try $0.number }
      )
      #expect(calibration.bins.count == fractions.count)
      for (bin, (fraction, mean)) in zip(calibration.bins, zip(fractions, means)) {
        #expect(isClose(bin.fraction, fraction, 1e-14))
        // scikit-learn adds up 32-bit numbers.
        #expect(isClose(bin.meanProbability, mean, 1e-6))
      }
    }
  }

  @Test func outputsThatAreNoProbabilitiesAreNotCalibrated() {
    #expect(Calibration(scores: [0.5, -0.25], labels: [1, 0]) == nil)
    #expect(Calibration(scores: [0.5, .nan], labels: [1, 0]) == nil)
  }

  @Test func oneClassAloneHasNoArea() {
    #expect(BinaryCurves(scores: [0.1, 0.2], labels: [0, 0]).areaUnderROC == nil)
    #expect(BinaryCurves(scores: [0.1, 0.2], labels: [0, 0]).averagePrecision == nil)
    #expect(BinaryCurves(scores: [], labels: []).areaUnderROC == nil)
    // All scores are equal: nothing is told apart.
    #expect(BinaryCurves(scores: [0.5, 0.5, 0.5], labels: [0, 1, 1]).areaUnderROC == 0.5)
  }

  @Test func errorsOfNumbersAreScikitLearns() throws {
    for example in try fixture.list("regression") {
      let outputs = Int(try example.double("outputs"))
      let names = (0..<outputs).map { "y\($0)" }
      let found = ValueErrors.all(
        names: names, targets: try example.floats("targets"), predicted: try example.floats("predicted"))
      #expect(found.map(\.name) == names)
      let expected = try ["mae", "rmse", "r2"].map { try example.list($0).map { try $0.number } }
      for (index, target) in found.enumerated() {
        #expect(isClose(target.meanAbsoluteError, expected[0][index], 1e-13))
        #expect(isClose(target.rootMeanSquaredError, expected[1][index], 1e-13))
        #expect(isClose(target.rSquared, expected[2][index], 1e-13))
      }
    }
  }

  @Test func theLargestErrorsComeFirst() throws {
    let errors = try #require(ValueErrors(name: "y", targets: [1, 2, 3, 4], predicted: [1.5, 1, 3, 5]))
    #expect(errors.largest(3) == [1, 3, 0])
    #expect(errors.bias == 0.125)
    // Nothing varies that could be explained.
    #expect(try #require(ValueErrors(name: "y", targets: [2, 2], predicted: [1, 2])).rSquared == nil)
    #expect(ValueErrors(name: "y", targets: [], predicted: []) == nil)
  }

  /// Expected: `scipy.stats.binomtest(a, a + b).pvalue`.
  @Test func theSignTestIsSciPys() throws {
    for example in try fixture.list("sign_tests") {
      let (a, b) = try (Int(example.double("a")), Int(example.double("b")))
      func run(_ name: String, errors: [Float]) -> RunSummary { valueSummary(name, errors: errors + [5, 6, 7]) }
      let (ones, halves) = (Array<Float>(repeating: 1, count: b), Array<Float>(repeating: 0.5, count: a))
      let closeness = try #require(
        Comparison.Closeness(
          run("a", errors: ones + halves), run("b", errors: ones.map { $0 / 2 } + halves.map { $0 * 2 })))
      #expect(isClose(closeness.unroundedP, try example.double("p"), 1e-12), "\(a) and \(b)")
      #expect(closeness.equal == 3)
    }
  }

  private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    guard let value, (value - expected).magnitude <= tolerance * max(1, expected.magnitude) else { return false }
    return true
  }
}

@Suite struct ConfusionTests {
  @Test func theLargestConfusionsAndTheHardestClassesAreFound() {
    let matrix = ConfusionMatrix(
      labels: [0, 0, 0, 1, 1, 2, 2, 2], predicted: [0, 2, 2, 0, 1, 1, 2, 0], classNames: ["a", "b", "c", "d"])
    let confusions = matrix.largestConfusions(3).map { [$0.label, $0.predicted, $0.count] }
    #expect(confusions == [[0, 2, 2], [1, 0, 1], [2, 0, 1]])
    // F1: a 2/6, b 2/4, c 2/6; d neither occurs nor was predicted.
    #expect(matrix.hardestClasses(4) == [0, 2, 1])
    #expect([0, 1, 2, 3].map(matrix.support) == [3, 2, 3, 0])
  }
}

extension JSONValue {
  fileprivate struct Missing: Error {}

  fileprivate var number: Double {
    get throws {
      guard case .number(let digits) = self, let number = Double(digits) else { throw Missing() }
      return number
    }
  }

  fileprivate var elements: [JSONValue] {
    get throws { if case .list(let values) = self { values } else { throw Missing() } }
  }

  fileprivate var doubles: [Double] { get throws { try elements.map { try $0.number } } }

  fileprivate func list(_ key: String) throws -> [JSONValue] { try (self[key] ?? .null).elements }
  fileprivate func double(_ key: String) throws -> Double { try (self[key] ?? .null).number }

  /// Numbers, or texts of them.
  fileprivate func floats(_ key: String) throws -> [Float] {
    try list(key).map { value in
      switch value {
      case .number(let digits), .string(let digits): if let number = Float(digits) { return number }
      default: break
      }
      throw Missing()
    }
  }
}
