import Testing

@Suite struct UsageTests {
  let here = Workspace()

  @Test func theVersionGoesToStdout() throws {
    let outcome = try here.run("--version")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(outcome.stderr.isEmpty)
  }

  @Test(arguments: ["run", "validate", "summary", "compare", "evaluate", "predict", "verify"])
  func everyCommandShowsExamplesAndTheSharedOptions(command: String) throws {
    let outcome = try here.run(command, "--help")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("EXAMPLES:\n  runner \(command)"))
    for option in ["--results", "--data", "--threads", "--set", "--progress", "--quiet"] {
      #expect(outcome.stdout.contains("  \(option) ") || outcome.stdout.contains(", \(option) "), "\(option)")
    }
  }

  @Test(arguments: [
    ([], "Error: Missing expected argument '<spec> ...'"),
    (["--bogus", "x.yaml"], "Error: Unknown option '--bogus'"),
    (["x.yaml", "--threads", "0"], "Error: --threads 0: at least 1 thread is needed."),
    (
      ["x.yaml", "--set", "epochs"],
      "Error: --set epochs: no '=' between key and value; write KEY=VALUE, as in --set epochs=3."
    ),
    (
      ["x.yaml", "--progress", "loud"],
      "Error: The value 'loud' is invalid for '--progress <progress>'. "
        + "Please provide one of 'auto', 'bar', 'plain', 'json' or 'none'."
    ),
    (["predict", "dense"], "Error: Name an image file, or images of the test set with --test 0."),
  ])
  func usageErrorsExitWith64(arguments: [String], message: String) throws {
    let line = (["\"$RUNNER\""] + arguments).joined(separator: " ")
    let outcome = try here.shell(line)
    #expect(outcome.status == 64)
    #expect(outcome.stderr.hasPrefix(message + "\n"))
    #expect(outcome.stdout.isEmpty)
  }

  @Test func anUnknownInstructionSetIsAUsageError() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.run("tiny.yaml", environment: ["RUNNER_ISA": "mmx"])
    #expect(outcome.status == 64)
    #expect(outcome.stderr.hasPrefix("error: RUNNER_ISA=mmx: this machine runs portable"))
  }

  @Test func aWordThatIsNeitherCommandNorSpecIsSaid() throws {
    let outcome = try here.run("trian")
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr == "trian: error: No such file or directory; it is no command either, see: runner --help\n")
  }

  @Test func everyMissingSpecIsNamed() throws {
    let outcome = try here.run("run", "a.yaml", "b.yaml")
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr == "a.yaml: error: No such file or directory\nb.yaml: error: No such file or directory\n")
  }

  @Test func aFullOrClosedStdoutIsAnErrorAndAReaderThatLeavesIsNone() throws {
    try here.write(tiny, to: "tiny.yaml")
    let full = try here.shell("\"$RUNNER\" summary tiny.yaml > /dev/full")
    #expect(full.status == 74)
    #expect(full.stderr == "error: stdout: write failed: No space left on device\n")
    let closed = try here.shell("\"$RUNNER\" summary tiny.yaml >&-")
    #expect(closed.status == 74)
    #expect(closed.stderr == "error: stdout: write failed: Bad file descriptor\n")
    let left = try here.shell("{ \"$RUNNER\" summary tiny.yaml; echo $? >&2; } | true")
    #expect(left.stderr == "0\n")
  }

  @Test func aFolderThatCannotBeMadeIsSaid() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.run("tiny.yaml", "--results", "tiny.yaml")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: tiny.yaml/tiny: create folder failed: Not a directory\n")
    #expect(try here.run("tiny.yaml", "--results", "/proc/results").status == 74)
  }
}
