import Catalog
import Datasets
import Foundation
import SpecMutations
import Testing

/// The pieces in which a table is read, and how many threads read it, change nothing: neither numbers nor messages nor their lines.
@Suite struct TablePiecesTests {
  /// As many as RUNNER_TABLE_MUTANTS says.
  @Test func piecesThatEndAnywhere() throws {
    let count = ProcessInfo.processInfo.environment["RUNNER_TABLE_MUTANTS"].flatMap { Int($0) } ?? 200
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 1)
    var readable = 0
    for number in 0..<count {
      let table = RandomTable(number, path: folder.path + "/t.csv")
      try folder.write(table.bytes, "t.csv")
      let whole = outcome(of: table, TablePieces(length: 1 << 20, threads: 1))
      for length in [1, random.pick([2, 3, 4, 5]), random.pick([7, 16, 60]), 500] {
        let pieces = TablePieces(length: length, threads: random.pick([1, 2, 3]))
        #expect(outcome(of: table, pieces) == whole, "table \(number), \(length) bytes")
      }
      if whole.contains("\n") { readable += 1 }
    }
    #expect(readable > count / 8)
  }

  private func outcome(of table: RandomTable, _ pieces: TablePieces) -> String {
    do throws(DatasetProblem) {
      let dataset = try table.csv.read(needsClasses: table.needsClasses, in: pieces)
      let parts = [dataset.training, dataset.test].map { part in
        "\(part.floats.map(\.bitPattern)) \(part.targets) \(part.weights ?? [])"
      }
      let rest = ["\(dataset.heldOut)", "\(dataset.columns)", "\(dataset.notes)", "\(dataset.files)"]
      return (parts + rest + [dataset.interface.json.text]).joined(separator: "\n")
    } catch { return "\(error) \(error.kind)" }
  }

  /// A record that is longer than any piece, and quotes that are opened and closed in different pieces.
  @Test func recordsLongerThanPieces() throws {
    let long = String(repeating: "a\"\"b\nc,", count: 50)
    let tables = try Tables(["t.csv": "x,y\n\"\(long)\",1\nq,0\n\"\(long)\",1\nq,0\n"])
    var csv = CSV()
    (csv.files, csv.target) = (.path(tables.path("t.csv")), .one("y"))
    csv.testWithLast(1)
    for length in 1...40 {
      let dataset = try csv.read(needsClasses: true, in: TablePieces(length: length, threads: 2))
      #expect(dataset.training.floats == [1, 0, 0, 1, 1, 0])
      #expect(dataset.interface.table?.features[0] == "x=" + long.replacing("\"\"", with: "\""))
    }
  }

  /// Each text in a column of its own, whose range says the number exactly.
  @Test func numbersAreThoseOfDouble() throws {
    var random = SplitMix64(seed: 3)
    let texts = (0..<9_900).map { _ in Self.number(&random) }
    let row = texts.joined(separator: ",")
    let names = texts.indices.map { "x\($0)" }.joined(separator: ",")
    let dataset = try Tables.read("y,\(names)\na,\(row)\nb,\(row)\na,\(row)\n") { csv in
      csv.scaling = .all(.none)
      csv.testWithLast(1)
    }
    for (text, column) in zip(texts, dataset.columns) {
      let number = try #require(Double(text))
      #expect(column.range == number...number, "\(text)")
    }
  }

  /// Numbers of all lengths that a float can hold, near the middle between two doubles, too.
  private static func number(_ random: inout SplitMix64) -> String {
    let digits = 1 + random.index(below: 22)
    var text = (0..<digits).map { _ in String(random.index(below: 10)) }.joined()
    if random.index(below: 3) == 0 {
      // Halfway between two doubles from 2⁵³ on, or beside that.
      text = String((UInt64(1) << 53 | random.next() >> 12) * 2 + 1) + random.pick(["", "0", "1", "5"])
    }
    if random.index(below: 2) == 0 {
      let place = text.index(text.startIndex, offsetBy: random.index(below: text.count + 1))
      text.insert(".", at: place)
    } else if random.index(below: 2) == 0 {
      text = "0." + String(repeating: "0", count: random.index(below: 6)) + text
    }
    if random.index(below: 4) == 0 { text += "e\(random.index(below: 30) - 24)" }
    return random.pick(["", "", "-", "+"]) + text
  }
}
