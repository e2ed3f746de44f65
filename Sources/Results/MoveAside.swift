import Glibc

extension ResultPaths {
  /// Moves the run's files to `previous/<n>`, which is laid out as a results folder of its own, and returns its path. A
  /// checkpoint is no part of the finished run: it belongs to the one that takes its place.
  func moveAside() throws(FileProblem) -> String {
    let kept = ["previous", "lock", "checkpoint", "checkpoint.previous"]
    return try moveAside(files: Self.names(in: folder).filter { !kept.contains($0) && !AtomicFile.isTemporary($0) })
  }

  /// Moves the summary, the history, and some of the folder's files.
  ///
  /// In three steps, so that a failure or a kill between any two calls loses nothing: every file gets a second name in a folder
  /// beside `previous/<n>`, that folder takes its name, the first names go.
  func moveAside(files: [String]) throws(FileProblem) -> String {
    var names = [(summary, "\(name).json")]
    if access(history, F_OK) == 0 { names.append((history, "\(name).csv")) }
    for file in files where access("\(folder)/\(file)", F_OK) == 0 && !AtomicFile.isDirectory("\(folder)/\(file)") {
      names.append(("\(folder)/\(file)", "\(name)/\(file)"))
    }
    let target = if let kept = keptAside() { kept } else { try keepAside(names) }
    try AtomicFile.requireNoLinks(to: "\(target)/\(name)", below: base)
    // The summary first: what is left of a result without it is not taken for one.
    for (path, _) in names { try AtomicFile.remove(path) }
    // Folders, such as a sweep's pictures or runs that stood under this name, have one name only: they move.
    for folder in files.map({ "\(folder)/\($0)" }) where AtomicFile.isDirectory(folder) {
      try AtomicFile.rename(folder, to: "\(target)/\(name)" + folder.dropFirst(self.folder.count))
    }
    return target
  }

  /// Where a save that did not come to its end has kept this very summary already.
  private func keptAside() -> String? {
    let number = nextNumber - 1
    guard number > 0, AtomicFile.isSameFile(summary, "\(previous)/\(number)/\(name).json") else { return nil }
    return "\(previous)/\(number)"
  }

  private func keepAside(_ names: [(path: String, name: String)]) throws(FileProblem) -> String {
    let staging = "\(previous)/.unfinished"
    let target = "\(previous)/\(nextNumber)"
    // What is left of an earlier attempt is about to be removed, wherever it is.
    try AtomicFile.requireNoLinks(to: "\(staging)/\(name)", below: base)
    removeStaging(staging)
    do throws(FileProblem) {
      try AtomicFile.makeDirectories("\(staging)/\(name)")
      for (path, name) in names { try AtomicFile.link(path, to: "\(staging)/\(name)") }
      try AtomicFile.rename(staging, to: target)
    } catch {
      removeStaging(staging)
      throw error
    }
    return target
  }

  private var nextNumber: Int {
    var number = 1
    while AtomicFile.status("\(previous)/\(number)") != nil { number += 1 }
    return number
  }

  /// Second names only: the files keep their first ones.
  private func removeStaging(_ staging: String) {
    for folder in ["\(staging)/\(name)", staging] {
      for name in (try? Self.names(in: folder)) ?? [] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
  }

  /// Removes what a process that was killed while it wrote has left. Only for who holds this result's lock.
  public func removeLeftovers() {
    for name in (try? Self.names(in: folder)) ?? [] where AtomicFile.isTemporary(name) { unlink("\(folder)/\(name)") }
    for path in [history, summary] { AtomicFile.removeLeftovers(of: path) }
  }
}
