import Pages
import Runs

extension DataReport {
  /// Writes a table's parts as the network sees them, a CSV for each.
  ///
  /// - Parameter results: the folder of all results, which is no place for them.
  package func writeParts(to folder: String, outside results: String, _ terminal: any Terminal) throws {
    let option = "--output \(folder)"
    guard let parts = encodedParts else {
      throw Failure(.missingInput, "error: \(option): the data are no table; leave --output out")
    }
    try requireOutside(results, folder: folder, option: option)
    var export = TableExport(to: folder, .standard, terminal)
    try export.write(parts)
  }
}
