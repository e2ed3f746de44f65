import Files
import Glibc
import Text

/// Where one run's files are: two next to those of other runs, the rest in a folder of its own.
public struct ResultPaths: Sendable {
  /// The folder that contains the run's two files: that of all results, or a sweep's.
  public let root: String
  public let name: String
  /// The folder that the user has named. It may be a link; the folders below it belong to the program and may not.
  let base: String

  public init(root: String, name: String) { self.init(root: root, name: name, base: root) }

  /// A run of a sweep.
  public init(in sweep: ResultPaths, run: String) { self.init(root: sweep.folder, name: run, base: sweep.base) }

  private init(root: String, name: String, base: String) {
    self.root = root
    self.name = name
    self.base = base
  }

  public var history: String { "\(root)/\(name).csv" }
  public var summary: String { "\(root)/\(name).json" }
  public var folder: String { "\(root)/\(name)" }
  public var lock: String { folder + "/lock" }
  public var previous: String { folder + "/previous" }
  public var weights: String { folder + "/weights.safetensors" }
  public var bestWeights: String { folder + "/best.safetensors" }
  public var resolvedSpec: String { folder + "/resolved.yaml" }
  public var predictions: String { folder + "/predictions.csv" }
  public var steps: String { folder + "/steps.csv" }
  public var timing: String { folder + "/timing.csv" }
  public var preprocessing: String { folder + "/preprocessing.json" }
  public var environment: String { folder + "/environment.json" }

  /// What a run leaves in its folder, except pictures.
  static let runFiles = [
    "weights.safetensors", "best.safetensors", "resolved.yaml", "predictions.csv", "steps.csv", "timing.csv",
    "preprocessing.json",
    "environment.json", "checkpoint.finite", "checkpoint.final",
  ]

  public static func comparison(root: String) -> (csv: String, json: String) {
    ("\(root)/comparison.csv", "\(root)/comparison.json")
  }

  /// What a user means by `dense`, `results/dense`, `results/dense/`, `results/dense.json` or `results/dense.csv`.
  public init(argument: String, root: String) {
    var path = withoutSlash(argument)[...]
    for ending in [".json", ".csv"] where path.hasSuffix(ending) { path.removeLast(ending.count) }
    guard let slash = path.lastIndex(of: "/") else {
      self.init(root: root, name: String(path))
      return
    }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    self.init(
      root: folder, name: String(path[path.index(after: slash)...]), base: folder.hasPrefix(root + "/") ? root : folder)
  }

  public var hasSummary: Bool { access(summary, F_OK) == 0 }
}

extension ResultPaths: Equatable {
  /// Whether they are the same files, however the user has written them.
  public static func == (a: ResultPaths, b: ResultPaths) -> Bool { a.root == b.root && a.name == b.name }
}

extension ResultPaths {
  /// The finished runs of a folder by name. Other JSON files, such as a comparison, are left out.
  public static func all(in root: String) throws(FileProblem) -> [ResultPaths] {
    try documents(in: root) { $0["status"] != nil && $0["spec"] != nil }
  }

  /// The finished sweeps of a folder by name.
  public static func sweeps(in root: String) throws(FileProblem) -> [ResultPaths] {
    try documents(in: root) { $0["sweep"] != nil && $0["runs"] != nil }
  }

  /// What must have been a run or a sweep, because it has other files of one, and can't be read, for want of permission or of a whole
  /// JSON document.
  public static func unreadable(in root: String) throws(FileProblem) -> [ResultPaths] {
    let comparison = ResultPaths.comparison(root: root).json
    return try files(in: root).filter { paths in
      paths.summary != comparison && paths.document == nil
        && (access(paths.history, F_OK) == 0 || isFolder(paths.folder))
    }
  }

  private static func documents(
    in root: String, where isWanted: (JSONValue) -> Bool
  ) throws(FileProblem) -> [ResultPaths] {
    try files(in: root).filter { $0.document.map(isWanted) ?? false }
  }

  private static func files(in root: String) throws(FileProblem) -> [ResultPaths] {
    try AtomicFile.names(in: root).filter { $0.hasSuffix(".json") }
      .map { ResultPaths(root: root, name: String($0.dropLast(5))) }
  }

  private var document: JSONValue? {
    (try? AtomicFile.read(summary)).flatMap { try? JSONValue(text: String(decoding: $0, as: UTF8.self)) }
  }
}
