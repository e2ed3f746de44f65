import Catalog
import Records
import Reporting
import Testing

/// The plan of a sweep before it is trained.
@Suite struct PlanReportTests {
  private func text(_ runs: [(seconds: Double?, mayStop: Bool)]) -> String {
    let rows = runs.map { run in
      PlanReport.Row(
        conditions: summary("a", wrong: []).conditions, epochs: 3, state: "new", seconds: run.seconds,
        mayStop: run.mayStop)
    }
    return PlanReport(name: "sizes", rows: rows, jobs: 1, threads: 1, pending: rows.count, makespan: 42).text
  }

  /// A run that may be ended early takes at most as long as all of its epochs.
  @Test func whatMayEndEarlyTakesAtMostThatLong() {
    let some = text([(40, true), (2, false)])
    #expect(some.contains(" ≤ 40.0s  new\n") && some.contains("    2.0s  new\n"), "\(some)")
    #expect(some.hasSuffix("\nsizes: 2 runs, 2 to train, one after the other with 1 thread: ≤ 42.0s\n"), "\(some)")
    // One that is there takes no time.
    #expect(text([(40, false), (nil, true)]).hasSuffix(": about 42.0s\n"))
  }
}
