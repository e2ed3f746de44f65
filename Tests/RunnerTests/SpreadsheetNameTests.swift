import Foundation
import Testing

/// Names that Excel would read as numbers or dates.
@Suite struct SpreadsheetNameTests {
  let here = Workspace()

  /// Two runs and a sweep of two, whose names look like numbers.
  init() throws {
    let spec = tiny.replacing("name: tiny\n", with: "").replacing("epochs: 2", with: "epochs: 1")
      .replacing("train_limit: 600, test_limit: 200", with: "train_limit: 100, test_limit: 50")
    for name in ["001", "1e5"] { try here.write(spec, to: name + ".yaml") }
    try here.run("001.yaml", "1e5.yaml", "--quiet")
    try here.write(spec, to: "sizes/1.5.yaml")
    try here.write(spec.replacing("batch_size: 64", with: "batch_size: 32"), to: "sizes/dense.yaml")
    try here.run("sweep", "sizes", "--quiet")
  }

  private func cells(_ text: String, _ column: Int) -> Set<Substring> {
    let rows = text.split(whereSeparator: \.isNewline).dropFirst()
    return Set(rows.map { $0.split(separator: ";", omittingEmptySubsequences: false)[column] })
  }

  @Test func excelsDialectKeepsThem() throws {
    let excel = try here.run("compare", "001", "1e5", "--csv", "-", "--csv-dialect", "excel-eu")
    #expect(cells(excel.stdout, 0) == ["'001", "'1e5"])
    let means = try here.run("compare", "sizes", "--csv", "-", "--by", "configuration", "--csv-dialect", "excel-eu")
    #expect(cells(means.stdout, 0) == ["'1.5", "dense"])
    try here.run("export", "--csv-dialect", "excel-eu", "--output", "out", "--quiet")
    #expect(try cells(here.read("out/sizes.csv"), 1) == ["'1.5", "dense"])
    #expect(try cells(here.read("out/histories.csv"), 0) == ["'001", "'1e5", "sizes/1.5", "sizes/dense"])
  }

  @Test func thePlainFilesHoldThemAsTheyAre() throws {
    let plain = try here.run("compare", "001", "1e5", "--csv", "-").stdout
    #expect(plain.contains("\n001,completed,") && plain.contains("\n1e5,completed,"))
    #expect(try here.read("results/sizes.csv").contains(",1.5,completed,"))
  }
}
