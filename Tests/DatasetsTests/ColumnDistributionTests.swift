import Catalog
import Datasets
import Testing

/// What a table's columns hold, in the table's own numbers, whatever the network gets.
@Suite struct ColumnDistributionTests {
  /// 300 numbers from 0 to 125.625 without an order, four kinds, a count, and a number to predict; the last ten rows test.
  private static let text =
    "length,kind,wheels,y\n"
    + (0..<310).map { k in
      "\(Double((k * k * 31 + k * 7919) % 1009) / 8),\(["oak", "ash", "elm"][k % 3]),\([8, 4, 6, 4][k % 4]),\(k % 2)\n"
    }.joined()

  private static func distributions(
    needsClasses: Bool = true, _ change: (inout CSV) -> Void = { _ in }
  ) throws -> [ColumnDistribution] {
    let dataset = try Tables.read(text, needsClasses: needsClasses) { csv in
      csv.testWithLast(10)
      change(&csv)
    }
    return dataset.training.distributions(0..<dataset.training.count)
  }

  /// numpy.histogram(x, bins=20) of the same numbers.
  @Test(arguments: [Scaling.standard, .minMax, .none]) func stepsAreNumPys(scaling: Scaling) throws {
    let length = try #require(Self.distributions { $0.scaling = .all(scaling) }.first)
    #expect(length.name == "length")
    #expect(length.bars == .steps(0...125.625))
    #expect(length.counts == [21, 18, 12, 15, 14, 18, 17, 19, 13, 17, 17, 14, 17, 14, 9, 12, 21, 12, 5, 15])
  }

  @Test func rescaledNumbersAreTheTables() throws {
    let length = try #require(Self.distributions { $0.rescale = 0.125 }.first)
    #expect(length.bars == .steps(0...125.625))
  }

  @Test func wordsAndFewNumbersAreCounted() throws {
    let columns = try Self.distributions()
    #expect(columns.map(\.name) == ["length", "kind", "wheels", "y"])
    #expect(columns[1].bars == .values(["ash", "elm", "oak"]) && columns[1].counts == [100, 100, 100])
    #expect(columns[2].bars == .values(["4", "6", "8"]) && columns[2].counts == [150, 75, 75])
    #expect(columns[3].bars == .values(["0", "1"]) && columns[3].counts == [150, 150])
  }

  @Test func targetsMayBeNumbers() throws {
    let columns = try Self.distributions(needsClasses: false) { csv in
      csv.target = .one("length")
      csv.missing = nil
    }
    #expect(columns.map(\.name) == ["kind", "wheels", "y", "length"])
    #expect(columns[3].bars == .steps(0...125.625))
  }

  /// Every seventh row: the 1st, 8th, … of 300, whose kinds are in turn.
  @Test func ofManyRowsSomeCount() throws {
    let dataset = try Tables.read(Self.text) { $0.testWithLast(10) }
    let columns = dataset.training.distributions(0..<300, most: 43)
    #expect(columns[1].counts == [14, 14, 15] && columns[3].counts == [22, 21])
    #expect(columns.allSatisfy { $0.counts.reduce(0, +) == 43 })
  }

  @Test func onlyTheRowsThatAreAskedForCount() throws {
    let dataset = try Tables.read(Self.text) { $0.testWithLast(10) }
    #expect(dataset.training.distributions(0..<9)[1].counts == [3, 3, 3])
  }
}
