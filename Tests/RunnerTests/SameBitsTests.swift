import Hashing
import Kernels
import Testing

/// The headline: what a run writes is a function of spec and data alone.
@Suite struct SameBitsTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  @Test func threadsInstructionSetsAndSurroundingsDoNotCount() throws {
    var variants: [(name: String, arguments: [String], environment: [String: String], folder: String?)] = [
      ("again", [], [:], nil),
      ("German", [], ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"], nil),
      ("Kathmandu", [], ["TZ": "Asia/Kathmandu"], nil),
      ("elsewhere", [], [:], "/"),
      ("bare", [], ["HOME": "", "PATH": "", "TERM": "dumb"], nil),
    ]
    variants += [1, 2, 3, 5, 8].map { ("\($0) threads", ["--threads", "\($0)"], [:], nil) }
    variants += InstructionSet.supported.flatMap { set in
      [1, 3].map { ("\(set), \($0) threads", ["--threads", "\($0)"], ["RUNNER_ISA": set.rawValue], nil) }
    }
    let expected = try hashes("first", [], [:], nil)
    for variant in variants {
      let hashes = try hashes(variant.name, variant.arguments, variant.environment, variant.folder)
      #expect(hashes == expected, "\(variant.name)")
    }
  }

  private func hashes(
    _ name: String, _ arguments: [String], _ environment: [String: String], _ folder: String?
  ) throws -> [String] {
    let results = "out " + name
    let line =
      ["\"$RUNNER\"", "'\(here.path)/tiny.yaml'", "--quiet", "--results", "'\(here.path)/\(results)'"] + arguments
    let outcome = try here.shell(line.joined(separator: " "), environment: environment, in: folder)
    #expect(outcome.status == 0, "\(name): \(outcome.stderr)")
    return try [
      "tiny.csv", "tiny.json", "tiny/weights.safetensors", "tiny/steps.csv", "tiny/predictions.csv",
      "tiny/resolved.yaml",
    ].map { SHA256.hash(try here.bytes(results + "/" + $0)).hex }
  }
}
