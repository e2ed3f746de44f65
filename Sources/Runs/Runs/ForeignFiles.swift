import Analysis
import Files

/// What is said of a file that a person has put where one of the program's would be.
package let notOurs = "is not of this program's making, and stays as it is"

/// What a run says of somebody else's files in its place.
package func movedAside(_ files: [String], to folder: String, of name: String) -> String {
  "\(name): \(files.joined(separator: ", ")): not of this program's making, and now in \(folder)/"
}

extension Comparison {
  /// Writes comparison.csv and comparison.json, unless one of that name is somebody else's.
  ///
  /// - Returns: what is to be said then.
  package func write(in root: String) throws -> String? {
    try save(in: root).map { "\($0) \(notOurs); move it away, and write the comparison with: runner compare --write" }
  }
}

/// - Throws: a `Failure` for a place among the results: these are a function of spec and data, and are not written over.
package func requireOutside(_ results: String, folder: String, option: String) throws {
  guard isSameFolder(folder, results) else { return }
  throw Failure(
    .usage, "error: \(option): \(results) holds the results as runs have written them; choose a place outside it")
}
