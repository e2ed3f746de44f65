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

/// What a JSON file in a folder of results holds.
public enum ResultKind: Sendable {
  case run
  case sweep
  /// It must have been a run or a sweep, because it has other files of one, and can't be read, for want of permission or of a whole JSON
  /// document.
  case unreadable
}

extension ResultPaths {
  /// The finished runs and sweeps of a folder by name, and what can't be read. Other JSON files, such as a comparison, are left out.
  public static func finished(in root: String) throws(FileProblem) -> [(paths: ResultPaths, kind: ResultKind)] {
    let comparison = comparison(root: root).json
    return try AtomicFile.names(in: root).filter { $0.hasSuffix(".json") }.compactMap { file in
      let paths = ResultPaths(root: root, name: String(file.dropLast(".json".count)))
      guard paths.summary != comparison, let kind = paths.kind else { return nil }
      return (paths, kind)
    }
  }

  /// Those of one kind.
  public static func finished(in root: String, _ kind: ResultKind) throws(FileProblem) -> [ResultPaths] {
    try finished(in: root).filter { $0.kind == kind }.map(\.paths)
  }

  private var kind: ResultKind? {
    guard let bytes = try? AtomicFile.read(summary),
      let document = try? JSONValue(text: String(decoding: bytes, as: UTF8.self))
    else { return access(history, F_OK) == 0 || isFolder(folder) ? .unreadable : nil }
    if document["status"] != nil && document["spec"] != nil { return .run }
    return document["sweep"] != nil && document["runs"] != nil ? .sweep : nil
  }
}
