import Foundation
import Testing
import Text

/// Which results the arguments of a command stand for.
@Suite struct SelectionTests {
  let here = Workspace()

  /// results/a.json, b.json, comparison.json and sizes.json, a sweep of two.
  init() throws {
    let spec = tiny.replacing("name: tiny\n", with: "").replacing("epochs: 2", with: "epochs: 1")
      .replacing("train_limit: 600, test_limit: 200", with: "train_limit: 100, test_limit: 50")
    for name in ["a", "b"] { try here.write(spec, to: name + ".yaml") }
    try here.run("b.yaml", "a.yaml", "--quiet")
    try here.write(spec + "sweep: {grid: {batch_size: [32, 64]}}\n", to: "sizes.yaml")
    try here.run("sweep", "sizes.yaml", "--quiet")
  }

  private func names(_ arguments: String) throws -> [String] {
    let outcome = try here.shell("\"$RUNNER\" compare \(arguments) --csv -")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return try #require(CSVTable(text: outcome.stdout)).rows.map { $0[0] }
  }

  @Test func aShellsPatternNamesTheResults() throws {
    #expect(here.exists("results/comparison.json"))
    let all = ["a", "b", "sizes/batch_size-32", "sizes/batch_size-64"]
    #expect(try names("results/*.json").sorted() == all)
    #expect(try names("results/*.csv").sorted() == all)
    #expect(try names("results/comparison.json a") == ["a"])
    #expect(try here.shell("\"$RUNNER\" export results/*.json --output out -q").status == 0)
    #expect(here.exists("out/sizes/batch_size-32.csv") && !here.exists("out/comparison.csv"))
    #expect(try here.shell("\"$RUNNER\" report results/*.json -q").status == 0)
  }

  @Test func aFolderNamesAllOfItsResults() throws {
    let all = ["b", "a", "sizes/batch_size-32", "sizes/batch_size-64"]
    for folder in ["results/", "results", "./results", "results a"] {
      #expect(try names(folder).prefix(2) == all.prefix(2), "\(folder)")
      #expect(try Set(names(folder)) == Set(all), "\(folder)")
    }
    let exported = try here.run("export", "results/", "--output", "out").stdout
    #expect(try exported == here.run("export", "--output", "out").stdout)
    #expect(here.exists("out/sizes/batch_size-32.csv"))
    try here.run("report", "results/", "--output", "page.html")
    try here.run("report", "--output", "all.html")
    #expect(try here.read("page.html") == here.read("all.html"))
    // What is left of an interrupted sweep: its runs.
    try here.remove("results/sizes.json")
    #expect(try Set(names("results/sizes")) == ["batch_size-32", "batch_size-64"])
  }

  @Test func aComparisonAloneIsNoResult() throws {
    for (command, argument) in [("compare", "comparison.json"), ("report", "comparison"), ("evaluate", "comparison")] {
      let outcome = try here.run(command, argument)
      #expect(outcome.status == 66)
      #expect(
        outcome.stderr
          == "error: \(argument): this is a comparison, which runner has made of results; name the results themselves\n"
      )
    }
  }

  @Test func aFolderWithoutResultsIsMissed() throws {
    try here.write("text", to: "empty/file")
    let outcome = try here.run("compare", "empty/")
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr == "error: results/empty.json: there is no such result; train its spec first: runner run SPEC\n")
  }
}
