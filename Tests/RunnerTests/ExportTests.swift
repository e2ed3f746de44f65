import Foundation
import FoundationXML
import Testing
import Text

@Suite struct ExportTests {
  let here = Workspace()

  init() throws {
    try here.write(
      tiny.replacing("name: tiny\n", with: "") + "sweep: {grid: {batch_size: [100, 600]}}\n", to: "sizes.yaml")
    try here.run("sweep", "sizes.yaml", "--quiet")
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
  }

  private static let files = [
    "sizes.csv", "sizes/batch_size-100.csv", "sizes/batch_size-100/predictions.csv", "sizes/batch_size-600/timing.csv",
    "tiny.csv", "tiny/steps.csv",
  ]

  @Test func theStandardDialectIsTheResultsOwn() throws {
    let outcome = try here.run("export", "--output", "out")
    #expect(outcome.stdout == "out: 14 files written\n")
    for file in Self.files { #expect(try here.read("out/" + file) == here.read("results/" + file), "\(file)") }
  }

  @Test func excelsDialectHasTheSameNumbers() throws {
    let outcome = try here.run("export", "tiny", "--csv-dialect", "excel-eu", "--output", "out/deep", "--quiet")
    #expect(outcome.status == 0 && outcome.stdout.isEmpty)
    #expect(!here.exists("out/deep/sizes.csv"))
    let text = try here.read("out/deep/tiny.csv")
    #expect(text.hasPrefix("\u{FEFF}epoch;loss;accuracy;val_loss;val_accuracy;learning_rate\r\n1;"))
    let plain = text.dropFirst().replacing(",", with: ".").replacing(";", with: ",").replacing("\r\n", with: "\n")
    #expect(try plain == here.read("results/tiny.csv"))
  }

  /// A row for each epoch of each run; its cells are those of the runs' own files.
  @Test func historiesStandUnderEachOther() throws {
    try here.run("tiny.yaml", "--set", "name=none", "--set", "validation_split=0", "--set", "epochs=1", "--quiet")
    try here.remove("results/none")
    try here.run("export", "--output", "out", "--quiet")
    let table = try #require(CSVTable(text: here.read("out/histories.csv")))
    #expect(
      table.header == ["run", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"])
    #expect(
      Set(table.rows.map { "\($0[0]) \($0[1])" }) == [
        "none 1", "tiny 1", "tiny 2", "sizes/batch_size-100 1", "sizes/batch_size-100 2", "sizes/batch_size-600 1",
        "sizes/batch_size-600 2",
      ])
    #expect(table.rows.count == 7)
    for row in table.rows where row[0] != "none" {
      let history = try #require(CSVTable(text: here.read("results/\(row[0]).csv")))
      #expect(history.rows.contains(Array(row[1...6])))
      #expect(try here.read("results/\(row[0])/timing.csv").contains("\n\(row[1]),\(row[7])"))
    }
    let none = try #require(table.rows.first { $0[0] == "none" })
    #expect([none[4], none[5], none[7]] == ["", "", ""])
  }

  @Test func compareHasTheDialectToo() throws {
    let outcome = try here.run("compare", "sizes", "--csv", "-", "--csv-dialect", "excel-eu")
    #expect(outcome.stdout.hasPrefix("\u{FEFF}name;status;parameters;"))
    #expect(outcome.stdout.contains("\r\nbatch_size-100;completed;6810;31096;2;100;"))
  }

  @Test func aTableThatIsNoneIsSaid() throws {
    try here.write("a,b\n1\n", to: "results/tiny/timing.csv")
    let outcome = try here.run("export", "tiny", "--output", "out")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr
        == "error: results/tiny/timing.csv: this is no table that a run has written; train its spec again\n")
  }

  /// With the real program: below the header, each cell that looks like a number is one, in both dialects.
  @Test func libreOfficeReadsNumbers() throws {
    guard try here.shell("command -v soffice").status == 0 else {
      print("skipped: libreOfficeReadsNumbers: there is no soffice; install libreoffice-calc")
      return
    }
    try here.run("export", "--output", "standard")
    try here.run("export", "--output", "eu", "--csv-dialect", "excel-eu")
    let standard = try cells("standard", Self.files, filter: "44,34,76,1,,1033")
    let european = try cells("eu", Self.files, filter: "59,34,76,1,,1031")
    for (file, (standard, european)) in zip(Self.files, zip(standard, european)) {
      let table = try #require(CSVTable(text: here.read("results/" + file)))
      #expect(standard == Self.typed(table), "\(file)")
      #expect(european == Self.typed(table), "\(file)")
    }
  }

  @Test func libreOfficeTakesNoTextForAFormula() throws {
    guard try here.shell("command -v soffice").status == 0 else {
      print("skipped: libreOfficeTakesNoTextForAFormula: there is no soffice; install libreoffice-calc")
      return
    }
    let table = CSVTable(header: ["=1+1", "@x"], rows: [["+1+1", "-1+1"], ["-0.5", "1e-05"]])
    try here.write(table.text, to: "in/formula.csv")
    // "true" evaluates formulas: without the apostrophe these cells would be 2 and 0.
    let found = try cells("in", ["formula.csv"], filter: "44,34,76,1,,1033,false,false,false,false,false,-1,true")
    #expect(
      found[0] == [
        [.text("'=1+1"), .text("'@x")], [.text("'+1+1"), .text("'-1+1")], [.number(-0.5), .number(1e-5)],
      ])
  }

  private enum Cell: Equatable {
    case empty
    case number(Double)
    case text(String)
  }

  private static func typed(_ table: CSVTable) -> [[Cell]] {
    ([table.header] + table.rows).map { row in
      row.map { $0.isEmpty ? .empty : Double($0).map(Cell.number) ?? .text($0) }
    }
  }

  /// Reads files with LibreOffice Calc, by way of its flat XML.
  ///
  /// - Parameter filter: Calc's settings for a CSV: separator, quote, character set (76 is UTF-8), first line, formats,
  ///   language.
  private func cells(_ folder: String, _ files: [String], filter: String) throws -> [[[Cell]]] {
    let paths = files.map { "'\(folder)/\($0)'" }.joined(separator: " ")
    let outcome = try here.shell(
      "soffice -env:UserInstallation=file://$PWD/profile --headless '--infilter=CSV:\(filter)' --convert-to fods "
        + "--outdir converted-\(folder) \(paths)")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return try files.map { file in
      let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      return try rows(
        of: XMLDocument(contentsOf: URL(fileURLWithPath: "\(here.path)/converted-\(folder)/\(name).fods")))
    }
  }

  private func rows(of document: XMLDocument) throws -> [[Cell]] {
    try document.nodes(forXPath: "//*[local-name()='table-row']").map { row in
      try row.nodes(forXPath: "*[local-name()='table-cell']").flatMap { node in
        func attribute(_ name: String) -> String? { (node as? XMLElement)?.attribute(forName: name)?.stringValue }
        let count = attribute("table:number-columns-repeated").flatMap { Int($0) } ?? 1
        let cell: Cell =
          switch attribute("office:value-type") {
          case "float": attribute("office:value").flatMap { Double($0) }.map(Cell.number) ?? .empty
          case nil: .empty
          default: .text(node.stringValue?.trimmingCharacters(in: .newlines) ?? "")
          }
        return Array(repeating: cell, count: count)
      }
    }
  }
}
