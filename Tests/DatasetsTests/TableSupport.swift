import Catalog
import Datasets
import Foundation
import Testing

/// A folder with tables.
struct Tables {
  let folder: TemporaryFolder

  init(_ files: [String: String]) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(Array(text.utf8), name) }
  }

  func path(_ name: String) -> String { folder.path + "/" + name }

  /// One table, `t.csv`, of which `split` makes the parts.
  static func read(
    _ text: String, needsClasses: Bool = true, _ change: (inout CSV) -> Void = { _ in }
  ) throws -> Dataset {
    let tables = try Tables(["t.csv": text])
    return try tables.read(needsClasses: needsClasses) { csv in
      csv.files = .path(tables.path("t.csv"))
      change(&csv)
    }
  }

  func read(needsClasses: Bool = true, _ change: (inout CSV) -> Void) throws -> Dataset {
    var csv = CSV()
    csv.target = .one("y")
    change(&csv)
    return try DatasetLoader.load(
      .csv(csv), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: needsClasses)
  }

  /// What is said about one table, without its folder.
  static func message(
    _ text: String, needsClasses: Bool = true, _ change: (inout CSV) -> Void = { _ in }
  ) -> String {
    do {
      _ = try read(text, needsClasses: needsClasses, change)
      return "no problem"
    } catch let problem as DatasetProblem {
      let file = problem.file.split(separator: "/").last.map(String.init) ?? ""
      return "\(problem.finding.replacing(problem.file, with: file)); \(problem.hint)"
    } catch { return "\(error)" }
  }
}

extension CSV {
  /// The last rows test.
  mutating func testWithLast(_ rows: Int) {
    split = SplitSpec()
    split?.test = Double(rows)
    split?.shuffle = false
  }
}

extension Samples {
  var floats: [Float] { if case .floats(let floats) = inputs[0] { Array(floats) } else { [] } }
  var values: [Float] { if case .values(let values) = targets { values } else { [] } }
}

/// A file beside the script that made it.
func tableFixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/tables/" + name
}
