import Reporting
import Testing
import Text

@Suite struct WordingTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (437_530, "437,530"), (-1_234_567, "-1,234,567")])
  func thousandsAreGrouped(number: Int, text: String) {
    #expect(grouped(number) == text)
  }

  @Test func oneThingIsSingular() {
    #expect(
      [counted(1, "error"), counted(0, "error"), counted(1200, "error")] == ["1 error", "0 errors", "1,200 errors"])
  }

  @Test(
    arguments: [
      (0.1105, "0.1105"), (2.30259, "2.3026"), (0, "0.0000"), (0.001, "0.0010"), (0.00099, "9.9e-04"),
      (1.2345678e-5, "1.2346e-05"), (-3e-12, "-3e-12"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
    ] as [(Float, String)])
  func scores(value: Float, text: String) {
    #expect(score(value) == text)
  }

  @Test(arguments: [
    (1, "p = 1.0"), (0.0654296875, "p = 0.0654"), (0.000987654, "p = 0.000988"), (0.0001, "p = 0.0001"),
    (0.00009999, "p < 0.0001"), (8.659e-15, "p < 0.0001"), (0, "p < 0.0001"),
  ])
  func valuesOfP(p: Double, text: String) {
    #expect(pValue(p) == text)
  }

  @Test(arguments: [
    (0.04, "0.0s"), (0.6, "0.6s"), (59.94, "59.9s"), (59.96, "1m 00s"), (75, "1m 15s"), (7325, "2h 2m"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(duration(seconds) == text)
  }

  @Test(arguments: [(5.2, "5ms/step"), (0.32, "320us/step"), (2100, "2s/step")])
  func stepDurations(milliseconds: Double, text: String) {
    #expect(stepDuration(milliseconds: milliseconds) == text)
  }
}
