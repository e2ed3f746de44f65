import Files
import Glibc
import Records

/// What is removed with a result, and what stays because the program has not written it.
public struct Removal: Sendable {
  /// In the order of removal: a summary first, because what is left without it is not mistaken for a result, and a lock
  /// after everything that it guards.
  public private(set) var files: [String] = []
  /// Inner folders first. Each is removed if it is empty by then.
  public private(set) var folders: [String] = []
  /// Files that the program has not written, and links, which may lead anywhere.
  public private(set) var foreign: [String] = []
  /// The locks of this result and of all runs in it.
  public private(set) var locks: [String] = []

  /// A run, finished or not, or a sweep with all its runs.
  public init(of paths: ResultPaths) throws(FileProblem) { try add(paths) }

  /// - Returns: the folders that were removed.
  public func perform() throws(FileProblem) -> [String] {
    for path in files + locks { try AtomicFile.remove(path) }
    return folders.filter { rmdir($0) == 0 }
  }

  private mutating func add(_ paths: ResultPaths) throws(FileProblem) {
    let recorded = paths.recorded
    for path in [paths.summary, paths.history] where fileKind(path) != nil {
      let isOwn = path == paths.summary ? recorded != nil : recorded?.isTable(path) ?? false
      if isOwn, fileKind(path) == S_IFREG { files.append(path) } else { foreign.append(path) }
    }
    guard let kind = fileKind(paths.folder) else { return }
    guard kind == S_IFDIR else { return foreign.append(paths.folder) }
    try addFolder(of: paths, recorded?.run)
    folders.append(paths.folder)
  }

  private mutating func addFolder(of paths: ResultPaths, _ recorded: RunSummary?) throws(FileProblem) {
    var inner: [String] = []
    for name in try AtomicFile.names(in: paths.folder) {
      let path = "\(paths.folder)/\(name)"
      switch fileKind(path) {
      case S_IFREG? where name == "lock": locks.append(path)
      case S_IFREG? where AtomicFile.isTemporary(name) || paths.isOwn(path, by: recorded): files.append(path)
      case S_IFREG? where name.hasSuffix(".json") || name.hasSuffix(".csv"):
        inner.append(String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]))
      case S_IFDIR? where path == paths.previous: try addPrevious(paths)
      case S_IFDIR? where name == ".slurm": try addJobs(path)
      case S_IFDIR?: inner.append(name)
      default: foreign.append(path)
      }
    }
    // A sweep's runs.
    for name in Set(inner).sorted() { try add(ResultPaths(root: paths.folder, name: name)) }
  }

  /// Earlier results of the same name: `previous/<n>` is laid out as a folder of results.
  private mutating func addPrevious(_ paths: ResultPaths) throws(FileProblem) {
    for number in try AtomicFile.names(in: paths.previous) {
      let root = "\(paths.previous)/\(number)"
      guard fileKind(root) == S_IFDIR, Int(number) != nil else {
        foreign.append(root)
        continue
      }
      let kept = ["\(paths.name).json", "\(paths.name).csv", paths.name]
      foreign += try AtomicFile.names(in: root).filter { !kept.contains($0) }.map { "\(root)/\($0)" }
      try add(ResultPaths(root: root, name: paths.name))
      folders.append(root)
    }
    folders.append(paths.previous)
  }

  /// A sweep's records about its jobs on a cluster.
  private mutating func addJobs(_ folder: String) throws(FileProblem) {
    for name in try AtomicFile.names(in: folder) {
      let path = "\(folder)/\(name)"
      let isOwn = ["tasks.sh", "jobs.json"].contains(name) || name.hasSuffix(".log")
      switch fileKind(path) {
      case S_IFREG? where name == "lock": locks.append(path)
      case S_IFREG? where isOwn: files.append(path)
      default: foreign.append(path)
      }
    }
    folders.append(folder)
  }
}

extension ResultPaths {
  /// Whether any part of a result is here: its summary, or what an interrupted run has left.
  public var hasAnything: Bool {
    recorded != nil || hasCheckpoint || fileKind(lock) == S_IFREG || readPlannedSweep() != nil
  }

  /// nil if there is no readable summary, or a link in its place.
  fileprivate var recorded: RecordedSummary? {
    fileKind(summary) == S_IFREG ? RecordedSummary(at: summary) : nil
  }
}

/// `S_IFREG`, `S_IFDIR`, …, and `S_IFLNK` for a link; nil if nothing is there.
private func fileKind(_ path: String) -> mode_t? {
  AtomicFile.status(path).map { $0.st_mode & S_IFMT }
}
