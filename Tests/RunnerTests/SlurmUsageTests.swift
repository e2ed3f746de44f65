import Testing

/// Messages about Slurm's options on a machine without Slurm.
struct SlurmUsageTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.write("extends: ../tiny.yaml\n", to: "sweep/a.yaml")
  }

  /// The first line of a usage error.
  private func usageError(_ arguments: String...) throws -> String {
    let words = (["sweep", "sweep"] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let outcome = try here.shell("\"$RUNNER\" \(words)")
    #expect(outcome.status == 64)
    return String(outcome.stderr.prefix { $0 != "\n" })
  }

  @Test func anOptionWithoutMeaningIsRefused() throws {
    #expect(try usageError("--slurm-args", "--time=5") == "Error: --slurm-args: this is for --executor slurm.")
    #expect(try usageError("--no-wait") == "Error: --no-wait: this is for --executor slurm.")
    #expect(
      try usageError("--executor", "slurm", "--no-wait", "--fail-fast")
        == "Error: --fail-fast: with --no-wait nobody would notice a failure.")
  }

  @Test(arguments: [
    ("\"a", "a \" is not closed."), ("--x=\"a\\", "a \" is not closed."), ("a\\", "nothing follows the \\ at the end."),
    ("gpu", "'gpu' is no option of sbatch; write \"--partition=long\", for example."),
    ("-p gpu --array=1-3", "--array=1-3: use --jobs to limit how many runs train at once."),
    ("-c8", "-c8: use --threads."), ("-W", "-W: the sweep waits, unless --no-wait is given."),
  ])
  func slurmArgsAreChecked(arguments: String, problem: String) throws {
    #expect(try usageError("--executor", "slurm", "--slurm-args", arguments) == "Error: --slurm-args: \(problem)")
  }

  @Test func withoutSbatchTheNextStepIsSaid() throws {
    let outcome = try here.shell("PATH=/nowhere \"$RUNNER\" sweep sweep --executor slurm")
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr
        == "error: --executor slurm: there is no program 'sbatch' on the PATH; call this where Slurm's programs are, "
        + "or train on this machine: --executor local\n")
    #expect(try here.shell("PATH=/nowhere \"$RUNNER\" sweep sweep --executor slurm --dry-run").status == 0)
  }

  /// In place of sbatch, a program that records its arguments and refuses.
  @Test func slurmArgsAreSplitAsAShellDoesAndNothingIsExpanded() throws {
    try here.write("#!/bin/sh\nprintf '%s\\n' \"$@\" > words\necho 'sbatch: error: no' >&2\nexit 1\n", to: "bin/sbatch")
    try here.write(#"--x="a b" --y='c "d' e\ f --constraint=a|b "\$HOME \n" * ~ '' --nodelist=n[1-4]"#, to: "arguments")
    let outcome = try here.shell(
      "chmod +x bin/sbatch; PATH=$PWD/bin:$PATH \"$RUNNER\" sweep sweep --executor slurm --slurm-args \"$(cat arguments)\""
    )
    #expect(outcome.status == 1)
    #expect(outcome.stderr == "error: sbatch: no\n  check --slurm-args\n")
    #expect(
      try here.read("words").split(separator: "\n", omittingEmptySubsequences: false).dropLast() == [
        "--job-name=sweep", "--requeue", "--x=a b", "--y=c \"d", "e f", "--constraint=a|b", "$HOME \\n", "*", "~", "",
        "--nodelist=n[1-4]", "--parsable", "--array=0-0", "--open-mode=append",
        "--output=\(here.path)/results/sweep/.slurm/%A_%a.log", "--chdir=\(here.path)",
        "results/sweep/.slurm/tasks.sh",
      ])
  }
}
