import Testing

/// Whether `value` is within `tolerance` of `expected`. False if anything is NaN.
func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
  (value - expected).magnitude <= tolerance
}

/// How many units in the last place of a Float lie between a result and the exact value. Infinite for a NaN, or if only
/// one of the two is infinite as a Float.
func ulpError(_ value: Float, _ exact: Double) -> Double {
  let rounded = Float(exact)
  if value == rounded { return 0 }
  guard value.isFinite, rounded.isFinite else { return .infinity }
  return (Double(value) - exact).magnitude / Double(rounded.ulp)
}

/// The largest error of a sweep, and where it is. A NaN becomes infinite, never ignored.
struct WorstError: CustomStringConvertible {
  private(set) var error = 0.0
  private(set) var place: Float = 0

  mutating func note(_ error: Double, at place: Float) {
    if !(error <= self.error) {
      self.error = error.isNaN ? .infinity : error
      self.place = place
    }
  }

  var description: String { "\(error) at \(place)" }
}

struct ToleranceTests {
  @Test func closeIsInclusiveAndSymmetric() {
    #expect(isClose(1, 1.5, within: 0.5))
    #expect(isClose(1.5, 1, within: 0.5))
    #expect(!isClose(1, 1.501, within: 0.5))
  }

  @Test func nothingIsCloseToNaN() {
    #expect(!isClose(.nan, 1, within: 1))
    #expect(!isClose(1, .nan, within: 1))
    #expect(!isClose(1, 1, within: .nan))
    #expect(!isClose(.nan, .nan, within: .infinity))
    #expect(!isClose(.infinity, .infinity, within: 1))
  }

  @Test func aNaNIsInfinitelyManyUnitsAway() {
    #expect(ulpError(.nan, 1) == .infinity)
    #expect(ulpError(.infinity, 1) == .infinity)
    #expect(ulpError(1, .nan) == .infinity)
    #expect(ulpError(.infinity, 1e300) == 0)
    #expect(ulpError(Float(1).nextUp, 1) == 1)
  }

  @Test func theWorstErrorKeepsANaN() {
    var worst = WorstError()
    worst.note(.nan, at: 7)
    worst.note(3, at: 8)
    #expect(worst.error == .infinity)
    #expect(worst.place == 7)
  }
}
