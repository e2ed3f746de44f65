import Testing

@Suite struct RemoveTests {
  let here = Workspace()

  @Test func whatIsRemovedIsPrintedAndGone() throws {
    try train()
    let plan = try here.run("remove", "tiny", "--dry-run")
    #expect(plan.status == 0)
    #expect(plan.stdout.hasPrefix("results/tiny.json\nresults/tiny.csv\nresults/tiny/checkpoint.final\n"))
    #expect(plan.stdout.hasSuffix("results/tiny/lock\nresults/tiny\n"))
    #expect(here.exists("results/tiny/weights.safetensors"))
    let outcome = try here.run("rm", "tiny")
    #expect(outcome.status == 0)
    #expect(outcome.stdout == plan.stdout)
    #expect(!here.exists("results/tiny") && !here.exists("results/tiny.json") && !here.exists("results/tiny.csv"))
    let again = try here.run("remove", "tiny")
    #expect(again.status == 66)
    #expect(again.stderr.hasPrefix("error: results/tiny.json: there is no such result; "))
  }

  @Test func aSweepGoesWithItsRunsAndOnlyThese() throws {
    try train()
    try here.write(small, to: "twice/a.yaml")
    try here.run("sweep", "twice", "--no-report")
    #expect(try here.run("remove", "results/twice.json", "--quiet").stdout.isEmpty)
    #expect(!here.exists("results/twice") && !here.exists("results/twice.csv"))
    #expect(here.exists("results/tiny.json"))
  }

  @Test func anInterruptedRunAndEarlierResultsGo() throws {
    try train()
    try here.run("tiny.yaml", "--set", "seed=2", "--no-report")
    #expect(here.exists("results/tiny/previous/1/tiny.json"))
    try here.interrupt("tiny.yaml", name: "long")
    #expect(try here.run("remove", "tiny", "long").status == 0)
    #expect(!here.exists("results/tiny") && !here.exists("results/long"))
  }

  @Test func otherPeoplesFilesStay() throws {
    try train()
    try here.write("mine", to: "results/tiny/notes.txt")
    try here.write("<svg/>", to: "results/tiny/drawing.svg")
    try here.write("a;b\n", to: "results/tiny.csv")
    try here.write("{}\n", to: "results/tiny/data.json")
    let outcome = try here.run("remove", "tiny", "-q")
    #expect(outcome.status == 0)
    for name in ["tiny.csv", "tiny/notes.txt", "tiny/drawing.svg", "tiny/data.json"] {
      #expect(here.exists("results/\(name)"))
      #expect(outcome.stderr.contains("results/\(name): stays: nothing shows that runner wrote it\n"))
    }
    #expect(!here.exists("results/tiny.json") && !here.exists("results/tiny/weights.safetensors"))
  }

  /// Whether the file was replaced or only edited.
  @Test(arguments: [
    "tiny.csv", "tiny/weights.safetensors", "tiny/resolved.yaml", "tiny/predictions.csv", "tiny/timing.csv",
    "tiny/environment.json", "tiny/steps.csv", "tiny/learning-curves.svg", "tiny/checkpoint.final",
    "tiny/preprocessing.json",
  ])
  func whatIsNotAsItWasWrittenStays(_ name: String) throws {
    try train()
    let path = "results/\(name)"
    let isRecorded = name == "tiny.csv" || name.hasSuffix("weights.safetensors") || name.hasSuffix("resolved.yaml")
    let changed = isRecorded ? try here.bytes(path) + Array("# mine\n".utf8) : Array("mine\n".utf8)
    try here.write(changed, to: path)
    let outcome = try here.run("remove", "tiny", "-q")
    #expect(outcome.status == 0)
    #expect(outcome.stderr == "\(path): stays: nothing shows that runner wrote it\n")
    #expect(try here.bytes(path) == changed)
    #expect(!here.exists("results/tiny.json"))
    #expect(here.exists("results/tiny") == (name != "tiny.csv"))
  }

  /// The record of a misread image is not what the file says.
  @Test func predictionsOfAnotherRunStay() throws {
    try train()
    let text = try here.read("results/tiny/predictions.csv")
    let row = try #require(text.firstMatch(of: /\n0,(\d),(\d),/))
    let other = row.1 == row.2 ? (row.1 == "1" ? "2" : "1") : String(row.1)
    try here.write(text.replacing(row.0, with: "\n0,\(row.1),\(other),"), to: "results/tiny/predictions.csv")
    try here.run("remove", "tiny", "-q")
    #expect(here.exists("results/tiny/predictions.csv"))
  }

  @Test func withoutItsSummaryWhatOnlyThatTellsStays() throws {
    try train()
    try here.remove("results/tiny.json")
    let outcome = try here.run("remove", "tiny", "-q")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "results/tiny.csv: stays: nothing shows that runner wrote it\n"
        + "results/tiny/weights.safetensors: stays: nothing shows that runner wrote it\n")
    #expect(!here.exists("results/tiny/predictions.csv") && !here.exists("results/tiny/checkpoint.final"))
  }

  @Test func aRankingThatWasEditedStays() throws {
    try here.write(small, to: "twice/a.yaml")
    try here.run("sweep", "twice", "--no-report")
    let edited = try here.read("results/twice.csv") + "1,mine\n"
    try here.write(edited, to: "results/twice.csv")
    #expect(
      try here.run("remove", "twice", "-q").stderr == "results/twice.csv: stays: nothing shows that runner wrote it\n")
    #expect(try here.read("results/twice.csv") == edited)
    #expect(!here.exists("results/twice"))
  }

  @Test func noLinkIsFollowed() throws {
    try train()
    try here.write("mine", to: "elsewhere/weights.safetensors")
    let links = try here.shell(
      "rm results/tiny/weights.safetensors; ln -s ../../elsewhere/weights.safetensors results/tiny/; "
        + "ln -s ../../elsewhere results/tiny/previous; mv results/tiny results/real; ln -s real results/tiny")
    #expect(links.status == 0)
    #expect(try here.run("remove", "results/tiny.json").status != 0)
    #expect(here.exists("results/real/predictions.csv"))
    #expect(try here.shell("rm results/tiny; mv results/real results/tiny").status == 0)
    let outcome = try here.run("remove", "tiny", "-q")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "results/tiny/previous: stays: nothing shows that runner wrote it\n"
        + "results/tiny/weights.safetensors: stays: nothing shows that runner wrote it\n")
    #expect(try here.read("elsewhere/weights.safetensors") == "mine")
  }

  @Test func aResultThatIsBeingWrittenIsLeftAlone() throws {
    try train()
    let outcome = try here.shell("flock results/tiny/lock \"$RUNNER\" remove tiny")
    #expect(outcome.status == 75)
    #expect(outcome.stderr.contains("is writing this result; wait for it, or stop it\n"))
    #expect(here.exists("results/tiny.json"))
  }

  @Test(arguments: ["..", ".", "/", "results", "../x", "report"]) func whatIsNoResultIsNotRemoved(name: String) throws {
    try train()
    #expect(try here.run("remove", name).status == 66)
    #expect(here.exists("results/tiny.json") && here.exists("results/tiny/lock"))
  }

  private func train() throws {
    try here.write(small, to: "tiny.yaml")
    #expect(try here.run("tiny.yaml", "--progress", "none").status == 0)
  }
}
