import Analysis
import ArgumentParser
import Files
import Glibc
import Text

extension CSVTable.Dialect: ExpressibleByArgument {}

extension Console {
  /// Writes a document to the file that an option names, or to stdout for `-`.
  static func write(_ text: String, to path: String) throws {
    if path == "-" { return try print(text) }
    try write(Array(text.utf8), toFile: path)
  }

  /// Writes a file that the user names: one that is there is replaced, as with any tool.
  static func write(_ bytes: [UInt8], toFile path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR else {
      return try AtomicFile.write(bytes, to: path)
    }
    // A pipe or a device is written to, not replaced.
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(path: path, operation: "open", code: errno) }
    defer { close(descriptor) }
    try AtomicFile.writeAll(bytes, to: descriptor, path: path)
  }
}

/// What is said of a file that a person has put where one of the program's would be.
let notOurs = "is not of this program's making, and stays as it is"

/// What a run says of somebody else's files in its place.
func movedAside(_ files: [String], to folder: String, of name: String) -> String {
  "\(name): \(files.joined(separator: ", ")): not of this program's making, and now in \(folder)/"
}

extension Comparison {
  /// Writes comparison.csv and comparison.json, unless one of that name is somebody else's.
  ///
  /// - Returns: what is to be said then.
  func write(in root: String) throws -> String? {
    try save(in: root).map { "\($0) \(notOurs); move it away, and write the comparison with: runner compare --write" }
  }
}

/// - Throws: a `Failure` for a place among the results: these are a function of spec and data, and are not written over.
func requireOutside(_ results: String, folder: String, option: String) throws {
  guard isSameFolder(folder, results) else { return }
  throw Failure(
    .usage, "error: \(option): \(results) holds the results as runs have written them; choose a place outside it")
}

private func isSameFolder(_ a: String, _ b: String) -> Bool {
  var (first, second) = (stat(), stat())
  guard stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// The folder of a file's path; `.` for a bare name.
func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
}
