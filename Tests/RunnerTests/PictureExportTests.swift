import Datasets
import Foundation
import Testing

/// The page's pictures in a folder that the user names, and those that have a place among the results.
@Suite struct PictureExportTests {
  let here = Workspace()

  init() throws {
    for name in ["b", "a"] {
      try here.write(tiny.replacing("name: tiny", with: "name: \(name)"), to: "\(name).yaml")
    }
    try here.run("b.yaml", "a.yaml", "--quiet")
  }

  private static let names = ["learning-curves", "network", "confusion-matrix", "samples", "predictions", "misread"]

  private func files(_ folder: String) throws -> [String] {
    try here.shell("cd \(folder) && find . -type f | LC_ALL=C sort").stdout.split(separator: "\n").map(String.init)
  }

  @Test func everyPictureGoesIntoTheFolder() throws {
    let outcome = try here.run("report", "--pictures", "out/figures")
    #expect(outcome.stdout == "results/report.html\nout/figures: 14 pictures written\n")
    let expected = ["a", "b"].flatMap { run in Self.names.map { "./\(run)/\($0).svg" } }
    #expect(try files("out/figures") == (expected + ["./comparison.svg", "./digits.svg"]).sorted())
    #expect(try here.read("out/figures/b/samples.svg") == here.read("results/b/samples.svg"))
    #expect(try here.run("report", "--pictures", "out/figures", "--quiet").stdout.isEmpty)
  }

  /// A run of another folder is named by its path, but its pictures stay in the folder that was named.
  @Test func noPictureLeavesTheFolder() throws {
    try here.write("", to: "deep/er/empty")
    let deep = here.path + "/deep/er"
    let done = try here.run(
      "report", "../../results/a", "--output", "page.html", "--pictures", "out", in: deep)
    #expect(done.status == 0, "\(done.stderr)")
    #expect(try files("deep/er/out").contains("./results/a/samples.svg"))
    #expect(!here.exists("deep/results") && !here.exists("deep/er/results/a/samples.svg"))
  }

  /// Runs are in the order of the command line. A report on two runs out of many does not redraw it, as it belongs to
  /// comparison.csv.
  @Test func theComparisonHasAPicture() throws {
    let picture = try here.read("results/comparison.svg")
    #expect(picture.contains("<title id=\"picture-title\">Learning curves of b, a</title>"))
    #expect(picture.contains(">Training loss</text>") && picture.contains(">Validation accuracy</text>"))
    try here.remove("results/comparison.svg")
    try here.run("report", "a", "b", "--output", "two.html")
    #expect(!here.exists("results/comparison.svg"))
    try here.run("report")
    #expect(try here.read("results/comparison.svg") == picture)
  }

  /// The first test image of each class, with the model's answer.
  @Test func samplesShowAnAnswerForEachClass() throws {
    let picture = try here.read("results/a/samples.svg")
    #expect(picture.matches(of: #/<image /#).count == 10)
    let words = try #require(picture.firstMatch(of: /<desc[^>]*>Read as ([0-9, ]+)\./)).1
    let predictions = try here.read("results/a/predictions.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    let answers = (0..<10).compactMap { digit in predictions.first { $0[1] == "\(digit)" }?[2] }
    #expect(words == answers.joined(separator: ", "))
  }

  @Test func paintedOnRequest() throws {
    guard try here.shell("command -v rsvg-convert").status == 0 else {
      print("skipped: paintedOnRequest: there is no rsvg-convert; install librsvg2-bin")
      return
    }
    let outcome = try here.run("report", "a", "--pictures", "out", "--format", "png", "--output", "page.html")
    #expect(outcome.stdout == "page.html\nout: 7 pictures written\n")
    #expect(try files("out") == (Self.names.map { "./a/\($0).png" } + ["./digits.png"]).sorted())
    let (image, _) = try ImageFile.read(here.path + "/out/a/confusion-matrix.png")
    // Twice 432 + 2 · 16.
    #expect(image.width == 928 && image.pixels.first == 255 && Set(image.pixels).count > 3)
  }

  @Test func withoutAPainterThereIsAWayOut() throws {
    try here.remove("results/report.html")
    let outcome = try here.run("report", "--pictures", "out", "--format", "png", environment: ["PATH": "/nowhere"])
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr
        == "error: --format png: rsvg-convert, which paints the pictures, cannot be started: No such file or directory; "
        + "install it (librsvg2-bin on Debian and Ubuntu), or leave --format out for SVG\n")
    #expect(!here.exists("out") && !here.exists("results/report.html"))
  }

  @Test func mistakesAreToldWhatToDo() throws {
    let format = try here.run("report", "--format", "png")
    #expect(format.status == 64)
    #expect(format.stderr.hasPrefix("Error: --format needs --pictures DIR.\n"))
    let inside = try here.run("report", "--pictures", "results")
    #expect(inside.status == 64)
    #expect(
      inside.stderr
        == "error: --pictures results: results holds the results as runs have written them; choose a place outside it\n"
    )
  }

  @Test func thePageHasATitleAndAnAuthor() throws {
    try here.run("report", "--title", "a < b?", "--author", "\"Q\"")
    let page = try here.read("results/report.html")
    #expect(page.contains("<meta name=\"author\" content=\"&quot;Q&quot;\">\n<title>a &lt; b?</title>"))
    #expect(page.contains("<h1>a &lt; b?</h1>\n<p class=\"author\">&quot;Q&quot;</p>\n"))
  }
}
