import ArrayFixtures
import Catalog
import Datasets
import Testing

/// Tables as text: RFC 4180 and the dialects that a spec names.
@Suite struct TableReadingTests {
  /// The texts of the categories that are read, in the order of the rows, with y = 0 or 1.
  private func cells(_ text: String, _ change: (inout CSV) -> Void = { _ in }) throws -> [String] {
    let dataset = try Tables.read(text) { csv in
      csv.columns = ByColumn(["x": .categorical])
      csv.unknown = .zeros
      csv.testWithLast(1)
      change(&csv)
    }
    guard case .oneHot(let categories, _)? = dataset.interface.table?.columns[0].encoding else { return [] }
    let floats = dataset.training.floats
    return stride(from: 0, to: floats.count, by: categories.count).map { start in
      categories[floats[start...].firstIndex(of: 1)! - start]
    }
  }

  @Test func theCasesOfRFC4180() throws {
    #expect(try cells("x,y\na,0\nb,1\nc,0\n") == ["a", "b"])
    #expect(try cells("x,y\r\na,0\r\nb,1\r\nc,0") == ["a", "b"])
    #expect(try cells("\u{FEFF}x,y\na,0\nb,1\nc,0\n") == ["a", "b"])
    #expect(try cells("x,y\n\"a,b\",0\n\"c\"\"d\"\"\",1\nc,0\n") == ["a,b", "c\"d\""])
    #expect(try cells("x,y\n\"a\nb\",0\n\"c\r\nd\",1\nc,0\n") == ["a\nb", "c\r\nd"])
    #expect(try cells("\"x\",\"y\"\n\"a\",\"0\"\n\"b\",\"1\"\nc,0\n") == ["a", "b"])
    #expect(try cells("x,y\n a,0\nb ,1\nc,0\n") == [" a", "b "])
    #expect(try cells("x,y\n\na,0\n\nb,1\nc,0\n\n\n") == ["a", "b"])
    #expect(try cells("y,x\n0,ä\n1,日本\n0,c\n") == ["ä", "日本"])
  }

  @Test func otherDialects() throws {
    #expect(try cells("x;y\na,b;0\nb;1\nc;0\n") { $0.separator = .semicolon } == ["a,b", "b"])
    #expect(try cells("x\ty\na b\t0\nb\t1\nc\t0\n") { $0.separator = .tab } == ["a b", "b"])
    #expect(try cells("x y\na 0\nb 1\nc 0\n") { $0.separator = .space } == ["a", "b"])
    let dataset = try Tables.read("1,0\n2,1\n3,0\n") { csv in
      csv.header = false
      csv.target = .one("c2")
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    #expect(dataset.training.floats == [1, 2] && dataset.interface.table?.features == ["c1"])
    let decimal = try Tables.read("x;y\n1,5;0\n-0,25e1;1\n3;0\n") { csv in
      (csv.separator, csv.decimal) = (.semicolon, .comma)
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    #expect(decimal.training.floats == [1.5, -2.5])
  }

  /// Those of `Double(String)` in decimal digits.
  @Test(arguments: [
    "0", "-0", "7", "+7", "0.1", "-12.75", ".5", "5.", "1e3", "1E-3", "-2.5e+10", "123456789012345678901234567890",
    "0.30000000000000004", "9007199254740993", "1e22", "1e23", "2.2250738585072011e-308", "4.35", "0.000001",
    "3.4028234e38", "0000012.50", "179769313486231570000000000000000000000",
  ]) func numbers(text: String) throws {
    let dataset = try Tables.read("x,y\n\(text),a\n1,b\n2,a\n") { csv in
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    #expect(dataset.training.floats[0] == Float(try #require(Double(text))))
  }

  @Test(arguments: [
    "nan", "inf", "-inf", "0x10", "1_000", "1,000", "1e", "e3", "--1", "1.2.3", " 1", "1 ", "", "1e999",
  ])
  func noNumbers(text: String) throws {
    #expect(
      Tables.message("x,y\n\"\(text)\",a\n1,b\n2,a\n") { csv in
        csv.columns = ByColumn(["x": .numeric])
        csv.missingValues = []
        csv.testWithLast(1)
      } == "t.csv:2: '\(text)' is not a number, which 'x' needs; write a number such as 0.5")
  }

  /// A word after many numbers makes categories of them all.
  @Test func aColumnOfNumbersAndWordsHasCategories() throws {
    #expect(try cells("x,y\n1,0\n2,1\n1,0\nmany,1\n2,0\n") { $0.columns = nil } == ["1", "2", "1", "many"])
  }

  @Test func whatIsNoTableIsNamed() throws {
    let cases: [(bytes: [UInt8], message: String)] = [
      (
        Array("<!doctype html><html>".utf8),
        "t.csv is a web page, not a table as text (CSV); the download was refused or has moved: open the file to see what it says"
      ),
      (
        [0x50, 0x4b, 3, 4] + Array(repeating: 0, count: 40),
        "t.csv is a ZIP archive, not a table as text (CSV); unpack it: unzip"
      ),
      (
        Array("version https://git-lfs.github.com/spec/v1\n".utf8),
        "t.csv is a Git LFS pointer, not a table as text (CSV); run git lfs pull"
      ),
      ([0x80, 4, 0x95, 0], "t.csv is a Python pickle, not a table as text (CSV); save the table as CSV in UTF-8"),
      (
        Array("\u{89}HDF\r\n".unicodeScalars.map { UInt8($0.value) }),
        "t.csv is an HDF5 file, not a table as text (CSV); save the table as CSV in UTF-8"
      ),
      (
        [0xff, 0xfe, 0x78, 0],
        "t.csv is a text file in UTF-16, not a table as text (CSV); save the table as CSV in UTF-8"
      ),
      (ZipFixture(["x.npy": [1]]).bytes, "t.csv is a NumPy archive (.npz), not a table as text (CSV); write npz: FILE"),
      (
        [0, 0, 8, 1, 0, 0, 0, 1, 7],
        "t.csv is an IDX file of unsigned bytes, not a table as text (CSV); write idx: FOLDER"
      ),
      ([0x1f, 0x8b, 8, 0], "t.csv is a gzip file, not a table as text (CSV); unpack it: gunzip"),
      (Array("[1, 2]".utf8), "t.csv is a JSON document, not a table as text (CSV); save the table as CSV in UTF-8"),
      ([], "t.csv is empty; name a table with a header and rows"),
      (Array("x,y\n1,a\n\u{0}2,b\n".utf8), "t.csv:3: a NUL byte, which no text has; save the table as CSV in UTF-8"),
      (
        Array("x,y\n1,a\n".utf8) + [0xff, 0x0a],
        "t.csv:3: a byte that is not UTF-8; save it as UTF-8, in Excel as CSV UTF-8; iconv -f CP1252 -t UTF-8 does it for most older tables"
      ),
    ]
    for (bytes, message) in cases {
      let tables = try Tables([:])
      try tables.folder.write(bytes, "t.csv")
      do {
        _ = try tables.read { csv in
          csv.files = .path(tables.path("t.csv"))
          csv.testWithLast(1)
        }
        Issue.record("\(message)")
      } catch let problem as DatasetProblem {
        #expect("\(problem.finding.replacing(problem.file, with: "t.csv")); \(problem.hint)" == message)
      }
    }
    // These begin like pictures' magic numbers.
    #expect(try cells("P1,x,y\n1,a,0\n2,b,1\n3,c,0\n") { $0.features = .only(["x"]) } == ["a", "b"])
  }

  @Test func whatIsBrokenIsSaidWithItsLine() {
    func message(_ text: String) -> String { Tables.message(text) { $0.testWithLast(1) } }
    #expect(message("x,y\n1,a\n2\n") == "t.csv:3: 1 cell, but the header has 2; every row needs a cell for each column")
    #expect(
      message("x,y\n1,a\n\"2\n3\",b,4\n")
        == "t.csv:3: 3 cells, but the header has 2; write quotes around a cell that contains the separator")
    #expect(
      message("x,y\n\"1\n\",a\n2,\"b\n") == "t.csv:4: a quote is opened and never closed; close it with \"")
    #expect(
      message("x,y\n1,a\n2\"3,b\n") == "t.csv:3: a quote within a cell that does not begin with one; "
        + "write quotes around the cell, and \"\" for a quote within")
    #expect(
      message("x,y\n\"1\"2,a\n") == "t.csv:2: text follows a quoted cell before the separator; "
        + "write quotes around the whole cell, and \"\" for a quote within")
    #expect(
      message("x,y\r1,a\r") == "t.csv:1: a carriage return that ends no line; "
        + "end lines with LF or CRLF, as sed 's/\\r/\\n/g' does")
    #expect(message("x,x,y\n") == "t.csv:1: two columns are called 'x'; give each column its own name")
    #expect(message("x,y\n") == "t.csv has no rows; name a table with rows")
    #expect(
      message("x;y\n1;a\n") == "t.csv:1: the header has one column, 'x;y'; did you mean separator: \";\"?")
    #expect(
      message("x\ty\n1\ta\n") == "t.csv:1: the header has one column, 'x\ty'; did you mean separator: \"\\t\"?")
  }
}
