import ArgumentParser
import Glibc
import SpecMutations

/// Runs mutants of the repository's specs through parser, checker and shape inference, all in this process. A trap ends
/// it, and the text that caused it is left in its folder.
@main
struct SpecTorture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spec-torture", abstract: "Checks mutated specs: none may trap, hang, or be refused without a place.")

  @Option(help: "How many mutants.") var count = 1_000_000
  @Option(help: "Mutant N of a seed is always the same text.") var seed: UInt64 = 1
  @Option(help: "The first mutant's number.") var start = 0
  @Option(
    help: "The most processor time that one may take, in milliseconds; sweeps, of up to 2,000 runs, five times that.")
  var milliseconds = 100
  @Argument(help: "Specs to mutate, and to be extended by the mutants.") var specs: [String]

  func run() throws {
    let folder = try Self.scratchFolder()
    say("seed \(seed), mutants \(start) to \(start + count - 1); the one under check is \(folder)/mutant.yaml")
    let files = try specs.map { (name: fileName($0), text: try Self.contents(of: $0)) }
    // Beside the mutants and in the parent folder: a spec may extend files in either.
    for (name, text) in files {
      try Self.write(text, to: "\(folder)/\(name)")
      try Self.write(text, to: "\(folder)/../\(name)")
    }
    let mutants = Mutants(of: files, seed: seed, in: folder)
    var tally = Tally(limit: .milliseconds(milliseconds))
    var words = WordsHash(folder: folder)
    let begin = ContinuousClock.now
    for index in start..<start + count {
      let text = mutants.text(index)
      // A hang ends the process by SIGPROF, just as a trap ends it by its own signal.
      setTimer(seconds: 60)
      do {
        func attempt() throws -> (verdict: SpecCheck.Verdict, time: Duration) {
          let before = processorTime()
          let verdict = try mutants.verdict(on: text, index)
          return (verdict, processorTime() - before)
        }
        let first = try attempt()
        var time = first.time
        let limit = tally.limit(isSweep: text.contains("sweep".utf8))
        // A machine that was held up for a moment is not a finding.
        for _ in 0..<4 where time > limit { time = min(time, try attempt().time) }
        tally.count(first.verdict.asSpec, time, index)
        words.add(first.verdict)
        if time > limit { tally.report(index, "took \(time)") }
      } catch let finding as SpecCheck.Finding { tally.report(index, finding.description) }
      if (index + 1 - start).isMultiple(of: 100_000) {
        say(tally.line(index + 1 - start, ContinuousClock.now - begin))
      }
    }
    setTimer(seconds: 0)
    say("SHA-256 of all messages and resolved specs: \(words.hex())")
    say(tally.line(count, ContinuousClock.now - begin))
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    say("slowest: mutant \(tally.slowest.index), \(tally.slowest.time); peak memory \(usage.ru_maxrss / 1024) MB")
    guard tally.findings == 0 else { throw ExitCode.failure }
    Self.remove(folder, files.map(\.name))
  }

  /// What is left would be a neighbour of the next run's folder, and hints name neighbours.
  private static func remove(_ folder: String, _ names: [String]) {
    for name in names + ["mutant.yaml", "mutant.yaml.resolved.yaml"] {
      unlink("\(folder)/\(name)")
      unlink("\(folder)/../\(name)")
    }
    rmdir(folder)
    rmdir(String(folder.dropLast("/mutants".count)))
  }

  private static func scratchFolder() throws -> String {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    let folder = "\(parent)/runner-spec-torture-\(getpid())"
    for folder in [folder, folder + "/mutants"] where mkdir(folder, 0o755) != 0 {
      throw ValidationError("can't make \(folder)")
    }
    return folder + "/mutants"
  }

  private static func contents(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw ValidationError("can't read \(path)") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    return bytes
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw ValidationError("can't write \(path)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}

/// The outcome for the mutants.
private struct Tally {
  private let limit: Duration
  private(set) var findings = 0
  private(set) var slowest = (index: 0, time: Duration.zero)
  private var (valid, refused, unreadable, problems) = (0, 0, 0, 0)

  init(limit: Duration) { self.limit = limit }

  /// A sweep stands for many specs, and sanitizers are slow.
  func limit(isSweep: Bool) -> Duration { limit * (isSweep ? 5 : 1) }

  mutating func count(_ outcome: SpecCheck.Outcome, _ time: Duration, _ index: Int) {
    switch outcome {
    case .valid: valid += 1
    case .refused(let list):
      refused += 1
      problems += list.diagnostics.count
    case .unreadable: unreadable += 1
    }
    if time > slowest.time { slowest = (index, time) }
  }

  mutating func report(_ index: Int, _ finding: String) {
    findings += 1
    if findings <= 100 { say("mutant \(index): \(finding)") }
  }

  func line(_ count: Int, _ time: Duration) -> String {
    let rate = Int(Double(count) / (time / .seconds(1)))
    return "\(count) mutants (\(rate) a second): \(valid) valid, \(refused) refused with \(problems) problems, "
      + "\(unreadable) unreadable; findings: \(findings)"
  }
}

/// Not by the clock: on a busy machine that counts other programs' work.
private func processorTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// Also in processor time; 0 disables it.
private func setTimer(seconds: Int) {
  var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
  setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
}

/// Written at once even into a pipe or a file, so that the last line before a trap says where it was.
private func say(_ line: String) {
  print(line)
  fflush(nil)
}
