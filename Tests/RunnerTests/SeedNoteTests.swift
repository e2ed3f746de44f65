import Foundation
import Testing
import Text

/// 2^53 is the last whole number up to which a double holds every one: IEEE 754, 53 bits.
@Suite struct SeedNoteTests {
  let here = Workspace()

  private func note(_ seed: String) -> String {
    "seed \(seed) is above 2^53: jq, R and JavaScript may read another number from the JSON files; "
      + "choose a smaller one, or read it as text\n"
  }

  private func write(seed: String, to name: String) throws {
    let text = tiny.replacing("name: tiny\n", with: "").replacing("seed: 1\n", with: "seed: \(seed)\n")
    try here.write(
      text.replacing("train_limit: 600, test_limit: 200", with: "train_limit: 100, test_limit: 50")
        .replacing("epochs: 2", with: "epochs: 1"), to: name)
  }

  @Test(arguments: ["9007199254740993", "9007199254740994", "18446744073709551615"])
  func aSeedThatADoubleMayNotHoldIsNoted(seed: String) throws {
    try write(seed: seed, to: "big.yaml")
    let outcome = try here.run("run", "big.yaml", "--no-report")
    #expect(outcome.status == 0)
    #expect(outcome.stderr.hasPrefix(note(seed)))
    #expect(try here.read("results/big.json").contains("\"seed\": \(seed)"))
  }

  @Test(arguments: ["1", "9007199254740991", "9007199254740992"])
  func anyOtherIsNot(seed: String) throws {
    try write(seed: seed, to: "small.yaml")
    let outcome = try here.run("validate", "small.yaml")
    #expect(outcome.status == 0 && outcome.stderr.isEmpty)
  }

  @Test func itIsSaidOnceOfSeveralSpecs() throws {
    for (name, seed) in [("a", "7"), ("b", "9007199254740993"), ("c", "9007199254740995")] {
      try write(seed: seed, to: name + ".yaml")
    }
    let outcome = try here.run("a.yaml", "b.yaml", "c.yaml", "--no-report")
    #expect(outcome.stderr.components(separatedBy: "above 2^53").count == 2)
    #expect(outcome.stderr.hasPrefix(note("9007199254740993")))
    let validated = try here.run("validate", "a.yaml", "b.yaml", "c.yaml")
    #expect(validated.stderr == note("9007199254740993"))
  }

  @Test func itIsSaidOnceOfASweep() throws {
    try write(seed: "1", to: "sweep.yaml")
    try here.write(
      here.read("sweep.yaml") + "sweep: {grid: {seed: [9007199254740993, 9007199254740995]}}\n", to: "sweep.yaml")
    #expect(try here.run("validate", "sweep.yaml").stderr == note("9007199254740993"))
    let outcome = try here.run("sweep", "sweep.yaml", "--no-report", "--jobs", "2")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stderr.components(separatedBy: "above 2^53").count == 2)
  }

  @Test func quietSaysNothing() throws {
    try write(seed: "9007199254740993", to: "big.yaml")
    #expect(try here.run("validate", "big.yaml", "--quiet").stderr.isEmpty)
    #expect(try here.run("big.yaml", "--quiet").stderr.isEmpty)
  }

  @Test func aDocumentHasItBesideEachFile() throws {
    try write(seed: "7", to: "a.yaml")
    try write(seed: "9007199254740993", to: "b.yaml")
    try write(seed: "9007199254740995", to: "c.yaml")
    try here.write("layers: []\n", to: "d.yaml")
    try here.write(
      here.read("a.yaml") + "sweep: {grid: {seed: [9007199254740994, 9007199254740996]}}\n", to: "e.yaml")
    let outcome = try here.run("validate", "a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml", "--json")
    let notes = try JSONValue(text: outcome.stdout)["files"]?.items?.map { file in
      file["diagnostics"]?.items?.filter { $0["severity"] == .string("note") }.map { $0["message"] } ?? []
    }
    let seeds = [[], ["9007199254740993"], ["9007199254740995"], [], ["9007199254740994"]]
    #expect(notes == seeds.map { $0.map { .string(String(note($0).dropLast())) } })
    #expect(outcome.stderr.isEmpty)
  }

  @Test func programsGetAnEvent() throws {
    try write(seed: "9007199254740993", to: "big.yaml")
    let outcome = try here.run("big.yaml", "--no-report", "--progress", "json")
    let events = try outcome.stderr.split(separator: "\n").map { try JSONValue(text: String($0)) }
    let notes = events.filter { $0["event"] == .string("note") }
    #expect(notes.map { $0["message"] } == [.string(String(note("9007199254740993").dropLast()))])
  }
}
