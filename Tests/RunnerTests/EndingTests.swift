import Foundation
import Records
import Results
import Testing

/// Signals, streams that are closed or full, folders that vanish: a run ends cleanly, and what it has is on disk.
struct EndingTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    let long = tiny.replacing("epochs: 2", with: "epochs: 100000").replacing("log_steps: true", with: "")
    try here.write(long, to: "long.yaml")
  }

  /// Starts long.yaml, waits until it trains and has checkpoints, runs `then` (`$PID` is the run), and waits for the
  /// run's end.
  ///
  /// A script's shell starts background programs with SIGINT ignored; with `interactively` it is as in a person's
  /// shell.
  private func run(until then: String, after first: String = ":", interactively: Bool = true) throws -> Outcome {
    try here.shell(
      """
      \(first); : >err; \(interactively ? "env --default-signal=INT" : "") "$RUNNER" long.yaml --checkpoint-every 0 2>>err & PID=$!
      for i in $(seq 1200); do
        [ -e results/tiny/checkpoint.previous ] && grep -q '^Epoch' err && break; sleep 0.05
      done
      \(then); wait $PID; STATUS=$?; cat err >&2; exit $STATUS
      """)
  }

  private func requireACheckpoint() throws {
    #expect(throws: Never.self) { try Checkpoint(here.bytes("results/tiny/checkpoint")) }
    #expect(!here.exists("results/tiny.json"))
  }

  // MARK: Signals

  private let farewell =
    /\ntiny: interrupted (after|within) epoch [0-9,]+ of 100,000(, after step [0-9] of 9)?; the same command goes on from there\n$/

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)] as [(String, Int32)])
  func theFirstSignalSaves(signal: String, status: Int32) throws {
    let outcome = try run(until: "kill -\(signal) $PID")
    #expect(outcome.status == status)
    #expect(outcome.stderr.contains(farewell), "\(outcome.stderr.suffix(200))")
    try requireACheckpoint()
  }

  /// Both are pending when the run continues.
  @Test func theSecondSignalEndsTheRunAtOnce() throws {
    let outcome = try run(until: "kill -STOP $PID; kill -INT $PID; kill -TERM $PID; kill -CONT $PID")
    #expect(outcome.status == 130 || outcome.status == 143)
    #expect(!outcome.stderr.contains("interrupted"), "\(outcome.stderr.suffix(200))")
    let again = try run(until: "kill -TERM $PID")
    #expect(again.stderr.contains("\ntiny: an interrupted run goes on "))
    try requireACheckpoint()
  }

  /// When a terminal closes, SIGHUP comes from the shell and from the kernel.
  @Test func asManyHangupsAsComeAreOne() throws {
    let outcome = try run(until: "kill -HUP $PID; kill -HUP $PID; kill -HUP $PID")
    #expect(outcome.status == 129)
    #expect(outcome.stderr.contains(farewell), "\(outcome.stderr.suffix(200))")
  }

  @Test func nohupKeepsItsPromise() throws {
    let outcome = try run(until: "kill -HUP $PID; sleep 0.2; kill -TERM $PID", after: "trap '' HUP")
    #expect(outcome.status == 143)
  }

  /// Ctrl-C in a script is meant for the command that the script waits for, as in: runner run x.yaml & tail -f log
  @Test func anInterruptThatIsIgnoredStaysIgnored() throws {
    let outcome = try run(until: "kill -INT $PID; sleep 0.3; kill -TERM $PID", interactively: false)
    #expect(outcome.status == 143)
    #expect(outcome.stderr.contains(farewell), "\(outcome.stderr.suffix(200))")
  }

  @Test func aTerminationThatIsIgnoredStaysIgnored() throws {
    let outcome = try run(until: "kill -TERM $PID; sleep 0.3; kill -INT $PID", after: "trap '' TERM")
    #expect(outcome.status == 130)
  }

  // MARK: Locks

  @Test func oneOfEightTrainsAndTheOthersSayWhoItIs() throws {
    let script = """
      for i in 1 2 3 4 5 6 7 8; do
        ( "$RUNNER" long.yaml --checkpoint-every 0 >/dev/null 2>err$i & echo $! >pid$i; wait $!; echo $? >code$i ) 2>/dev/null &
      done
      for i in $(seq 1200); do [ $(ls | grep -c '^code') = 7 ] && [ -e results/tiny/checkpoint.previous ] && break; sleep 0.05; done
      for i in 1 2 3 4 5 6 7 8; do [ -e code$i ] || { echo $i; kill -9 $(cat pid$i); }; done; wait
      """
    let holders = try here.shell(script).stdout.split(separator: "\n")
    try #require(holders.count == 1)
    let holder = String(holders[0])
    let pid = try here.read("pid\(holder)").dropLast()
    for number in 1...8 where "\(number)" != holder {
      #expect(try here.read("code\(number)") == "75\n")
      #expect(
        try here.read("err\(number)")
          == "error: results/tiny/lock: another process (\(pid)) is writing this result; wait for it, or stop it\n")
    }
    let next = try run(until: "kill -TERM $PID")
    #expect(next.stderr.contains("\ntiny: an interrupted run goes on "))
    #expect(next.status == 143)
  }

  // MARK: Streams

  private func requireTheResult() throws {
    #expect(try RunSummary(text: here.read("results/tiny.json")).status == .completed)
  }

  @Test(arguments: [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
  func stdoutThatTakesNothingIsAnErrorOnceTheResultIsSaved(redirection: String, reason: String) throws {
    let outcome = try here.shell("\"$RUNNER\" tiny.yaml \(redirection)")
    #expect(outcome.status == 74)
    #expect(outcome.stderr.hasSuffix("\nerror: stdout: write failed: \(reason)\n"))
    try requireTheResult()
    #expect(try here.shell("\"$RUNNER\" --help \(redirection)").status == 74)
  }

  @Test(arguments: ["2>/dev/full", "2>&-", "<&- 2>&-"])
  func stderrThatTakesNothingIsNoReasonToStop(redirection: String) throws {
    let outcome = try here.shell("\"$RUNNER\" tiny.yaml \(redirection)")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.hasPrefix("tiny: test loss "))
    try requireTheResult()
  }

  @Test(arguments: ["", "2>&1"])
  func aReaderThatGoesAwayIsNoReasonToStop(redirection: String) throws {
    let outcome = try here.shell("( \"$RUNNER\" tiny.yaml \(redirection); echo $? >code ) | head -1")
    #expect(outcome.stdout.split(separator: "\n").count == 1)
    #expect(try here.read("code") == "0\n")
    try requireTheResult()
  }

  // MARK: Folders

  @Test func aFolderThatVanishesEndsTheRun() throws {
    let outcome = try run(until: "mv results elsewhere")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr.contains(/\nerror: results\/tiny\/checkpoint: [a-z]+ failed: No such file or directory\n$/),
      "\(outcome.stderr.suffix(200))")
    #expect(here.exists("elsewhere/tiny/checkpoint") || here.exists("elsewhere/tiny/checkpoint.previous"))
  }

  @Test func aFileWhereTheFolderShouldBeIsNamed() throws {
    try here.write("notes", to: "file")
    let outcome = try here.run("tiny.yaml", "--results", "file")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: file/tiny: create folder failed: Not a directory\n")
    #expect(try here.read("file") == "notes")
  }

  @Test func whatAKilledProcessLeftIsRemovedByTheNext() throws {
    for name in ["results/.tiny.csv.runner-1-1.tmp", "results/tiny/.checkpoint.runner-1-2.tmp"] {
      try here.write("half", to: name)
    }
    try here.write("another run's", to: "results/.other.csv.runner-1-1.tmp")
    #expect(try here.run("tiny.yaml").status == 0)
    #expect(!here.exists("results/.tiny.csv.runner-1-1.tmp"))
    #expect(!here.exists("results/tiny/.checkpoint.runner-1-2.tmp"))
    #expect(here.exists("results/.other.csv.runner-1-1.tmp"))
  }

  // MARK: Divergence

  /// The first step's gradients are finite, and its weights huge.
  @Test func aDivergedRunKeepsItsLastFiniteCheckpoint() throws {
    let outcome = try here.run(
      "tiny.yaml", "--set", "optimizer={sgd: {learning_rate: 1e30}}", "--checkpoint-every", "0")
    #expect(outcome.status == 1)
    let kept = "\ntiny: the last checkpoint before that is kept: results/tiny/checkpoint.finite\n"
    #expect(outcome.stderr.contains(kept), "\(outcome.stderr)")
    let checkpoint = try Checkpoint(here.bytes("results/tiny/checkpoint.finite"))
    #expect(checkpoint.state.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    #expect(!here.exists("results/tiny/checkpoint"))
    #expect(!here.exists("results/tiny/checkpoint.previous"))
    let again = try here.run(
      "tiny.yaml", "--set", "optimizer={sgd: {learning_rate: 1e30}}", "--checkpoint-every", "0")
    #expect(!again.stderr.contains("goes on"))
    #expect(again.stdout.contains("identical to the recorded result"))
  }
}
