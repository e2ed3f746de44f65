import Statistics
import Testing

@Suite struct PairedTestTests {
  /// Expected: `2 * scipy.stats.t.sf(t, degrees_of_freedom)`, SciPy 1.17.1.
  @Test(arguments: [
    (1, 0, 1), (1, 0.5, 0.7048327646991335), (1, 12.706, 0.05000080235813319), (2, 0.3, 0.7924856608401776),
    (2, 4.303, 0.0499925249852145), (2, 1e6, 9.999999999985001e-13), (3, 0.999, 0.39141592241010464),
    (3, 1, 0.3910022189557705), (4, 2.5, 0.06676654481198814), (5, 40, 1.8411962171772954e-07),
    (9, 3.25, 0.009997369084021572), (10, 0.01, 0.9922179749909714), (19, 5, 7.949974998417639e-05),
    (30, 6, 1.3942768767204764e-06), (99, 1, 0.3197484741393014), (100, 9, 1.5360770514750472e-14),
    (999, 2, 0.045770616973757), (10000, 4, 6.379866882313968e-05),
  ])
  func theDistributionIsSciPys(degreesOfFreedom: Int, t: Double, expected: Double) {
    for t in [t, -t] {
      let p = StudentT.twoSidedP(t: t, degreesOfFreedom: degreesOfFreedom)
      #expect((p - expected).magnitude <= 1e-12 * expected, "\(p)")
    }
  }

  /// Expected: `scipy.stats.ttest_rel([191, 183, 202], [95, 101, 88])` and `([191, 183, 202, 195, 188], [190, 186, …])`.
  @Test(arguments: [
    ([96, 82, 114], 97.33333333333333, 16.041612554021285, 0.00893),
    ([1, -3, 3, -6, 8], 0.6, 5.412947441089743, 0.816),
  ])
  func theTestIsSciPys(differences: [Double], mean: Double, deviation: Double, p: Double) throws {
    let test = try #require(PairedTest(differences: differences))
    #expect(test.count == differences.count)
    #expect((test.mean - mean).magnitude <= 1e-13)
    #expect((test.standardDeviation - deviation).magnitude <= 1e-13)
    #expect(test.p == p)
  }

  @Test func oneDifferenceHasNoSpread() {
    #expect(PairedTest(differences: []) == nil)
    #expect(PairedTest(differences: [3]) == nil)
  }

  @Test func differencesThatDoNotVaryAreNotTested() throws {
    #expect(try #require(PairedTest(differences: [0, 0])).p == 1)
    let same = try #require(PairedTest(differences: [2, 2, 2]))
    #expect(same.p == nil)
    #expect(same.mean == 2)
  }

  @Test func seedsThatBothHaveTriedArePaired() throws {
    func runs(_ size: Int, _ errors: [(seed: UInt64, count: Int)]) -> Configuration {
      Configuration.all(
        errors.map { seed, count in
          validatedSummary(
            "\(size)-\(seed)", batchSize: size, seed: seed, validation: [(1, 1)], misclassified: Array(0..<count))
        })[0]
    }
    let a = runs(64, [(1, 5), (2, 4), (3, 9)])
    let b = runs(500, [(3, 3), (1, 2), (4, 0)])
    let test = try #require(PairedTest(a, b))
    // Seeds 1 and 3 of 10 images: (5 − 2) ÷ 10 and (9 − 3) ÷ 10.
    #expect(test.count == 2)
    #expect((test.mean - 0.45).magnitude <= 1e-15)
    #expect((test.standardDeviation - 0.2121320343559643).magnitude <= 1e-15)
    #expect(test.p == 0.205)
    #expect(PairedTest(a, runs(500, [(7, 1), (1, 1)])) == nil)
  }

  /// Expected: `p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2), "holm")` of R.
  @Test func severalTestsAreCorrected() {
    #expect(holmCorrected([0.01, 0.04, 0.03, 0.005, 0.2]) == [0.04, 0.09, 0.09, 0.025, 0.2])
    #expect(holmCorrected([0.6, 0.7]) == [1, 1])
    #expect(holmCorrected([0.3]) == [0.3])
    #expect(holmCorrected([]) == [])
  }
}
