import Catalog
import Datasets
import Testing

/// Which rows of a table get into which part.
@Suite struct TableSplitTests {
  private typealias Rows = TablePreparation.Rows

  /// 40 rows: classes a, b and c of 25, 14 and 1 rows, in groups of three neighbours.
  private static let text =
    "x,g,y\n" + (0..<40).map { "\($0),g\($0 / 3),\($0 == 7 ? "c" : $0 % 3 == 0 ? "b" : "a")\n" }.joined()

  private func rows(_ change: (inout SplitSpec) -> Void) throws -> Rows {
    let dataset = try Tables.read(Self.text) { csv in
      csv.features = .only(["x"])
      csv.split = SplitSpec()
      if let split = csv.split {
        var split = split
        change(&split)
        csv.split = split
      }
    }
    return try #require(dataset.interface.table?.rows)
  }

  @Test func aFractionIsRoundedUp() throws {
    let rows = try rows {
      $0.test = 0.21
      $0.validation = 0.11
      $0.stratify = .byTarget
    }
    #expect(rows.test.count == 9 && rows.validation.count == 5 && rows.training.count == 26)
    #expect(Set(rows.test + rows.validation + rows.training) == Set(1...40))
    #expect(rows.test == rows.test.sorted() && rows.validation == rows.validation.sorted())
    #expect(rows.training != rows.training.sorted())
  }

  @Test func theTestDoesNotDependOnTheRest() throws {
    func test(_ validation: Double?, _ stratify: Stratification) throws -> [UInt32] {
      try rows {
        $0.test = 8
        $0.validation = validation
        $0.stratify = stratify
        $0.seed = 3
      }.test
    }
    let expected = try test(nil, .byTarget)
    for validation in [0.1, 3, 12] { #expect(try test(validation, .byTarget) == expected) }
  }

  @Test func anotherSeedDrawsOtherRows() throws {
    let tests = try (0..<5).map { seed in
      try rows {
        $0.test = 8
        $0.seed = UInt64(seed)
        $0.stratify = .byTarget
      }.test
    }
    #expect(Set(tests).count == 5)
  }

  /// 25 : 14 : 1 rows, of which 10 are 6.25 : 3.5 : 0.25.
  @Test func classesKeepTheirProportion() throws {
    for seed in 0..<20 {
      let rows = try rows {
        $0.test = 10
        $0.validation = 5
        $0.stratify = .byTarget
        $0.seed = UInt64(seed)
      }
      func counts(_ rows: [UInt32]) -> [Int] {
        let classes = rows.map { $0 - 1 == 7 ? 2 : ($0 - 1) % 3 == 0 ? 1 : 0 }
        return (0..<3).map { label in classes.count { $0 == label } }
      }
      #expect(counts(rows.test) == [6, 4, 0] && counts(rows.validation) == [3, 2, 0])
      #expect(rows.training.contains(8))
    }
  }

  /// Classes a and b keep their proportion in each fold; the only row of class c trains.
  @Test func everyRowIsInOneFold() throws {
    for round in [nil, 2] as [Int?] {
      let folds = try (1...4).map { fold in
        try rows {
          $0.fold = fold
          $0.folds = 4
          $0.round = round
          $0.stratify = .byTarget
          $0.validation = 5
        }
      }
      #expect(folds.flatMap(\.test).sorted() == Array(1...40).filter { $0 != 8 })
      for rows in folds {
        #expect((9...10).contains(rows.test.count) && rows.validation.count == 5 && rows.training.contains(8))
        #expect(Set(rows.test + rows.validation + rows.training).count == 40)
        let ofB = rows.test.count { ($0 - 1) % 3 == 0 }
        #expect((3...4).contains(ofB))
      }
    }
  }

  @Test func eachRoundDealsAnew() throws {
    func test(round: Int?) throws -> [UInt32] {
      try rows {
        ($0.fold, $0.folds, $0.round, $0.stratify) = (1, 4, round, .byTarget)
      }.test
    }
    #expect(try test(round: nil) == test(round: 1))
    #expect(try test(round: 2) != test(round: 1))
  }

  @Test func groupsStayInAFold() throws {
    let text = Self.text.replacing(",c\n", with: ",a\n")
    let folds = try (1...3).map { fold in
      try #require(
        Tables.read(text) { csv in
          var split = SplitSpec()
          (split.fold, split.folds, split.group) = (fold, 3, "g")
          csv.split = split
        }.interface.table?.rows)
    }
    #expect(folds.flatMap(\.test).sorted() == Array(1...40))
    for rows in folds {
      #expect((12...15).contains(rows.test.count))
      #expect(Set(rows.test.map { ($0 - 1) / 3 }).isDisjoint(with: rows.training.map { ($0 - 1) / 3 }))
    }
  }

  @Test func groupsStayTogether() throws {
    for seed in 0..<20 {
      let text = Self.text.replacing(",c\n", with: ",a\n")
      let dataset = try Tables.read(text) { csv in
        csv.split = SplitSpec()
        csv.split?.test = 10
        csv.split?.validation = 5
        csv.split?.group = "g"
        csv.split?.seed = UInt64(seed)
      }
      let rows = try #require(dataset.interface.table?.rows)
      let groups = [rows.training, rows.validation, rows.test].map { Set($0.map { ($0 - 1) / 3 }) }
      #expect(groups[0].isDisjoint(with: groups[1]) && groups[0].isDisjoint(with: groups[2]))
      #expect(groups[1].isDisjoint(with: groups[2]))
      #expect((10...12).contains(rows.test.count) && (5...7).contains(rows.validation.count))
      #expect(dataset.interface.table?.features == ["x"])
    }
  }

  /// Neighbours are of different groups here, of which there are more than a byte can tell apart, and as many as folds.
  @Test(arguments: [1 << 20, 50]) func eachOfManyGroupsIsAFold(piece: Int) throws {
    let groups = (0..<300).map { $0 == 7 ? "" : "g\($0)" }
    let rows = (0..<900).map { "\($0),\(groups[$0 % 300]),\($0 % 2 == 0 ? "a" : "b")\n" }
    let tables = try Tables(["t.csv": "x,g,y\n" + rows.joined()])
    for fold in [1, 150, 300] {
      var csv = CSV()
      (csv.files, csv.target, csv.split) = (.path(tables.path("t.csv")), .one("y"), SplitSpec())
      csv.split?.group = "g"
      csv.split?.fold = fold
      csv.split?.folds = 300
      let pieces = TablePieces(length: piece, threads: 2)
      let parts = try #require(csv.read(needsClasses: true, in: pieces).interface.table?.rows)
      #expect(parts.test.count == 3 && Set(parts.test.map { ($0 - 1) % 300 }).count == 1)
      #expect((parts.test + parts.training).sorted() == Array(1...900))
    }
  }

  @Test func withoutShufflingTheLastTest() throws {
    let text = Self.text.replacing(",c\n", with: ",a\n")
    let dataset = try Tables.read(text) { csv in
      csv.features = .only(["x"])
      csv.split = SplitSpec()
      csv.split?.test = 10
      csv.split?.validation = 0.2
      csv.split?.shuffle = false
    }
    let expected = Rows(training: Array(1...22), validation: Array(23...30), test: Array(31...40))
    #expect(dataset.interface.table?.rows == expected)
  }

  @Test func aColumnMaySayIt() throws {
    let dataset = try Tables.read("x,p,y\n1,train,a\n2,2,b\n3,val,a\n4,0,b\n5,test,a\n6,1,b\n7,validation,a\n") { csv in
      csv.split = SplitSpec()
      csv.split?.column = "p"
    }
    #expect(dataset.interface.table?.rows == Rows(training: [1, 4], validation: [3, 6, 7], test: [2, 5]))
    #expect(dataset.interface.table?.features == ["x"])
    #expect(
      Tables.message("x,p,y\n1,train,a\n2,tset,b\n") { csv in
        csv.split = SplitSpec()
        csv.split?.column = "p"
      } == "t.csv:3: 'p' is 'tset'; write train, validation or test, or 0, 1 or 2")
  }

  @Test func droppedRowsAreInNoPart() throws {
    let dataset = try Tables.read("x,y\n1,a\n,b\n3,b\n4,\n5,a\n6,b\n") { csv in
      csv.missing = .all(.dropRow)
      csv.testWithLast(2)
    }
    #expect(dataset.interface.table?.rows == Rows(training: [1, 3], validation: [], test: [5, 6]))
  }

  @Test func tooMuchIsTaken() {
    let message = Tables.message(Self.text) { csv in
      csv.split = SplitSpec()
      csv.split?.test = 39
      csv.split?.validation = 0.1
    }
    #expect(
      message
        == "t.csv has 40 rows, and the split takes 43 of them away from training; leave some to train on: test: 0.2")
  }

  @Test func optionsThatContradictEachOther() {
    func problem(_ change: (inout CSV) -> Void) -> String? {
      var csv = CSV()
      csv.files = .path("t.csv")
      csv.split = SplitSpec()
      csv.split?.test = 0.2
      change(&csv)
      return csv.contradiction.map { "\($0.key): \($0.problem); \($0.hint ?? "")" }
    }
    #expect(problem { _ in } == nil)
    #expect(
      problem { $0.split = nil } == "csv: has no test part; write split: {test: 0.2}, or csv: {train: FILE, test: FILE}"
    )
    #expect(problem { $0.split?.column = "p" } == "split.test: 'test' beside 'column'; keep one of them")
    #expect(
      problem {
        $0.split?.column = "p"
        $0.split?.test = nil
        $0.split?.fold = 1
      } == "split.fold: 'cross_validation' beside 'split.column'; "
        + "keep one of them; column: null takes back what another file says")
    #expect(
      problem {
        $0.split?.stratify = .byTarget
        $0.split?.group = "g"
      } == "split.group: 'group' beside 'stratify'; keep one of them")
    #expect(
      problem {
        $0.split?.stratify = .byTarget
        $0.split?.shuffle = false
      } == "split.stratify: 'stratify' needs rows that are drawn; leave shuffle out")
    #expect(
      problem { $0.split?.test = nil }
        == "split: 'split' has neither test nor validation; write split: {test: 0.2}")
    #expect(
      problem { $0.files = .parts(["train": "a", "test": "b"]) }
        == "split: 'split.test' beside 'csv.test'; keep one of them")
    #expect(
      problem { $0.decimal = .comma }
        == "decimal: 'decimal' and 'separator' are both the comma; write separator: \";\"")
    #expect(
      Tables.message("x,y\n1,a\n2,b\n") { $0.split = nil }
        == "t.csv has no test part; write split: {test: 0.2}, or csv: {train: FILE, test: FILE}")
  }

  @Test func theMeanOfEqualNumbersIsExact() throws {
    let dataset = try Tables.read("x,y\n" + String(repeating: "0.1,a\n0.1,b\n", count: 31)) { $0.testWithLast(2) }
    #expect(dataset.training.floats.allSatisfy { $0 == 0 } && dataset.test.floats == [0, 0])
  }
}
