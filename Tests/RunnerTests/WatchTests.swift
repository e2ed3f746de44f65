import Testing

@Suite struct WatchTests {
  let here = Workspace()

  @Test func aRunUnderWayIsShownWithItsEpochs() throws {
    try here.write(small, to: "tiny.yaml")
    let outcome = try here.shell(
      """
      "$RUNNER" tiny.yaml --set epochs=1000000 --progress none --no-report & pid=$!
      until [ "$(wc -l < results/tiny/history.csv)" -gt 3 ] 2>/dev/null; do sleep 0.01; done
      "$RUNNER" watch --once; status=$?
      kill $pid; wait $pid; exit $status
      """)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let lines = outcome.stdout.split(separator: "\n").map(String.init)
    #expect(lines[0].wholeMatch(of: /run +state +val accuracy +best +epoch by epoch +last epoch/) != nil)
    #expect(lines[2].contains(/^tiny +epoch [0-9,]+ of 1,000,000 +0\.[0-9]{4} +0\.[0-9]{4} +[▁-█]+ +[0-9.]+s ago$/))
    #expect(lines.last == "1 begun")
  }

  @Test func aSweepIsShownRunByRun() throws {
    try here.write(
      small.replacing("name: tiny\n", with: "") + "sweep: {grid: {batch_size: [32, 64, 128]}}\n", to: "sizes.yaml")
    #expect(try here.run("sweep", "sizes.yaml", "--quiet", "--no-report").status == 0)
    let done = try here.run("watch", "sizes", "--once")
    #expect(done.stdout.split(separator: "\n").count { $0.contains("completed, 1 epoch") } == 3, "\(done)")
    #expect(done.stdout.hasSuffix("\n3 completed\n"))
    // On a terminal it ends by itself when nothing is left to do.
    let ended = try here.shell(#"script -qec "$RUNNER watch sizes" /dev/null < /dev/null"#)
    #expect(ended.status == 0 && ended.stdout.contains("3 completed"))
    // As in a fresh clone.
    try here.remove("results/sizes")
    #expect(try here.run("watch", "sizes", "--once").stdout == done.stdout)
  }

  @Test func nothingToWatchIsSaid() throws {
    #expect(try here.run("watch").status == 66)
    try here.write(small, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--no-report")
    let outcome = try here.run("watch")
    #expect(outcome.status == 66)
    #expect(outcome.stderr == "error: results: nothing here is being trained; for all results: runner list\n")
  }
}
