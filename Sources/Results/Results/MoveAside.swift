import Files
import Glibc

extension ResultPaths {
  /// Moves a finished result to `previous/<n>`, which is laid out as a results folder of its own, and returns its path. A
  /// checkpoint is not part of it: it belongs to the run that takes its place. Nor is what somebody else has put into the folder.
  func moveAside() throws(FileProblem) -> String {
    let runs = try runsInFolder()
    let own = Self.runFiles + runs.flatMap { [$0 + ".json", $0 + ".csv"] } + (try picturesInFolder())
    return try moveAside(ranking + own.map(inFolder), folders: runs)
  }

  /// Moves a run's result that stands where a sweep's ranking is to be, whose runs stay.
  func moveRunAside() throws(FileProblem) -> String {
    try moveAside(ranking + Self.runFiles.map(inFolder), folders: [])
  }

  /// Moves the ranking of a sweep, whose runs stay.
  func moveRankingAside() throws(FileProblem) -> String { try moveAside(ranking, folders: []) }

  /// Moves files that stand in this result's way and are somebody else's.
  func moveAside(_ strangers: [String]) throws(FileProblem) -> String { try moveAside(strangers, folders: []) }

  /// The summary first: what is left of a result without it is not taken for one.
  private var ranking: [String] { [summary, history] }

  private func inFolder(_ name: String) -> String { "\(folder)/\(name)" }

  /// The files of a sweep that stood under this name.
  private func runsInFolder() throws(FileProblem) -> [String] {
    guard isFolder(folder) else { return [] }
    return try Self.all(in: folder).map(\.name)
  }

  private func picturesInFolder() throws(FileProblem) -> [String] {
    guard isFolder(folder) else { return [] }
    return try AtomicFile.names(in: folder).filter {
      $0.hasSuffix(".svg") && FileMark.picture.allowsWriting(inFolder($0))
    }
  }

  /// In three steps, so that a failure or a kill between any two calls loses nothing: every file gets a second name in a folder
  /// beside `previous/<n>`, that folder takes its name, the first names go.
  private func moveAside(_ paths: [String], folders: [String]) throws(FileProblem) -> String {
    let paths = paths.filter { access($0, F_OK) == 0 && !isFolder($0) }
    let target = if let kept = keptAside(paths) { kept } else { try keepAside(paths) }
    try AtomicFile.requireNoLinks(to: "\(target)/\(name)", below: base)
    for path in paths { try AtomicFile.remove(path) }
    // A folder can have only one name, so it is moved.
    for name in folders where isFolder(inFolder(name)) {
      try AtomicFile.rename(inFolder(name), to: "\(target)/\(self.name)/\(name)")
    }
    return target
  }

  /// What a path is called within `previous/<n>`.
  private func relative(_ path: String) -> Substring { path.dropFirst(root.count + 1) }

  /// Where a save that did not finish has already kept these very files.
  private func keptAside(_ paths: [String]) -> String? {
    let target = "\(previous)/\(nextNumber - 1)"
    return paths.allSatisfy { AtomicFile.isSameFile($0, "\(target)/\(relative($0))") } ? target : nil
  }

  private func keepAside(_ paths: [String]) throws(FileProblem) -> String {
    let staging = "\(previous)/.unfinished"
    let target = "\(previous)/\(nextNumber)"
    // What is left of an earlier attempt is about to be removed, wherever it is.
    try AtomicFile.requireNoLinks(to: "\(staging)/\(name)", below: base)
    removeStaging(staging)
    do throws(FileProblem) {
      try AtomicFile.makeDirectories("\(staging)/\(name)")
      for path in paths { try AtomicFile.link(path, to: "\(staging)/\(relative(path))") }
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
      for name in (try? AtomicFile.names(in: folder)) ?? [] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
  }

  /// Removes what a process left that was killed while it wrote. Only the holder of this result's lock may call this.
  public func removeLeftovers() {
    for name in (try? AtomicFile.names(in: folder)) ?? [] where AtomicFile.isTemporary(name) {
      unlink("\(folder)/\(name)")
    }
    for path in [history, summary] { AtomicFile.removeLeftovers(of: path) }
  }
}
