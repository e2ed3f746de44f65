import Foundation
import Testing

/// Sweeps whose files were written by an earlier version, with other columns than today's.
@Suite struct EarlierSweepTests {
  let here = Workspace()

  @Test(arguments: [
    ("optimizers", "  optimizer  learning rate  momentum  "), ("activations", "  activation  "),
    ("layers", "  layers[1]  "),
  ])
  func everyCommandTakesThem(name: String, columns: String) throws {
    try copy(name)
    let comparison = try here.run("compare", name)
    #expect(comparison.status == 0, "\(comparison.stderr)")
    #expect(comparison.stdout.contains(columns), "\(comparison.stdout)")
    #expect(try here.run("list").stdout.contains("\(name)  "))
    #expect(try here.run("report").status == 0)
    #expect(try here.read("results/report.html").contains("\(name)"))
    #expect(try here.run("export", name, "--output", "tables").status == 0)
    #expect(try here.run("remove", name, "--quiet").status == 0)
    #expect(!here.exists("results/\(name).json"))
  }

  @Test func whatIsDamagedIsRefusedWithItsPlaceAndANextStep() throws {
    try copy("optimizers")
    let text = try here.read("results/optimizers.json")
    try here.write(text.replacing("\"epoch\": 1,", with: ""), to: "results/optimizers.json")
    let outcome = try here.run("compare", "optimizers")
    #expect(outcome.status == 74)
    #expect(outcome.stderr.hasPrefix("error: results/optimizers.json: runs[0].history[0]: "))
    #expect(
      outcome.stderr.hasSuffix(": this is no sweep that this runner can read; restore it, or run the sweep again\n"))
  }

  private func copy(_ name: String) throws {
    let tests = #filePath.dropLast("RunnerTests/EarlierSweepTests.swift".count)
    let file = URL(fileURLWithPath: "\(tests)ResultsTests/Fixtures/earlier-sweeps/\(name).json")
    try here.write([UInt8](Data(contentsOf: file)), to: "results/\(name).json")
  }
}
