import Statistics
import Files
import Text

extension Comparison {
  /// Writes comparison.csv and comparison.json.
  ///
  /// - Returns: the file of that name, if the program has not written it; then nothing is written.
  public func save(in root: String) throws(FileProblem) -> String? {
    let paths = ResultPaths.comparison(root: root)
    try AtomicFile.makeDirectories(root)
    for (path, mark) in [(paths.csv, FileMark.comparisonTable), (paths.json, .comparison)]
    where !mark.allowsWriting(path) {
      return path
    }
    try AtomicFile.write(table.text, to: paths.csv)
    try AtomicFile.write(json.text, to: paths.json)
    return nil
  }
}

extension Comparison {
  /// The names of the runs in a folder's comparison.json, in the order of the command line that made it; none if it
  /// does not exist.
  public static func recordedNames(in root: String) -> [String] {
    guard let bytes = try? AtomicFile.read(ResultPaths.comparison(root: root).json),
      case .list(let runs)? = (try? JSONValue(text: String(decoding: bytes, as: UTF8.self)))?["runs"]
    else { return [] }
    return runs.compactMap { run in if case .string(let name)? = run["name"] { name } else { nil } }
  }
}

extension ResultPaths {
  /// Whether a result's file is a comparison in its place; `false` for a file that is not there.
  public var isComparison: Bool {
    guard let bytes = try? AtomicFile.read(summary),
      let document = try? JSONValue(text: String(decoding: bytes, as: UTF8.self))
    else { return false }
    return document["runs"] != nil && document["pairs"] != nil
  }
}
