import Foundation
import Testing

/// An interrupted sweep shows what it has reached, what is missing, and the command that continues it.
struct UnfinishedSweepTests {
  let here = Workspace()

  /// Sweeps a run that is done at once and two long ones, and ends the sweep by a signal once the first is done.
  private func interruptedSweep(_ options: String = "") throws {
    try here.write(small.replacing("name: tiny", with: "batch_size: 20"), to: "three/quick.yaml")
    for name in ["slow", "slower"] {
      let batch = name == "slow" ? 30 : 40
      try here.write(
        small.replacing("name: tiny", with: "epochs: 1000000\nbatch_size: \(batch)"), to: "three/\(name).yaml")
    }
    let outcome = try here.shell(
      """
      touch start
      env --default-signal=INT "$RUNNER" sweep three \(options) --jobs 3 --checkpoint-every 0 --progress none & pid=$!
      until [ results/three/quick.json -nt start ] && [ -e results/three/slow/checkpoint ] || ! kill -0 $pid; do sleep 0.02; done
      kill -TERM $pid; wait $pid
      """)
    try #require(outcome.status == 143, "\(outcome)")
  }

  private let place = "three: 2 of 3 runs are missing; runner sweep three goes on\n"

  @Test func itsRunsAreCompared() throws {
    try interruptedSweep()
    for compared in [try here.run("compare", "three"), try here.run("compare")] {
      #expect(compared.status == 0)
      #expect(compared.stdout.split(separator: "\n").dropFirst(2).first?.hasPrefix("quick ") == true, "\(compared)")
      #expect(compared.stdout.hasSuffix("\n\n" + place), "\(compared)")
      #expect(compared.stderr.isEmpty)
    }
    #expect(try here.run("list").stdout.contains(/three +interrupted +1 of 3 runs/))
  }

  @Test func itIsOnThePage() throws {
    try interruptedSweep("--set 'description=a b'")
    try here.run("report", "--quiet")
    let page = try here.read("results/report.html")
    #expect(page.contains("Sweep: three</h2>\n<p>1 of 3 runs so far.</p>"))
    #expect(
      page.contains("three: 2 of 3 runs are missing; runner sweep three --set &#39;description=a b&#39; goes on."))
    // It is said once.
    #expect(!page.contains("Sweep again"))
  }

  @Test func onceItHasEndedNothingIsLeftOfThePlan() throws {
    try interruptedSweep()
    #expect(here.exists("results/three/.sweep.json"))
    // What is there belongs to specs that are no longer the sweep's.
    #expect(try here.run("sweep", "three", "--set", "epochs=1", "--quiet").status == 0)
    #expect(!here.exists("results/three/.sweep.json"))
    #expect(try !here.run("compare", "three").stdout.contains("missing"))
  }

  /// Runs of the earlier sweep are not mistaken for those of the later one.
  @Test func anEarlierRankingStandsUntilItIsReplaced() throws {
    try here.write(small, to: "three/quick.yaml")
    try here.run("sweep", "three", "--set", "name=quick", "--set", "seed=7", "--quiet")
    let earlier = try here.read("results/three.json")
    try here.remove("three/quick.yaml")
    try interruptedSweep()
    #expect(try here.read("results/three.json") == earlier)
    let compared = try here.run("compare")
    #expect(compared.stdout.hasSuffix("\nthree, swept again: 2 of 3 runs are missing; runner sweep three goes on\n"))
  }

  @Test func withoutAFinishedRunItIsSaidAlone() throws {
    try interruptedSweep()
    try here.remove("results/three/quick.json")
    let sentence = "three: 3 of 3 runs are missing; runner sweep three goes on\n"
    #expect(try here.run("compare", "three").stderr == "error: " + sentence)
    let all = try here.run("compare")
    #expect(all.status == 66)
    #expect(all.stderr == "error: results: there is no finished result here\n  " + sentence)
  }

  @Test func itIsRemovedWithItsPlan() throws {
    try interruptedSweep()
    #expect(try here.run("remove", "three").status == 0)
    #expect(!here.exists("results/three"))
  }
}
