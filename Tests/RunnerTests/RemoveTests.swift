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
      #expect(outcome.stderr.contains("results/\(name): stays: runner has not written it\n"))
    }
    #expect(!here.exists("results/tiny.json") && !here.exists("results/tiny/weights.safetensors"))
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
      outcome.stderr == "results/tiny/previous: stays: runner has not written it\n"
        + "results/tiny/weights.safetensors: stays: runner has not written it\n")
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
