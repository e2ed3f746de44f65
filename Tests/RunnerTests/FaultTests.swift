import Foundation
import Results
import Testing

/// Whichever system call fails while a run replaces an earlier result of its name: each result is there whole or not at
/// all, the earlier one is not lost, and once the disk works again, the same command gives the bits of a run without
/// faults.
struct FaultTests {
  let here = Workspace()
  /// nil where faults cannot be injected.
  private let library: String?
  /// The files in which a run is a function of its spec.
  private static let files = [
    "tiny.csv", "tiny.json", "tiny/weights.safetensors", "tiny/predictions.csv", "tiny/steps.csv", "tiny/resolved.yaml",
  ]
  private let spec =
    tiny.replacing("train_limit: 600, test_limit: 200", with: "train_limit: 120, test_limit: 40")
    .replacing("batch_size: 64", with: "batch_size: 40")
    .replacing("epochs: 2", with: FaultInjector.isThorough ? "epochs: 3" : "epochs: 1")

  /// `earlier`: the results that every faulty run finds; `expected`: the results after a run without faults.
  init() throws {
    library = try FaultInjector.library(in: here)
    try here.write(spec, to: "tiny.yaml")
    try here.run("tiny.yaml", "--set", "seed=7", "--results", "earlier", "--quiet")
    try copy("earlier", to: "expected")
    try here.run("tiny.yaml", "--results", "expected", "--quiet")
    try #require(names(in: "expected/tiny/previous/1").count > 5)
  }

  @Test(arguments: [
    ("write", Fault.Error.noSpace), ("open", .noSpace), ("fsync", .inputOutput), ("rename", .inputOutput),
  ])
  func everySystemCallThatFails(_ calls: String, _ error: Fault.Error) throws { try failEachCall(calls, error) }

  @Test(.enabled(if: FaultInjector.isThorough, "long: RUNNER_TORTURE is not set"))
  func everyOtherSystemCallThatFails() throws {
    for (calls, error) in [
      ("write", Fault.Error.inputOutput), ("open", .inputOutput), ("fsync", .noSpace), ("rename", .noSpace),
    ] {
      try failEachCall(calls, error)
    }
    for calls in ["link", "unlink", "mkdir", "close", "truncate", "read", "openread"] {
      try failEachCall(calls, .noSpace)
      try failEachCall(calls, .inputOutput)
    }
  }

  @Test(.enabled(if: FaultInjector.isThorough, "long: RUNNER_TORTURE is not set"))
  func aDiskThatIsFullFromSomeCallOn() throws {
    try failEachCall("write,fsync,open,link,mkdir", .noSpace) { .from($0) }
  }

  /// Interrupted calls and short reads or writes are not faults.
  @Test func interruptedAndShortCallsChangeNothing() throws {
    for fault in [
      Fault(calls: "write,fsync,open,truncate,close,read,openread", error: .interrupted, when: .every(2)),
      Fault(calls: "write,read", error: .short, when: .every(1)),
    ] {
      guard let (outcome, failed) = try run(with: fault) else { return }
      #expect(outcome.status == 0 && failed > 20, "\(fault): \(failed) calls, \(outcome)")
      try requireTheExpectedResults("\(fault)")
    }
  }

  /// A limit on processes limits threads too: the run has the one that it began with, or a few.
  @Test(arguments: 1...4) func aRunGetsByWithoutFurtherThreads(_ firstThatFails: Int) throws {
    guard let library else { return }
    try copy("earlier", to: "results")
    let fault = Fault(calls: "thread", error: .tryAgain, when: .from(firstThatFails))
    let environment = fault.environment(library, folder: here.path + "/results", log: here.path + "/log")
    let outcome = try here.shell(
      "timeout 60 \"$RUNNER\" tiny.yaml --quiet --threads 3 --checkpoint-every 0", environment: environment)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(here.exists("log"))
    try requireTheExpectedResults("\(fault)")
  }

  @Test func aReadOnlyFolderIsSaid() throws {
    guard let library = library else { return }
    let fault = Fault(calls: "open,mkdir", error: .readOnly, when: .from(1))
    let environment = fault.environment(library, folder: here.path + "/fresh", log: here.path + "/log")
    let outcome = try here.run("tiny.yaml", "--results", "fresh", environment: environment)
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: fresh/tiny: create folder failed: Read-only file system\n")
    #expect(outcome.stdout == "")
  }

  // MARK: One fault

  /// Lets the first call fail, then the second, …, until a run passes without one.
  private func failEachCall(_ calls: String, _ error: Fault.Error, _ when: (Int) -> Fault.When = { .at($0) }) throws {
    var number = 1
    while true {
      let fault = Fault(calls: calls, error: error, when: when(number))
      guard let (outcome, failed) = try run(with: fault) else { return }
      try requireOneWholeResult(outcome, fault)
      if failed == 0 { break }
      number += 1
      // The call that failed was not essential: the number in the lock, a picture of the report.
      if outcome.status == 0 && !FaultInjector.isThorough { continue }
      let again = try here.run("tiny.yaml", "--quiet")
      #expect(again.status == 0, "after \(fault): \(again)")
      try requireTheExpectedResults("after \(fault)")
    }
    print("\(calls), \(error): \(number - 1) calls failed, one at a time")
    #expect(number > 2)
  }

  /// Runs the spec over the earlier result; nil where faults cannot be injected.
  private func run(with fault: Fault) throws -> (outcome: Outcome, failed: Int)? {
    guard let library = library else { return nil }
    try? here.remove("results")
    try? here.remove("log")
    try copy("earlier", to: "results")
    let environment = fault.environment(library, folder: here.path + "/results", log: here.path + "/log")
    let outcome = try here.run("tiny.yaml", "--quiet", "--checkpoint-every", "0", environment: environment)
    return (outcome, here.exists("log") ? try here.read("log").split(separator: "\n").count : 0)
  }

  /// Checks what is there after a fault, before anything is repaired.
  private func requireOneWholeResult(_ outcome: Outcome, _ fault: Fault) throws {
    if outcome.status != 0 {
      let message = /error: results[^ ]*: [a-z ]+ failed: ([A-Za-z\/ ]+)\n/
      #expect(outcome.status == 74, "\(fault): \(outcome)")
      #expect(try message.wholeMatch(in: outcome.stderr)?.1 == Substring(fault.error.text), "\(fault): \(outcome)")
    }
    let isThere = here.exists("results/tiny.json")
    let isNew = try isThere && here.bytes("results/tiny.json") == here.bytes("expected/tiny.json")
    #expect(outcome.status != 0 || isNew, "\(fault)")
    if isThere {
      for file in Self.files {
        #expect(
          try here.bytes("results/\(file)") == here.bytes("\(isNew ? "expected" : "earlier")/\(file)"),
          "\(fault): \(file)")
      }
    }
    if !isThere || isNew { try requireTheEarlierResultAside("\(fault)") }
    for name in names(in: "results") {
      let isUnfinished = name.contains(".tmp") || name.contains(".unfinished")
      // Files that could not be removed are left to the next run.
      #expect(!isUnfinished || fault.calls.contains("unlink") || fault.calls.contains("link"), "\(fault): \(name)")
      guard name.hasSuffix("checkpoint") || name.hasSuffix("checkpoint.previous") else { continue }
      #expect(throws: Never.self, "\(fault): \(name)") { try Checkpoint(here.bytes("results/\(name)")) }
    }
  }

  private func requireTheEarlierResultAside(_ place: String) throws {
    for file in Self.files {
      #expect(try here.bytes("results/tiny/previous/1/\(file)") == here.bytes("earlier/\(file)"), "\(place): \(file)")
    }
  }

  private func requireTheExpectedResults(_ place: String) throws {
    for file in Self.files {
      #expect(try here.bytes("results/\(file)") == here.bytes("expected/\(file)"), "\(place): \(file)")
    }
    try requireTheEarlierResultAside(place)
    #expect(names(in: "results") == names(in: "expected"), "\(place)")
  }

  // MARK: Folders

  private func copy(_ folder: String, to copy: String) throws {
    try FileManager.default.copyItem(atPath: "\(here.path)/\(folder)", toPath: "\(here.path)/\(copy)")
  }

  /// All files and folders below.
  private func names(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: "\(here.path)/\(folder)")?.compactMap { $0 as? String } ?? []).sorted()
  }
}
