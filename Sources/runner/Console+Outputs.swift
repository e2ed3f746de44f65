import ArgumentParser
import Files
import Text

extension CSVTable.Dialect: ExpressibleByArgument {}

extension Console {
  /// Writes a document to the file that an option names, or to stdout for `-`.
  func write(_ text: String, to path: String) throws {
    if path == "-" { return try print(text) }
    try writeNamedFile(Array(text.utf8), to: path)
  }
}
