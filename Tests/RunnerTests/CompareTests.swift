import Foundation
import Records
import Testing
import Text

@Suite struct CompareTests {
  let here = Workspace()

  /// Two batch sizes with three seeds each: results/sizes.json and results/sizes/.
  private func sweep(_ name: String = "sizes") throws {
    try here.write(
      tiny.replacing("name: tiny\n", with: "")
        + "sweep: {grid: {batch_size: [32, 600]}, seeds: 3}\n", to: name + ".yaml")
    let outcome = try here.run("sweep", name + ".yaml", "--quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test func aSweepIsComparedAndVerifiedFromItsFileAlone() throws {
    try sweep()
    let withSeconds = try here.run("compare", "sizes").stdout
    #expect(withSeconds.split(separator: "\n")[0].hasSuffix("  test errors  seconds"))
    try here.remove("results/sizes")
    try here.remove("results/sizes.csv")
    let outcome = try here.run("compare", "sizes")
    #expect(outcome.status == 0)
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("name            seeds  parameters  multiply-adds  epochs  batch size  "))
    #expect(lines[2].hasPrefix("batch_size-32       3       6,810         31,096       2          32  "))
    #expect(lines[3].hasPrefix("batch_size-600      3       6,810         31,096       2         600  "))
    let number = "[0-9.]+ ± [0-9.]+"
    let best = try Regex(
      "Best by val_accuracy of the last epoch: batch_size-32 \\(\(number) over 3 seeds\\), "
        + "then batch_size-600 \\(\(number) over 3 seeds\\)\\.")
    #expect(try best.wholeMatch(in: lines[5]) != nil)
    #expect(lines[6] == "The test set was not used for this choice. Its verdict:")
    let verdict = try Regex(
      "batch_size-32 is better than batch_size-600 by \(number) test accuracy over 3 seeds "
        + "\\(paired t-test, p = [0-9.e-]+\\)\\.")
    #expect(try verdict.wholeMatch(in: lines[7]) != nil)
    #expect(lines[8...] == [""])
    let verified = try here.run("verify", "sizes/batch_size-32-seed-2")
    #expect(verified.stdout.hasPrefix("batch_size-32-seed-2: verified: 2 epochs, "))
    #expect(try here.run("verify", "results/sizes/batch_size-32-seed-2").status == 0)
  }

  @Test func eachRunHasARowOnDemandAndInTheFiles() throws {
    try sweep()
    let each = try here.run("compare", "sizes", "--runs", "--sort", "test-errors", "--reverse")
    let lines = each.stdout.split(separator: "\n")
    #expect(lines[0].hasPrefix("name                   seed  parameters "))
    let sweep = try SweepSummary(text: here.read("results/sizes.json"))
    let names = sweep.runs.sorted { ($0.test?.errors ?? 0) > ($1.test?.errors ?? 0) }.map(\.name)
    #expect(lines[2..<8].map { String($0.prefix { $0 != " " }) } == names)
    let outcome = try here.run("compare", "sizes", "--csv", "all.csv", "--json", "all.json", "--markdown", "-")
    #expect(outcome.stdout.hasPrefix("| name | seeds | parameters |"))
    let csv = try #require(CSVTable(text: here.read("all.csv")))
    #expect(csv.header.prefix(3) == ["name", "status", "seed"])
    #expect(csv.rows.map { $0[0] } == sweep.ranking.flatMap(\.configuration.runs).map(\.name))
    #expect(try JSONValue(text: here.read("all.json"))["configurations"] != nil)
  }

  /// Means and standard deviations, computed by hand from the runs' own rows.
  @Test func aRowCanBeAConfiguration() throws {
    try sweep()
    let each = try #require(CSVTable(text: here.run("compare", "sizes", "--csv", "-").stdout))
    let outcome = try here.run("compare", "sizes", "--csv", "-", "--by", "configuration")
    let table = try #require(CSVTable(text: outcome.stdout))
    let scores = ["loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy", "test_errors"]
    #expect(
      table.header
        == ["name", "status", "seeds", "parameters", "multiply_adds", "epochs", "batch_size"]
        + scores.flatMap { [$0 + "_mean", $0 + "_sd"] })
    #expect(
      table.rows.map { $0.prefix(7) } == [
        ["batch_size-32", "completed", "3", "6810", "31096", "2", "32"],
        ["batch_size-600", "completed", "3", "6810", "31096", "2", "600"],
      ])
    for row in table.rows {
      for (index, score) in scores.enumerated() {
        let column = try #require(each.header.firstIndex(of: score))
        let values = each.rows.filter { $0[0].hasPrefix(row[0] + "-") }.compactMap { Double($0[column]) }
        #expect(values.count == 3)
        let mean = values.reduce(0, +) / 3
        let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 2).squareRoot()
        for (cell, expected) in [(row[7 + 2 * index], mean), (row[8 + 2 * index], deviation)] {
          let found = try #require(Double(cell))
          #expect((found - expected).magnitude <= 1e-6 * max(expected, 1e-3), "\(row[0]), \(score)")
        }
      }
    }
    let alone = try here.run("compare", "--by", "configuration")
    #expect(alone.status == 64)
    #expect(alone.stderr.hasPrefix("Error: --by needs --csv FILE, or --csv -.\n"))
  }

  /// A diverged seed leaves its configuration without numbers; a single seed has a mean, but no deviation.
  @Test func whatHasNoMeanIsEmpty() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    try here.run(
      "tiny.yaml", "--set", "name=boom", "--set", "optimizer={sgd: {learning_rate: 1e30}}", "--quiet")
    let table = try #require(CSVTable(text: here.run("compare", "--csv", "-", "--by", "configuration").stdout))
    let mean = try #require(table.header.firstIndex(of: "test_errors_mean"))
    let boom = try #require(table.rows.first { $0[0] == "boom" })
    #expect(boom[1] == "diverged" && boom[mean] == "" && boom[mean + 1] == "")
    let whole = try #require(table.rows.first { $0[0] == "tiny" })
    let errors = try RunSummary(text: here.read("results/tiny.json")).test?.errors
    #expect(Double(whole[mean]) == errors.map { Double($0) } && whole[mean + 1] == "")
  }

  @Test func descriptionsStandBelowTheTable() throws {
    for (name, text) in [("a", "One \\e[31mred"), ("b", "Another  of\\ntwo lines."), ("c", "One \\e[31mred")] {
      try here.write(tiny + "description: \"\(text)\"\n", to: "\(name).yaml")
      try here.run("\(name).yaml", "--set", "name=\(name)", "--set", "epochs=1", "--quiet")
    }
    let outcome = try here.run("compare", "a", "b", "c")
    #expect(outcome.stdout.contains("\n\na, c: One \u{FFFD}[31mred\nb: Another of two lines.\n\nBest by val_accuracy "))
    #expect(try here.run("compare", "a", "b", "--markdown", "-").stdout.contains("\n\nb: Another of two lines.\n"))
    let page = try here.read("results/report.html")
    #expect(page.contains("<h3>b</h3>\n<p>Another of two lines.</p>\n"))
  }

  @Test func theLastCommandLinesOrderIsKept() throws {
    try here.write(tiny, to: "tiny.yaml")
    for name in ["b", "a", "c"] {
      try here.write(tiny.replacing("name: tiny", with: "name: \(name)"), to: "\(name).yaml")
    }
    try here.run("a.yaml", "--quiet")
    try here.run("c.yaml", "b.yaml", "--quiet")
    func names() throws -> [String] {
      try here.run("compare", "--csv", "-").stdout.split(separator: "\n").dropFirst().map { String($0.prefix(1)) }
    }
    #expect(try names() == ["c", "b", "a"])
    let heads = try here.read("results/report.html").matches(of: /<th scope="col" class="number">([abc])<\/th>/)
    #expect(heads.prefix(3).map(\.1) == ["c", "b", "a"])
    try here.remove("results/comparison.json")
    #expect(try names() == ["a", "b", "c"])
  }

  @Test func runsAndSweepsAreToldApart() throws {
    try sweep()
    try here.run("sizes.yaml", "--quiet")
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let all = try here.run("compare")
    #expect(all.stdout.hasSuffix("\n\nresults/sizes.json is a sweep of 6 runs: runner compare sizes\n"))
    #expect(all.stdout.contains("\ntiny  "))
    let both = try here.run("compare", "tiny", "results/sizes.json", "--csv", "-")
    #expect(both.stdout.split(separator: "\n").count == 8)
    let one = try here.run("compare", "tiny", "sizes/batch_size-32-seed-1")
    #expect(one.stdout.contains("batch_size-32-seed-1 makes "))
    let predicted = try here.run("evaluate", "sizes")
    #expect(predicted.status == 66)
    #expect(
      predicted.stderr
        == "error: sizes: this is a sweep of 6 runs; name one of them, as in sizes/batch_size-32-seed-1\n")
    let mistyped = try here.run("compare", "sises")
    #expect(mistyped.status == 66)
    #expect(mistyped.stderr == "error: results/sises.json: there is no such result; did you mean 'sizes'?\n")
  }

  @Test func runsOfOneNameAreToldApartByTheirSweeps() throws {
    try sweep("a")
    try sweep("b")
    let outcome = try here.run("compare", "a/batch_size-32-seed-1", "b/batch_size-32-seed-1")
    #expect(
      outcome.stdout.contains(
        "\na/batch_size-32-seed-1 and b/batch_size-32-seed-1 get the same 200 images right and wrong: "))
  }

  /// A sweep of seeds alone is called by its name, not "seed", beside other results.
  @Test func seedsAreCalledByTheirSweepBesideOtherRuns() throws {
    let spec = tiny.replacing("name: tiny\n", with: "")
    try here.write(spec + "sweep: {seeds: 2}\n", to: "five.yaml")
    try here.write(spec, to: "one.yaml")
    try here.run("sweep", "five.yaml", "--quiet")
    try here.run("one.yaml", "--quiet")
    let rows = try here.run("compare", "five", "one").stdout.split(separator: "\n")
    #expect(rows[2].hasPrefix("five ") && rows[3].hasPrefix("one "), "\(rows)")
    let runs = try here.run("compare", "five", "one", "--csv", "-").stdout.split(separator: "\n")
    #expect(runs.dropFirst().map { $0.prefix { $0 != "," } } == ["five/seed-1", "five/seed-2", "one"])
    #expect(try here.run("compare", "five").stdout.contains("\nseed-1 "))
  }

  @Test func whatIsNamedTwiceIsComparedOnce() throws {
    try sweep()
    let once = try here.run("compare", "sizes", "--csv", "-")
    let twice = try here.run("compare", "sizes", "sizes/batch_size-32-seed-1", "results/sizes.json", "--csv", "-")
    #expect(twice.stdout == once.stdout)
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let outcome = try here.shell(
      "mkfifo pipe; cat pipe > read & \"$RUNNER\" compare --csv pipe > table; wait; test -p pipe")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(try here.read("read") == here.run("compare", "--csv", "-").stdout)
  }

  @Test func aColumnThatIsNoneIsRefused() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let typo = try here.run("compare", "--sort", "val_acuracy")
    #expect(typo.status == 64)
    #expect(typo.stderr == "error: --sort val_acuracy: there is no such column; did you mean 'val_accuracy'?\n")
    let other = try here.run("compare", "--sort", "wind")
    #expect(
      other.stderr
        == "error: --sort wind: there is no such column; the columns are name, status, parameters, multiply_adds, "
        + "epochs, batch_size, loss, accuracy, val_loss, val_accuracy, best_epoch, best_val_accuracy, test_loss, test_accuracy, "
        + "test_errors, seconds\n")
  }

  /// As a class hands them in: each in a folder of its own, all of one name.
  @Test func runsOfOneNameAreToldApart() throws {
    try here.write(small, to: "tiny.yaml")
    for (pupil, units) in [("anna", "4"), ("ben", "8")] {
      let spec = small.replacing("layers: [flatten, ", with: "layers: [flatten, dense: \(units), ")
      try here.write(spec, to: "\(pupil)/tiny.yaml")
      try here.run("\(pupil)/tiny.yaml", "--results", "\(pupil)/results", "-q")
    }
    let outcome = try here.run("compare", "anna/results/tiny.json", "ben/results/tiny")
    let rows = outcome.stdout.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.first.map { Array($0.prefix(2)) } == ["name", "units"], "\(outcome)")
    #expect(
      rows.dropFirst(2).prefix(2).map { Array($0.prefix(2)) } == [
        ["anna/results/tiny", "4"], ["ben/results/tiny", "8"],
      ])
    #expect(outcome.stdout.contains(" than anna/results/tiny") || outcome.stdout.contains(" than ben/results/tiny"))
    try here.run("report", "anna/results/tiny.json", "ben/results/tiny", "--output", "page.html")
    let page = try here.read("page.html")
    #expect(page.contains(" than anna/results/tiny") || page.contains(" than ben/results/tiny"))
  }

  @Test func theResultsAreNotWrittenOver() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let before = try here.bytes("results/tiny.csv")
    let outcome = try here.run("compare", "--csv", "results/tiny.csv")
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr
        == "error: --csv results/tiny.csv: results holds the results as runs have written them; choose a place outside it\n"
    )
    let named = try here.run("compare", "--json", "tiny")
    #expect(named.status == 64 && !here.exists("tiny"))
    #expect(
      named.stderr
        == "error: --json tiny: this is a result, and no file to write; write --json FILE, or --json - to print\n"
    )
    let exported = try here.run("export", "--output", "./results/")
    #expect(exported.status == 64)
    #expect(
      exported.stderr
        == "error: --output ./results/: results holds the results as runs have written them; choose a place outside it\n"
    )
    #expect(try here.bytes("results/tiny.csv") == before)
    let written = try here.run("compare", "--write")
    #expect(written.status == 0)
    #expect(try here.read("results/comparison.csv") == here.run("compare", "--csv", "-").stdout)
    #expect(try here.read("results/comparison.json") == here.run("compare", "--json", "-").stdout)
  }
}
