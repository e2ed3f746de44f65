import Foundation
import Records
import Testing

/// The page and its pictures as files, made by the built program.
@Suite struct ReportTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  @Test func aRunEndsWithThePageAndNamesIt() throws {
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.status == 0)
    #expect(
      outcome.stdout.hasSuffix("\n  results/tiny.csv, results/tiny.json, results/tiny/\nreport: results/report.html\n"))
    let page = try here.read("results/report.html")
    let summary = try RunSummary(text: here.read("results/tiny.json"))
    let errors = try #require(summary.test?.errors)
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(page.contains("<td class=\"number\">\(errors)</td>"))
    #expect(
      page.contains("<th scope=\"row\" class=\"prose\">conv2d 4, 3×3, relu</th><td class=\"word\">[26, 26, 4]</td>"))
    #expect(page.contains("<td class=\"code\">\(try #require(summary.weightsHash))</td>"))
    #expect(page.contains("Of 20 images of"))
    #expect(
      page.contains("<desc id=\"network-1-desc\">input, [28, 28, 1]; conv2d 4, 3×3, relu, [26, 26, 4], 40 parameters; ")
    )
    for name in ["learning-curves", "network", "confusion-matrix", "predictions", "misread"] {
      #expect(
        try here.read("results/tiny/\(name).svg").hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns="))
    }
    // Neither a result nor a listing mistakes the page for something else.
    #expect(try here.run("compare").stdout.hasPrefix("name  parameters  "))
  }

  @Test func theSameResultsGiveTheSamePage() throws {
    try here.run("tiny.yaml")
    let page = try here.bytes("results/report.html")
    try here.remove("results/report.html")
    let outcome = try here.run("report")
    #expect(outcome.status == 0)
    #expect(outcome.stdout == "results/report.html\n")
    #expect(outcome.stderr.isEmpty)
    #expect(try here.bytes("results/report.html") == page)
  }

  @Test func quietIsQuietAndStillWritesIt() throws {
    let outcome = try here.run("tiny.yaml", "--quiet")
    #expect(outcome.stdout + outcome.stderr == "")
    #expect(here.exists("results/report.html"))
    let report = try here.run("report", "tiny", "--quiet", "--output", "out.html")
    #expect(report.stdout + report.stderr == "")
    #expect(here.exists("out.html"))
  }

  @Test func aFreshCloneIsToldWhatItsPicturesNeed() throws {
    try here.run("tiny.yaml")
    try here.remove("results/tiny")
    let outcome = try here.run("report")
    #expect(outcome.status == 0)
    let page = try here.read("results/report.html")
    #expect(
      page.contains(
        "<p>Pictures of predictions need results/tiny/predictions.csv, which is not committed: runner run SPEC</p>"))
    #expect(page.contains("needs results/tiny/timing.csv, which is not committed: runner run SPEC.</p>"))
    #expect(page.contains("mnist: the first test image of each class"))
    try here.write(tiny, to: "experiments/tiny.yaml")
    try here.run("report")
    #expect(try here.read("results/report.html").contains("committed: runner run experiments/tiny.yaml</p>"))
  }

  @Test func predictionsOfAnotherResultAreNotShown() throws {
    try here.run("tiny.yaml")
    let predictions = try here.read("results/tiny/predictions.csv")
    try here.run("tiny.yaml", "--set", "epochs=1")
    try here.write(predictions, to: "results/tiny/predictions.csv")
    try here.run("report")
    #expect(
      try here.read("results/report.html").contains(
        "<p>results/tiny/predictions.csv is not of the result in results/tiny.json; to make it again: runner run tiny.yaml</p>"
      ))
    try here.write("index,label\n", to: "results/tiny/predictions.csv")
    try here.run("report")
    #expect(
      try here.read("results/report.html").contains(
        "<p>results/tiny/predictions.csv, line 1: the header of predictions.csv is expected. "
          + "To make it again: runner run tiny.yaml</p>"))
  }

  @Test func aDivergedRunIsShownAsSuch() throws {
    let outcome = try here.run("tiny.yaml", "--set", "optimizer={sgd: {learning_rate: 1e30}}", "--set", "name=boom")
    #expect(outcome.status == 1)
    let page = try here.read("results/report.html")
    #expect(page.contains("<td class=\"number\">diverged</td>"))
    let words = "its loss or a weight was no longer a finite number. No epoch was finished, so there is no curve.</p>"
    #expect(page.contains(words))
    #expect(page.contains("<p>boom diverged: there is no finished model, and so there are no predictions.</p>"))
  }

  @Test func mistakesAreToldWhatToDo() throws {
    let empty = try here.run("report")
    #expect(empty.status == 66)
    #expect(empty.stderr == "error: results: there is no result here; train a spec first: runner run SPEC\n")
    try here.run("tiny.yaml")
    let unknown = try here.run("report", "tinny")
    #expect(unknown.status == 66)
    #expect(unknown.stderr == "error: results/tinny.json: there is no such result; did you mean 'tiny'?\n")
    let folder = try here.run("report", "--output", "results")
    #expect(folder.status == 74)
    #expect(
      folder.stderr
        == "error: results: this is a folder; name another file with: runner report --output FILE\n")
    let set = try here.run("report", "--set", "epochs=1")
    #expect(set.status == 64)
    #expect(set.stderr.hasPrefix("Error: --set changes a spec, and report reads results: train the changed spec first"))
    let nowhere = try here.run("report", "--output", "none/page.html")
    #expect(nowhere.status == 74)
    #expect(nowhere.stderr == "error: none/page.html: create failed: No such file or directory\n")
  }

  @Test func aPageThatCannotBeWrittenIsAWarningAfterTraining() throws {
    // A run may have this name, and its folder is then where the page would go.
    let outcome = try here.run("tiny.yaml", "--set", "name=report.html", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "warning: the report was not written: results/report.html: this is a folder; "
        + "name another file with: runner report --output FILE\n")
    #expect(try here.run("report", "--output", "page.html").status == 0)
  }

  @Test func aRunCalledReportIsInNobodysWay() throws {
    let outcome = try here.run("tiny.yaml", "--set", "name=report")
    #expect(outcome.status == 0)
    #expect(try here.read("results/report.html").contains("<h3>report</h3>"))
    #expect(try RunSummary(text: here.read("results/report.json")).name == "report")
  }

  @Test func textOfASpecIsNeverMarkup() throws {
    try here.write(
      tiny.replacing("seed: 1", with: "seed: 1\ndescription: \"</pre><script>x</script>\\\"\\u0301 ' &\""),
      to: "tiny.yaml")
    try here.run("tiny.yaml")
    let page = try here.read("results/report.html")
    #expect(!page.contains("<script"))
    #expect(page.contains("&lt;/pre&gt;&lt;script&gt;x&lt;/script&gt;\\&quot;\u{301} &#39; &amp;"))
  }

  @Test func manyRunsAreLeftOutByName() throws {
    try here.run("tiny.yaml")
    let text = try here.read("results/tiny.json")
    for number in 1...49 {
      let name = "run" + (number < 10 ? "0" : "") + String(number)
      try here.write(text.replacing("\"name\": \"tiny\"", with: "\"name\": \"\(name)\""), to: "results/\(name).json")
    }
    try here.run("report")
    let page = try here.read("results/report.html")
    #expect(page.contains("<p>These are the first 8 of 50, as many as can be told apart.</p>"))
    #expect(
      page.contains(
        "<p>Here and below, 44 runs are left out: run07, run08, run09, run10, run11, run12 and 38 more. "
          + "To see one in full, name it: runner report results/run07</p>"))
    #expect(page.utf8.count < 3_000_000)
    // Other tests run at the same time, so the best of five counts.
    let clock = ContinuousClock()
    let seconds = try (0..<5).map { _ in try clock.measure { try here.run("report") } / .seconds(1) }.min() ?? 9
    #expect(seconds < 1)
  }
}
