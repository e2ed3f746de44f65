import Testing

@Suite struct UsageTests {
  let here = Workspace()

  @Test func theVersionGoesToStdout() throws {
    let outcome = try here.run("--version")
    #expect(outcome.status == 0)
    let line = /runner [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]{7,}(-dirty)?\))?, numerics [0-9]+\n/
    #expect(outcome.stdout.wholeMatch(of: line) != nil)
    #expect(outcome.stderr.isEmpty)
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
    (
      ["compare", "--set", "epochs=3"],
      "Error: --set changes a spec, and compare reads results: train the changed spec first, under a name of its own: "
        + "runner run SPEC --set KEY=VALUE --set name=NAME"
    ),
    (
      ["export", "dense", "--output", "out", "--set", "epochs=3"],
      "Error: --set changes a spec, and export reads results: train the changed spec first, under a name of its own: "
        + "runner run SPEC --set KEY=VALUE --set name=NAME"
    ),
    (
      ["compare", "--csv", "-", "--json", "-"],
      "Error: Only one of --csv, --json, --markdown and --latex can go to stdout."
    ),
    (["compare", "--csv-dialect", "excel-eu"], "Error: --csv-dialect needs --csv FILE, or --csv -."),
    (["compare", "--reverse"], "Error: --reverse needs --sort COLUMN."),
    (
      ["compare", "--csv", "-", "--csv-dialect", "excel"],
      "Error: The value 'excel' is invalid for '--csv-dialect <csv-dialect>'. "
        + "Please provide one of 'standard' and 'excel-eu'."
    ),
    (["export", "dense"], "Error: Name a file or a folder: --onnx FILE for a model, --output DIR for tables."),
    (["predict", "dense"], "Error: Name a picture, a table, or samples of the test set with --test 0."),
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
      outcome.stderr == "a.yaml: error: No such file or directory; check the path\n"
        + "b.yaml: error: No such file or directory; check the path\n")
  }

  @Test(arguments: [
    ("tiny", "did you mean 'tiny.yaml'?"), ("mine", "did you mean 'experiments/mine.yaml'?"),
    ("mine.yaml", "did you mean 'experiments/mine.yaml'?"), ("validat", "did you mean the command 'validate'?"),
  ])
  func whatWasMeantIsNamed(word: String, advice: String) throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.write(tiny, to: "experiments/mine.yaml")
    let outcome = try here.run(word)
    #expect(outcome.status == 66)
    #expect(outcome.stderr == "\(word): error: No such file or directory; \(advice)\n")
  }

  @Test func aFolderIsNoSpec() throws {
    try here.write(tiny, to: "experiments/mine.yaml")
    for folder in ["experiments", "experiments/"] {
      let outcome = try here.run("run", folder)
      #expect(outcome.status == 66)
      #expect(outcome.stderr == "\(folder): error: this is a folder; name its files, as in experiments/*.yaml\n")
    }
  }

  @Test func aFolderOfDataThatIsNotThereIsSaid() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.run("validate", "tiny.yaml", "--data", "nowhere")
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr == "error: --data nowhere: there is no such folder; check the path, or leave --data out\n")
  }

  @Test func helpHasNoLineBrokenTwice() throws {
    for command in ["compare", "export", "predict", "verify", "validate", "evaluate"] {
      let text = try here.run(command, "--help").stdout
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0 != "EXAMPLES:" }
      // The parser wraps at 80 columns; a much shorter line with text after it was broken in the source.
      for (line, next) in zip(lines, lines.dropFirst()) where !next.isEmpty {
        #expect(line.isEmpty || line.count > 60, "\(command): \(line)")
      }
    }
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
