import Catalog
import Datasets
import Foundation
import Testing

/// Tensors and rows beside those of pandas, scikit-learn and a second Philox: Fixtures/tables/tables.py.
@Suite struct TableFixtureTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let scaling: String
      let missing: String
      let train: [Float]
      let test: [Float]
    }
    struct Split: Decodable {
      let count: Int
      let seed: UInt64
      let test: Double
      let validation: Double
      let rows: [[Int]]
    }
    let cases: [Case]
    let splits: [Split]
  }

  private static let expected: Expected = {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: tableFixture("expected.json")))
      return try JSONDecoder().decode(Expected.self, from: data)
    } catch { fatalError("\(error)") }
  }()

  @Test(arguments: ["standard", "min_max", "none"]) func tensorsAreThoseOfScikitLearn(scaling: String) throws {
    let expected = try #require(Self.expected.cases.first { $0.scaling == scaling })
    let rule = try #require(MissingRule(.string(expected.missing)))
    var csv = CSV()
    csv.files = .parts(["train": tableFixture("train.csv"), "test": tableFixture("test.csv")])
    csv.target = .one("kind")
    csv.features = .allBut(["y"])
    csv.columns = ByColumn(["code": .categorical])
    csv.scaling = .all(try #require(Scaling(rawValue: scaling)))
    csv.missing = .each(ByColumn(["mass": rule, "length": rule, "sex": .mostFrequent]))
    let dataset = try DatasetLoader.load(.csv(csv), dataDirectory: nil, trainLimit: nil, testLimit: nil)
    #expect(dataset.training.floats == expected.train)
    #expect(dataset.test.floats == expected.test)
    #expect(dataset.interface.classNames == ["a", "b", "c"])
    #expect(dataset.training.labels.prefix(3) == [1, 0, 2])
    #expect(
      dataset.interface.table?.features == [
        "mass", "length", "constant", "code=1", "code=2", "code=10", "island=Biscoe", "island=Dream, north",
        "island=the \"small\" one", "island=Ærø", "sex=female", "sex=male",
      ])
  }

  @Test(arguments: 0..<3) func rowsAreThoseOfASecondPhilox(index: Int) throws {
    let expected = Self.expected.splits[index]
    let text = "x,y\n" + (0..<expected.count).map { "\($0),\($0)\n" }.joined()
    let dataset = try Tables.read(text, needsClasses: false) { csv in
      csv.scaling = .all(.none)
      csv.split = SplitSpec()
      csv.split?.seed = expected.seed
      csv.split?.test = expected.test
      csv.split?.validation = expected.validation > 0 ? expected.validation : nil
    }
    let (training, validation, test) = (expected.rows[0], expected.rows[1], expected.rows[2])
    #expect(dataset.training.floats == (training + validation).map(Float.init))
    #expect(dataset.heldOut == validation.count)
    #expect(dataset.test.floats == test.map(Float.init))
    let rows = try #require(dataset.interface.table?.rows)
    func recorded(_ rows: [Int]) -> [UInt32] { rows.map { UInt32($0) + 1 } }
    #expect(rows.training == recorded(training) && rows.validation == recorded(validation))
    #expect(rows.test == recorded(test))
  }
}
