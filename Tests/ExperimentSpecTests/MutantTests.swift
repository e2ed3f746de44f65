import Glibc
import SpecMutations
import Testing

/// The short form of `make torture`.
@Suite("A spec from a stranger is refused, or means what it says")
struct MutantTests {
  /// Those of the repository's specs, which it writes into the folder.
  static func mutants(seed: UInt64, in folder: Folder) throws -> Mutants {
    let paths = ["experiments/dense.yaml", "experiments/conv.yaml", "experiments/batchsizes/batch-64.yaml"]
    let files = try paths.map { (name: fileName($0), text: Array(try packageFile($0).utf8)) }
    for file in files { try folder.write(file.name, file.text) }
    return Mutants(of: files, seed: seed, in: folder.path)
  }

  @Test("4,000 mutants: none traps, and none is refused without a place")
  func mutants() throws {
    let folder = try Folder()
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed of the mutants: \(seed)")
    let mutants = try Self.mutants(seed: seed, in: folder)
    var refused = 0
    for number in 0..<4000 {
      do {
        if case .refused = try mutants.verdict(number).asSpec { refused += 1 }
      } catch { Issue.record("mutant \(number) of seed \(seed): \(error)") }
    }
    #expect(refused > 2000)
  }

  @Test("a mutant is a function of seed and number")
  func repeatable() {
    let text = Array("epochs: 10\n".utf8)
    let (first, second) = (SpecMutator(specs: [text], seed: 7), SpecMutator(specs: [text], seed: 7))
    #expect((0..<100).allSatisfy { first.mutant($0) == second.mutant($0) })
    #expect((0..<100).contains { first.mutant($0) != SpecMutator(specs: [text], seed: 8).mutant($0) })
  }

  /// A large file, and the beginning of its error message.
  struct Large: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var message: String
  }

  static let large = [
    Large(
      testDescription: "brackets", text: String(repeating: "[", count: 1_000_000),
      message: "spec.yaml:1:33: error: nested more than 32 levels deep"),
    Large(
      testDescription: "one scalar", text: String(repeating: "a", count: 1_000_000),
      message: "spec.yaml:1:1: error: expected keys and values"),
    Large(
      testDescription: "keys", text: (0..<90_000).map { "k\($0): 1\n" }.joined(),
      message: "spec.yaml:15000:9: error: more than 30000 keys and values"),
    Large(
      testDescription: "keys on a line", text: "{" + (0..<70_000).map { "ü\($0): 1, " }.joined() + "}",
      message: "spec.yaml:1:153889: error: more than 30000 keys and values"),
    Large(
      testDescription: "unknown keys",
      text: (0..<14_000).map { "validation_split_batch_size_epochs_\($0): 1\n" }.joined(),
      message: "spec.yaml:1:1: error: unknown key 'validation_split_batch_size_epochs_0'"),
    Large(
      testDescription: "one key again and again", text: String(repeating: "a: 1\n", count: 14_000),
      message: "spec.yaml:2:1: error: duplicate key 'a'"),
    Large(
      testDescription: "lines without a space", text: (0..<70_000).map { "epochs:\($0)\n" }.joined() + "a: 1\n",
      message: "spec.yaml:1:7: error: a ':' without a space after it"),
    Large(
      testDescription: "pairs of surrogates", text: "\"" + String(repeating: "\\ud83d\\ude80", count: 83_000) + "\"",
      message: "spec.yaml:1:1: error: expected keys and values"),
    Large(
      testDescription: "line separators", text: "a: " + String(repeating: "\u{2028}", count: 330_000),
      message: "spec.yaml:1:4: error: U+2028"),
    Large(
      testDescription: "layers", text: complete.replacing("flatten", with: String(repeating: "dens, ", count: 20_000)),
      message: "spec.yaml:2:9: error: layers: 20000 entries"),
  ]

  @Test("refusing a large file takes 100 ms at most", arguments: large)
  func largeFiles(_ large: Large) async throws {
    let folder = try Folder()
    try folder.write("spec.yaml", large.text)
    let time = try await leastTime(limit: .milliseconds(100)) {
      #expect(messages("spec.yaml", in: folder).contains(large.message))
    }
    #expect(time <= .milliseconds(100))
  }

  @Test("a sweep's size is checked before its runs are")
  func largeSweeps() throws {
    func said(_ sweep: String, layers: Int = 1) throws -> String {
      let folder = try Folder()
      let stack = "layers: [" + String(repeating: "flatten, ", count: layers) + "]"
      try folder.write("spec.yaml", complete.replacing("layers: [flatten]", with: stack) + "sweep: \(sweep)\n")
      return messages("spec.yaml", in: folder, isSweep: true).split(separator: "\n").first.map(String.init) ?? ""
    }
    let seeds = (0..<12_000).map(String.init).joined(separator: ", ")
    #expect(try said("{seeds: [\(seeds)]}") == "spec.yaml:4:1: error: sweep: 12000 runs")
    let axis = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"
    let axes = (0..<30).map { "k\($0): \(axis)" }.joined(separator: ", ")
    #expect(try said("{grid: {\(axes)}}") == "spec.yaml:4:16: error: sweep: \(Int.max) runs")
    #expect(
      try said("{seeds: 2000}", layers: 900) == "spec.yaml:4:1: error: sweep: 2000 runs of 2711 keys and values")
    #expect(try said("{seeds: 3").hasPrefix("spec.yaml:4:8: error: '{' is never closed"))
    let variables = (0..<4000).map { "k\($0): {uniform: [0, 1]}" }.joined(separator: ", ")
    #expect(
      try said("{random: {samples: 1000, \(variables)}}")
        == "spec.yaml:4:9: error: sweep: 1000 runs of 4014 keys and values")
  }

  /// A grid of as many runs as are allowed, the last with a mistake.
  @Test("the last run's mistake is reported as fast as the first one's")
  func lateMistakes() async throws {
    let folder = try Folder()
    let stack = "[flatten" + String(repeating: ", dense: {units: 16}", count: 5) + "]"
    let values = (1..<2_000).map(String.init) + ["x"]
    try folder.write(
      "spec.yaml",
      complete.replacing("[flatten]", with: stack)
        + "sweep: {grid: {batch_size: [\(values.joined(separator: ", "))]}}\n")
    let time = try await leastTime(limit: .milliseconds(100)) {
      #expect(messages("spec.yaml", in: folder, isSweep: true).contains("error: batch_size: "))
    }
    #expect(time <= .milliseconds(100))
  }

  @Test("a key nested deeper than any spec")
  func deepKeys() throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete)
    let key = [String](repeating: "a", count: 60_000).joined(separator: ".")
    #expect(messages("spec.yaml", in: folder, overrides: [key + "=1"]).hasPrefix("--set:1:1: error: 'a.a.a."))
    #expect(messages("spec.yaml", in: folder, overrides: ["layers[+0]=flatten"]).contains("'layers[+0]' is no key"))
    try folder.write("sweep.yaml", complete + "sweep:\n  grid:\n    ? \(key)\n    : [1, 2]\n")
    #expect(messages("sweep.yaml", in: folder, isSweep: true).hasPrefix("sweep.yaml:6:7: error: 'a.a.a."))
  }

  @Test("a problem that all runs of a sweep share is reported once")
  func sharedProblems() throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete + "epoch: 3\nsweep: {seeds: 500}\n")
    #expect(
      messages("spec.yaml", in: folder, isSweep: true) == """
        spec.yaml:4:1: error: unknown key 'epoch'
          epoch: 3
          ^~~~~ did you mean 'epochs'?
        """)
  }

  /// The least processor time of several attempts. Even that grows while another test uses the core's caches or its
  /// hyperthread, so attempts go on until one is within the limit, or after a minute of others' work.
  private func leastTime(limit: Duration, _ body: () throws -> Void) async throws -> Duration {
    var least = Duration.seconds(60)
    for attempt in 0..<65 where least > limit {
      if attempt >= 5 { try await Task.sleep(for: .seconds(1)) }
      let start = processorTime()
      try body()
      least = min(least, processorTime() - start)
    }
    return least
  }

  /// This thread's alone: other tests' work doesn't count.
  private func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
