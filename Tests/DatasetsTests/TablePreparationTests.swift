import Catalog
import Datasets
import Testing

/// Columns, missing cells, classes and parts of tables, and what is said about those that do not fit.
@Suite struct TablePreparationTests {
  private func message(
    _ text: String, needsClasses: Bool = true, _ change: (inout CSV) -> Void = { _ in }
  ) -> String {
    Tables.message(text, needsClasses: needsClasses) { csv in
      csv.testWithLast(1)
      change(&csv)
    }
  }

  private static let small = "x,w,y\n1,p,a\n2,q,b\n3,p,a\n"

  @Test func columnsThatAreNotThere() {
    #expect(message(Self.small) { $0.target = .one("yy") } == "t.csv has no column 'yy'; did you mean 'y'?")
    #expect(message(Self.small) { $0.features = .only(["x", "v"]) } == "t.csv has no column 'v'; known: x, w, y")
    #expect(message(Self.small) { $0.features = .allBut(["zzz"]) } == "t.csv has no column 'zzz'; known: x, w, y")
    #expect(
      message(Self.small) { $0.missing = .each(ByColumn(["zzz": .mean])) }
        == "t.csv has no column 'zzz'; known: x, w, y")
    #expect(message(Self.small) { $0.sampleWeight = "zzz" } == "t.csv has no column 'zzz'; known: x, w, y")
    #expect(message(Self.small) { $0.features = .only(["y"]) } == "t.csv: 'y' is the target; leave it out of features")
    #expect(
      message("1,2\n3,4\n5,6\n") { $0.target = .one("y") }
        == "t.csv has no column 'y'; its first row has only numbers: if it is no header, write header: false, "
        + "and the columns are c1, c2, …")
    #expect(
      message(",y\n0,a\n1,b\n")
        == "t.csv:1: a column has no name, as the index that pandas writes; leave it out: features: {exclude: [\"\"]}")
  }

  @Test func missingCells() {
    let gaps = "x,w,y\n1,p,a\n,q,b\n3,,a\n4,p,b\n5,p,a\n"
    #expect(
      message(gaps) == "t.csv:3: 'x' is missing in 1 row, 'w' is missing in 1 row; "
        + "say what takes the place of missing cells: missing: {x: median, w: most_frequent}")
    #expect(
      message(gaps) { $0.missing = .all(.mean) }
        == "t.csv: 'w' has categories, of which there is no mean; write missing: {w: most_frequent}")
    #expect(
      message(gaps) { $0.missing = .each(ByColumn(["x": .constant("much"), "w": .mostFrequent])) }
        == "t.csv: 'x' has numbers, and 'much' is none; write a number, as in constant: 0")
    #expect(message(gaps) { $0.missing = .all(.dropRow) } == "no problem")
    #expect(
      message("x,y\n1,a\n2,\n3,b\n4,a\n")
        == "t.csv:3: the target 'y' is missing in 1 row; fill it in, or leave such rows out: missing: {y: drop_row}")
    #expect(
      message("x,y\n1,a\nNA,b\n3,a\n") == "t.csv:3: 'NA' among the numbers of 'x'; "
        + "if it is a missing value, write missing_values: [\"\", NA]")
    #expect(
      message("x,y\n,a\n,b\n3,a\n") { $0.missing = .all(.median) }
        == "t.csv has no value of 'x' in the rows to train on; "
        + "leave the column out: features: {exclude: […]}")
  }

  /// One cell makes words of a column of numbers: who meant numbers is told where it is.
  @Test func aFewWordsAmongNumbers() throws {
    func table(_ count: Int, _ word: String) -> String {
      "x,y\n" + (0..<count).map { "\($0 == 7 ? word : "\($0).5"),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    }
    #expect(
      message(table(200, "viel")) == "t.csv:9: 'viel' among the numbers of 'x'; "
        + "correct it, or if it is a missing value, write missing_values: [\"\", viel]")
    #expect(
      message(table(200, "n.a.")) == "t.csv:9: 'n.a.' among the numbers of 'x'; "
        + "if it is a missing value, write missing_values: [\"\", n.a.]")
    // Few enough to be meant as words: a warning.
    func notes(_ text: String, _ change: (inout CSV) -> Void = { _ in }) throws -> [String] {
      try Tables.read(text) {
        $0.testWithLast(1)
        $0.unknown = .zeros
        change(&$0)
      }.notes
    }
    #expect(
      try notes(table(40, "viel")) == [
        "'x' is read as words, not as numbers: 39 of its values are numbers, but there is 'viel' in line 9. Correct it, or write "
          + "columns: {x: numeric} to be told of each such cell, or categorical if words are meant"
      ])
    #expect(try notes(table(40, "viel")) { $0.columns = ByColumn(["x": .categorical]) } == [])
    #expect(try notes(table(9, "viel")) == [])
  }

  @Test func theOtherDecimalMark() {
    let table = "x;y\n" + (0..<40).map { "\($0),5;\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let semicolons: (inout CSV) -> Void = { $0.separator = .semicolon }
    #expect(
      message(table, semicolons)
        == "t.csv:2: 'x' has numbers such as '0,5'; did you mean decimal: \",\"? If they are words: columns: {x: categorical}"
    )
    // The target as well, and before its own rules.
    let target = table.replacing("x;y", with: "y;x")
    #expect(
      message(target, needsClasses: false, semicolons)
        == "t.csv:2: 'y' has numbers such as '0,5'; did you mean decimal: \",\"? If they are words: columns: {y: categorical}"
    )
    #expect(
      message(table) {
        semicolons(&$0)
        $0.decimal = .comma
      } == "no problem")
  }

  @Test func valuesThatDoNotFit() {
    let names = "x,y\n" + (0..<101).map { "n\($0),a\n" }.joined() + "n0,b\nn0,b\n"
    #expect(
      message(names) == "t.csv: 'x' has 101 different values in 103 rows; leave it out: features: {exclude: [x]}")
    let numbers = "x,y\n" + (0..<120).map { "1,\($0)\n" }.joined()
    #expect(message(numbers) == "t.csv: 'y' has 120 values; for regression write loss: mse")
    #expect(message(numbers, needsClasses: false) == "no problem")
    #expect(
      message("x,y\n1,a\n2,b\n1e300,a\n") { $0.scaling = .all(.none) }
        == "t.csv:4: 1e+300 in 'x' is too large; "
        + "scale the column, or write it in another unit: a model's numbers have single precision")
    #expect(
      message("x,y\np,a\nq,b\nr,a\n") == "t.csv:4: 'x' is 'r', which no row to train on has; they have 'p', 'q'; "
        + "write unknown: zeros into the dataset, or --set dataset.unknown=zeros, or correct the cell")
    #expect(
      message(Self.small) { $0.shape = [2, 2] } == "t.csv has 3 numbers in each row, which are not 2 × 2; "
        + "write one to three sizes whose product is 3")
    #expect(
      message(Self.small) { $0.scaling = .each(ByColumn(["w": .minMax])) }
        == "t.csv: 'w' has categories, which are not scaled; leave it out of scaling")
    #expect(
      message("x,s,y\n1,-1,a\n2,1,b\n3,1,a\n") { $0.sampleWeight = "s" }
        == "t.csv:2: -1.0 is no weight; write a finite number from 0")
  }

  @Test func classes() throws {
    let three = "x,y\n1,10\n2,9\n3,2\n4,9\n5,10\n6,2\n7,2\n"
    #expect(try Tables.read(three) { $0.testWithLast(1) }.interface.classNames == ["2", "9", "10"])
    #expect(
      try Tables.read(three) {
        $0.testWithLast(1)
        $0.classNames = ["10", "2", "9"]
      }.interface.classNames == ["10", "2", "9"])
    #expect(message(three) { $0.classNames = ["10", "2"] } == "t.csv: 'y' has the class '9' too; list every class")
    #expect(message(three) { $0.positive = "2" } == "t.csv: 'y' has 3 classes; positive is for two")
    let two = "x,y\n1,no\n2,yes\n3,no\n"
    #expect(
      try Tables.read(two) {
        $0.testWithLast(1)
        $0.positive = "no"
      }.interface.classNames == ["yes", "no"])
    #expect(message(two) { $0.positive = "ye" } == "t.csv: 'y' has no class 'ye'; did you mean 'yes'?")
    #expect(message("x,y\n1,a\n2,a\n") == "t.csv has only rows of the class 'a'; a target has at least two classes")
    #expect(
      message("x,y\n1,a\n2,a\n3,b\n") == "t.csv:4: the test part has the class 'b', and no row to train on has it; "
        + "let each part have every class: split: {…, stratify: true}")
    #expect(
      message(two, needsClasses: true) { $0.target = .one("x") }
        == "t.csv:4: the test part has the class '3', and no row to train on has it; "
        + "let each part have every class: split: {…, stratify: true}")
  }

  @Test func severalNumbersAreTargets() throws {
    let dataset = try Tables.read("x,u,v\n1,2,3\n4,5,6\n7,8,9\n", needsClasses: false) { csv in
      csv.target = .more(["v", "u"])
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    #expect(dataset.interface.target == .values(["v", "u"]))
    #expect(dataset.training.values == [3, 2, 6, 5] && dataset.test.values == [9, 8])
    #expect(dataset.training.floats == [1, 4])
  }

  @Test func filledCellsMayBeIndicated() throws {
    let dataset = try Tables.read("x,w,y\n1,p,a\n,q,b\n3,,a\n5,p,b\n4,,a\n") { csv in
      csv.missing = .each(ByColumn(["x": .mean, "w": .constant("none")]))
      csv.indicator = true
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    #expect(
      dataset.interface.table?.features == ["x", "x is missing", "w=none", "w=p", "w=q", "w is missing"])
    #expect(
      dataset.training.floats == [
        1, 0, 0, 1, 0, 0, 3, 1, 0, 0, 1, 0, 3, 0, 1, 0, 0, 1, 5, 0, 0, 1, 0, 0,
      ])
    #expect(dataset.test.floats == [4, 0, 1, 0, 0, 1])
  }

  @Test func weightsAreThoseOfTheirRows() throws {
    let dataset = try Tables.read("x,s,y\n1,0.5,a\n2,2,b\n3,1,a\n") { csv in
      csv.sampleWeight = "s"
      csv.testWithLast(1)
    }
    #expect(dataset.training.weights == [0.5, 2] && dataset.test.weights == [1])
    #expect(dataset.interface.table?.features == ["x"])
  }

  @Test func aColumnOfFewWholeNumbersIsNoted() throws {
    let text = "x,z,b,y\n1,0.5,0,a\n2,1,1,b\n3,2,0,a\n1,1,1,b\n"
    #expect(
      try Tables.read(text) { $0.testWithLast(1) }.notes == [
        "'x' has only 1, 2, 3: write columns: {x: categorical} if these are codes"
      ])
  }

  @Test func aRowOfTheTestChangesNothingElse() throws {
    func read(_ last: String) throws -> Dataset {
      try Tables.read("x,w,y\n1,p,a\n,q,b\n3,p,a\n5,q,b\n\(last)\n") { csv in
        csv.missing = .all(.mostFrequent)
        csv.unknown = .zeros
        csv.testWithLast(1)
      }
    }
    let (one, other) = (try read("4,p,a"), try read("1e6,zzz,b"))
    #expect(one.training == other.training || one.training.floats == other.training.floats)
    #expect(one.training.labels == other.training.labels && one.test.floats != other.test.floats)
    #expect(one.interface == other.interface)
  }

  @Test func filesHaveTheirColumnsByName() throws {
    let tables = try Tables([
      "a.csv": "x,w,y\n1,p,a\n2,q,b\n", "b.csv": "y,extra,w,x\na,0,q,3\n", "c.csv": "y,x\na,3\n",
      "v.csv": "w,x,y\np,9,b\n",
    ])
    let dataset = try tables.read { csv in
      csv.files = .parts([
        "train": tables.path("a.csv"), "test": tables.path("b.csv"), "validation": tables.path("v.csv"),
      ])
      csv.scaling = .all(.none)
    }
    #expect(dataset.test.floats == [3, 0, 1] && dataset.training.floats == [1, 1, 0, 2, 0, 1, 9, 1, 0])
    #expect(dataset.heldOut == 1 && dataset.split(0).validation == 1)
    #expect(dataset.files.map(\.role) == [.training, .validation, .test])
    do {
      _ = try tables.read { $0.files = .parts(["train": tables.path("a.csv"), "test": tables.path("c.csv")]) }
      Issue.record("a column was missing")
    } catch let problem as DatasetProblem {
      #expect(problem.problem == "has no column 'w'" && problem.hint == "its columns are 'y', 'x'")
    }
  }

  @Test func aPreparationIsReadAsItIsWritten() throws {
    let dataset = try Tables.read("x,z,w,s,y\n1,2,p,1,a\n,3,q,2,b\n3,4,,1,a\n5,4,p,1,b\n4,4,,1,a\n") { csv in
      csv.missing = .each(ByColumn(["x": .mean, "w": .mostFrequent]))
      csv.indicator = true
      csv.scaling = .each(ByColumn(["z": .minMax]))
      csv.sampleWeight = "s"
      csv.testWithLast(1)
    }
    #expect(DataInterface(dataset.interface.json) == dataset.interface)
    let shared = try #require(SharedDataset(dataset))
    let read = try #require(Dataset(shared: shared.descriptor))
    #expect(read.training == dataset.training && read.test == dataset.test && read.heldOut == dataset.heldOut)
  }
}
