import Testing

@Suite struct ListTests {
  let here = Workspace()

  @Test func runsSweepsAndInterruptedRunsHaveALineEach() throws {
    try here.write(small, to: "tiny.yaml")
    try here.write(small, to: "twice/a.yaml")
    try here.run("tiny.yaml", "--no-report")
    try here.run("sweep", "twice", "--set", "name=b", "--no-report")
    try here.interrupt("tiny.yaml", name: "long")
    let outcome = try here.run("list")
    #expect(outcome.status == 0)
    let lines = outcome.stdout.split(separator: "\n").dropFirst(2).map { $0.split(separator: " ") }
    #expect(lines.map { $0[0] } == ["long", "tiny", "twice"])
    #expect(lines.map { $0[1] } == ["interrupted", "completed", "completed"])
    #expect(lines[1][2...3] == ["1", "epoch"])
    #expect(lines[2][2...3] == ["1", "run"])
    // Accuracy on validation and test data, and the date.
    #expect(lines[1].count == 7)
    #expect(lines[1].last?.wholeMatch(of: /20[0-9-]+T[0-9:]+Z/) != nil)
    #expect(try here.run("ls").stdout == outcome.stdout)
  }

  @Test func jsonHasAnObjectForEachResult() throws {
    #expect(try here.run("list", "--json").stdout == "[]\n")
    try here.write(small, to: "tiny.yaml")
    try here.run("tiny.yaml", "--no-report")
    let text = try here.run("list", "--json").stdout
    #expect(
      text.contains("\"name\": \"tiny\", \"kind\": \"run\", \"status\": \"completed\", \"epochs\": 1, \"runs\": null"))
  }

  @Test func aSweepWithoutARankingIsInterrupted() throws {
    try here.write(small, to: "twice/a.yaml")
    try here.run("sweep", "twice", "--no-report")
    try here.remove("results/twice.json")
    #expect(try here.run("list").stdout.contains(/twice +interrupted +1 run/))
  }

  /// A file that is damaged, or that this user may not read, keeps no other from being seen, and is named.
  @Test func whatCannotBeReadIsNamed() throws {
    try here.write(small, to: "tiny.yaml")
    try here.run("tiny.yaml", "--no-report")
    try here.write("<<<<<<< HEAD\n" + here.read("results/tiny.json"), to: "results/torn.json")
    try here.write(here.read("results/tiny.csv"), to: "results/torn.csv")
    // Nobody's result.
    try here.write("// a comment", to: "results/settings.json")
    let warning = "warning: results/torn.json: line 1: "
    for command in [["list"], ["list", "--json"], ["compare"], ["report"]] {
      let outcome = try here.shell("\"$RUNNER\" \(command.joined(separator: " "))")
      #expect(outcome.status == 0 && outcome.stderr.hasPrefix(warning), "\(command): \(outcome)")
    }
    #expect(try here.run("list").stdout.contains("tiny "))
    try here.remove("results/tiny.json")
    let alone = try here.run("compare")
    #expect(alone.status == 74 && alone.stderr.hasPrefix("error: results/torn.json: line 1: "), "\(alone)")
  }

  @Test func aRunUnderWayIsNotCalledInterrupted() throws {
    try here.write(small.replacing("tiny", with: "long") + "epochs: 5000\n", to: "long.yaml")
    let outcome = try here.shell(
      """
      env --default-signal=INT "$RUNNER" long.yaml --progress none & pid=$!
      until grep -q '^2,' results/long/history.csv 2>/dev/null || ! kill -0 $pid; do sleep 0.02; done
      "$RUNNER" list; kill -TERM $pid; wait $pid; "$RUNNER" list
      """)
    let states = outcome.stdout.split(separator: "\n").filter { $0.hasPrefix("long") }
      .map { $0.split(separator: " ")[1] }
    #expect(states == ["running", "interrupted"], "\(outcome)")
  }

  @Test func anEmptyFolderIsSaid() throws {
    let outcome = try here.run("list")
    #expect(outcome.status == 66)
    #expect(outcome.stderr == "error: results: there is no result here; train a spec first: runner run SPEC\n")
  }
}

@Suite struct RunOptionTests {
  let here = Workspace()

  @Test func withSkipInvalidTheValidSpecsAreTrained() throws {
    try here.write(small, to: "tiny.yaml")
    try here.write("epochs: x\n", to: "bad.yaml")
    let outcome = try here.run("run", "bad.yaml", "tiny.yaml", "nowhere.yaml", "--skip-invalid", "--progress", "none")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains("bad.yaml:1:9: error: epochs: 'x' is not a whole number\n"))
    #expect(outcome.stderr.hasSuffix("error: not trained, see above: bad.yaml, nowhere.yaml\n"))
    #expect(here.exists("results/tiny.json"))
    #expect(try here.run("run", "nowhere.yaml", "tiny.yaml", "--skip-invalid", "--progress", "none").status == 66)
    let alone = try here.run("run", "bad.yaml", "--skip-invalid")
    #expect(alone.status == 65)
    #expect(!alone.stderr.contains("not trained"))
  }

  @Test func withoutSkipInvalidNothingIsTrained() throws {
    try here.write(small, to: "tiny.yaml")
    try here.write("epochs: x\n", to: "bad.yaml")
    #expect(try here.run("run", "bad.yaml", "tiny.yaml").status == 65)
    #expect(!here.exists("results/tiny.json"))
  }

  @Test func withNoReportNoneIsWritten() throws {
    try here.write(small, to: "tiny.yaml")
    try here.write(small, to: "twice/a.yaml")
    #expect(try !here.run("tiny.yaml", "--no-report").stdout.contains("report"))
    #expect(try !here.run("sweep", "twice", "--no-report").stdout.contains("report"))
    #expect(!here.exists("results/report.html"))
    try here.run("tiny.yaml")
    #expect(here.exists("results/report.html"))
  }
}

/// A spec that trains in a moment.
let small = """
  name: tiny
  dataset: {name: mnist, train_limit: 200, test_limit: 100}
  layers: [flatten, dense: {units: 10, activation: softmax}]
  loss: categorical_crossentropy
  validation_split: 0.1

  """

extension Workspace {
  /// Starts a run under a name of its own, and stops it once it has left a checkpoint.
  func interrupt(_ spec: String, name: String) throws {
    let outcome = try shell(
      """
      "$RUNNER" \(spec) --set name=\(name) --set epochs=1000000 --checkpoint-every 0 --progress none --no-report &
      while [ ! -e results/\(name)/checkpoint ]; do sleep 0.05; done
      kill -TERM $!; wait $!
      """)
    #expect(outcome.status == 143)
  }
}
