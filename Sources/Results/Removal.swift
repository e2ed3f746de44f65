import Glibc

/// What goes when a result is removed, and what stays because the program has not written it.
public struct Removal: Sendable {
  /// In the order in which they go: a summary first, for what is left of a result without it is not taken for one, and a lock after
  /// all that it guards.
  public private(set) var files: [String] = []
  /// Inner ones first. Each goes if it is empty by then.
  public private(set) var folders: [String] = []
  /// Other people's files, and links, which may lead anywhere.
  public private(set) var foreign: [String] = []
  /// Of this result and of all runs in it.
  public private(set) var locks: [String] = []

  /// A run, finished or not, or a sweep with all its runs.
  public init(of paths: ResultPaths) throws(FileProblem) { try add(paths) }

  /// - Returns: the folders that are gone.
  public func perform() throws(FileProblem) -> [String] {
    for path in files + locks { try AtomicFile.remove(path) }
    return folders.filter { rmdir($0) == 0 }
  }

  private mutating func add(_ paths: ResultPaths) throws(FileProblem) {
    let own = paths.ownTables
    for path in [paths.summary, paths.history] where fileKind(path) != nil {
      if own.contains(path) { files.append(path) } else { foreign.append(path) }
    }
    guard let kind = fileKind(paths.folder) else { return }
    guard kind == S_IFDIR else { return foreign.append(paths.folder) }
    try addFolder(of: paths)
    folders.append(paths.folder)
  }

  private mutating func addFolder(of paths: ResultPaths) throws(FileProblem) {
    var inner: [String] = []
    for name in try ResultPaths.names(in: paths.folder) {
      let path = "\(paths.folder)/\(name)"
      switch fileKind(path) {
      case S_IFREG? where name == "lock": locks.append(path)
      case S_IFREG? where paths.isOwn(file: name): files.append(path)
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

  /// Earlier results of the name: `previous/<n>` is laid out as a folder of results.
  private mutating func addPrevious(_ paths: ResultPaths) throws(FileProblem) {
    for number in try ResultPaths.names(in: paths.previous) {
      let root = "\(paths.previous)/\(number)"
      guard fileKind(root) == S_IFDIR, Int(number) != nil else {
        foreign.append(root)
        continue
      }
      let kept = ["\(paths.name).json", "\(paths.name).csv", paths.name]
      foreign += try ResultPaths.names(in: root).filter { !kept.contains($0) }.map { "\(root)/\($0)" }
      try add(ResultPaths(root: root, name: paths.name))
      folders.append(root)
    }
    folders.append(paths.previous)
  }

  /// What a sweep keeps about its jobs on a cluster.
  private mutating func addJobs(_ folder: String) throws(FileProblem) {
    for name in try ResultPaths.names(in: folder) {
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
  /// Whether there is something of a result here: its summary, or what an interrupted run has left.
  public var hasAnything: Bool { !ownTables.isEmpty || hasCheckpoint || hasPlannedSweep || fileKind(lock) == S_IFREG }

  /// The summary, and the table that is made from it: a file that only has its name is someone else's.
  fileprivate var ownTables: [String] {
    guard fileKind(summary) == S_IFREG, let text = Self.text(summary) else { return [] }
    let table = (try? RunSummary(text: text))?.historyTable ?? (try? SweepSummary(text: text))?.table
    guard let table else { return [] }
    return fileKind(history) == S_IFREG && Self.text(history) == table.text ? [summary, history] : [summary]
  }

  /// Whether a file in the run's folder is one that runs leave there.
  fileprivate func isOwn(file name: String) -> Bool {
    if Self.runFiles.contains(name) || AtomicFile.isTemporary(name) { return true }
    let path = "\(folder)/\(name)"
    if path == plannedSweep { return FileMark.plannedSweep.allowsWriting(path) }
    if path == liveHistory { return FileMark.history.allowsWriting(path) }
    let mark: FileMark? = name.hasPrefix("checkpoint") ? .checkpoint : name.hasSuffix(".svg") ? .picture : nil
    return mark?.allowsWriting(path) ?? false
  }

  private static func text(_ path: String) -> String? {
    (try? AtomicFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// `S_IFREG`, `S_IFDIR`, …, of a link `S_IFLNK`; nil where there is nothing.
private func fileKind(_ path: String) -> mode_t? {
  AtomicFile.status(path).map { $0.st_mode & S_IFMT }
}
