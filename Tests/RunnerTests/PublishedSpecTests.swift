import Foundation
import Testing

/// Networks from textbooks whose data are not here: the shapes and the number of parameters over made data of the same form.
@Suite struct PublishedSpecTests {
  private let here = Workspace()
  private static let root = #filePath.dropLast("Tests/RunnerTests/PublishedSpecTests.swift".count)

  private func copySpecs(from folder: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.root + folder) {
      try here.write(
        try String(contentsOfFile: Self.root + folder + "/" + name, encoding: .utf8), to: folder + "/" + name)
    }
  }

  private func lastLine(of spec: String) throws -> [Substring] {
    let outcome = try here.run("summary", spec)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return outcome.stdout.split(separator: "\n").last?.split(separator: " ") ?? []
  }

  /// The table has the columns of scikit-learn's.
  @Test(arguments: [("geron-dense", "5,601"), ("geron-wide-deep", "1,176")])
  func housesInCalifornia(name: String, parameters: String) throws {
    let folder = "experiments/published/california"
    try copySpecs(from: folder)
    let columns = [
      "MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude", "MedHouseVal",
    ]
    let rows = (0..<32).map { row in columns.indices.map { "\((row * 7 + $0 * 3) % 31).5" }.joined(separator: ",") }
    try here.write(([columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n", to: "data/california.csv")
    #expect(try lastLine(of: "\(folder)/\(name).yaml").contains { $0 == parameters })
  }
}
