import Statistics
import Files

/// The message about a user's file at the path of one of the program's.
package let notOurs = "is not of this program's making, and stays as it is"

/// A run's message about foreign files at its paths.
package func movedAside(_ files: [String], to folder: String, of name: String) -> String {
  "\(name): \(files.joined(separator: ", ")): not of this program's making, and now in \(folder)/"
}

extension Comparison {
  /// Writes comparison.csv and comparison.json, unless a foreign file has that name.
  ///
  /// - Returns: what to report then.
  package func write(in root: String) throws -> String? {
    try save(in: root).map { "\($0) \(notOurs); move it away, and write the comparison with: runner compare --write" }
  }
}

/// - Throws: a `Failure` for a place among the results: these are a function of spec and data, and are not overwritten.
package func requireOutside(_ results: String, folder: String, option: String) throws {
  guard isSameFolder(folder, results) else { return }
  throw Failure(
    .usage, "error: \(option): \(results) holds the results as runs have written them; choose a place outside it")
}
