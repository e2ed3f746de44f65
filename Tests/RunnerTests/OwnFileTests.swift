import Foundation
import Testing

/// A file that the program has not written is neither replaced nor removed, even if a result, a table, a page or a
/// picture would take its place.
struct OwnFileTests {
  let here = Workspace()
  private let precious = "id,value\n1,precious\n"
  private let spec = """
    dataset: {name: mnist, train_limit: 100, test_limit: 50}
    layers: [flatten, {dense: {units: 10, activation: softmax}}]
    loss: categorical_crossentropy

    """

  init() throws { try here.write(spec, to: "data.yaml") }

  @Test func aTableBesideTheSpecIsKeptAside() throws {
    try here.write(precious, to: "data.csv")
    let outcome = try here.run("run", "data.yaml", "--results", ".", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(outcome.stderr == "data: ./data.csv: not of this program's making, and now in ./data/previous/1/\n")
    #expect(try here.read("data/previous/1/data.csv") == precious)
    #expect(try here.read("data.csv").hasPrefix("epoch,loss,accuracy,learning_rate\n1,"))
    // It replaces its own files without a message.
    let again = try here.run("run", "data.yaml", "--results", ".", "--progress", "none")
    #expect(again.stdout.contains("  identical to the recorded result\n"))
    #expect(again.stderr.isEmpty && !here.exists("data/previous/2"))
  }

  @Test(arguments: [
    "weights.safetensors", "resolved.yaml", "predictions.csv", "timing.csv", "environment.json", "steps.csv",
    "preprocessing.json",
  ])
  func aFileInTheRunsFolderIsKeptAside(_ name: String) throws {
    try here.write(precious, to: "results/data/\(name)")
    let outcome = try here.run("data.yaml", "--progress", "none")
    #expect(outcome.stderr.hasPrefix("data: results/data/\(name): not of this program's making"), "\(outcome)")
    #expect(try here.read("results/data/previous/1/data/\(name)") == precious)
  }

  @Test func otherWeightsInTheResultsPlaceAreKeptAside() throws {
    try here.run("data.yaml", "--quiet")
    let own = try here.bytes("results/data/weights.safetensors")
    try here.write(precious, to: "results/data/weights.safetensors")
    try here.run("data.yaml", "--quiet")
    #expect(try here.read("results/data/previous/1/data/weights.safetensors") == precious)
    #expect(try here.bytes("results/data/weights.safetensors") == own)
    #expect(!here.exists("results/data/previous/1/data.csv"))
  }

  @Test(arguments: ["data.csv", "data/resolved.yaml"]) func whatWasEditedIsKeptAside(_ name: String) throws {
    try here.run("data.yaml", "--quiet")
    let own = try here.read("results/\(name)")
    try here.write(own + "# mine\n", to: "results/\(name)")
    let outcome = try here.run("data.yaml", "--progress", "none")
    #expect(outcome.stderr.hasPrefix("data: results/\(name): not of this program's making"), "\(outcome)")
    #expect(try here.read("results/data/previous/1/\(name)") == own + "# mine\n")
    #expect(try here.read("results/\(name)") == own)
  }

  @Test func aRankingThatWasEditedIsKeptAside() throws {
    try here.write(spec + "sweep: {grid: {batch_size: [50, 100]}}\n", to: "sizes.yaml")
    try here.run("sweep", "sizes.yaml", "--quiet")
    let own = try here.read("results/sizes.csv")
    try here.write(own + "1,mine\n", to: "results/sizes.csv")
    try here.run("sweep", "sizes.yaml", "--quiet")
    #expect(try here.read("results/sizes/previous/1/sizes.csv") == own + "1,mine\n")
    #expect(try here.read("results/sizes.csv") == own)
  }

  /// A folder that happens to have the run's name is not moved with the result.
  @Test func whatElseIsInTheFolderStaysWhereItIs() throws {
    try here.write(precious, to: "data/train-labels.csv")
    try here.write(precious, to: "data/deep/er.csv")
    try here.write("<svg>mine</svg>", to: "data/sketch.svg")
    for seed in 1...3 { try here.run("data.yaml", "--results", ".", "--quiet", "--set", "seed=\(seed)") }
    #expect(here.exists("data/previous/2/data/weights.safetensors"))
    #expect(here.exists("data/previous/2/data/learning-curves.svg"))
    #expect(try here.read("data/train-labels.csv") == precious)
    #expect(try here.read("data/deep/er.csv") == precious)
    #expect(try here.read("data/sketch.svg") == "<svg>mine</svg>")
  }

  @Test func aPageOfOnesOwnStays() throws {
    try here.write("<p>my own page</p>", to: "report.html")
    let outcome = try here.run("data.yaml", "--results", ".", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "warning: the report was not written: ./report.html is not of this program's making, and stays "
        + "as it is; name another file with: runner report --output FILE\n")
    #expect(try here.read("report.html") == "<p>my own page</p>")
    #expect(try here.run("report", "--results", ".").status == 74)
    // A file that the user names is replaced, and so is the program's own page.
    #expect(try here.run("report", "--results", ".", "--output", "report.html").status == 0)
    #expect(try here.run("data.yaml", "--results", ".", "--quiet").stderr.isEmpty)
    #expect(try here.read("report.html").hasPrefix("<!DOCTYPE html>"))
  }

  @Test(arguments: ["comparison.csv", "comparison.json"]) func aComparisonOfOnesOwnStays(_ name: String) throws {
    try here.write(precious, to: name)
    try here.write(spec, to: "b.yaml")
    let outcome = try here.run("data.yaml", "b.yaml", "--set", "epochs=1", "--results", ".", "--progress", "none")
    #expect(outcome.status == 0)
    let refusal =
      "./\(name) is not of this program's making, and stays as it is; move it away, and write the comparison with: "
      + "runner compare --write\n"
    #expect(outcome.stderr == "warning: " + refusal)
    let compared = try here.run("compare", "data", "b", "--write", "--results", ".")
    #expect(compared.status == 74)
    #expect(compared.stderr == "error: " + refusal)
    #expect(try here.read(name) == precious)
    try here.remove(name)
    #expect(try here.run("compare", "data", "b", "--write", "--results", ".").status == 0)
    #expect(try here.run("compare", "data", "b", "--write", "--results", ".").status == 0)
  }

  @Test func aTableOfASweepsNameIsKeptAside() throws {
    try here.write(spec + "sweep: {grid: {batch_size: [50, 100]}}\n", to: "sizes.yaml")
    try here.write(precious, to: "sizes.csv")
    let outcome = try here.run("sweep", "sizes.yaml", "--results", ".", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(try here.read("sizes/previous/1/sizes.csv") == precious)
    try here.run("sweep", "sizes.yaml", "--results", ".", "--quiet")
    #expect(!here.exists("sizes/previous/2"))
  }

  @Test func aPictureOfOnesOwnStays() throws {
    try here.write("<svg>mine</svg>", to: "results/data/predictions.svg")
    let outcome = try here.run("data.yaml", "--progress", "none")
    #expect(
      outcome.stderr
        == "warning: results/data/predictions.svg is not of this program's making, and stays as it is\n")
    #expect(try here.read("results/data/predictions.svg") == "<svg>mine</svg>")
    #expect(here.exists("results/data/learning-curves.svg"))
  }
}
