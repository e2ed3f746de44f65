import Files
import Glibc

extension ResultPaths {
  /// Moves a finished result to `previous/<n>`, which is laid out as a results folder of its own, and returns its path.
  /// Checkpoints stay: they belong to the run that takes its place. So do files that the program has not written.
  func moveAside() throws(FileProblem) -> String {
    let runs = try runsInFolder()
    let own = Self.runFiles + runs.flatMap { [$0 + ".json", $0 + ".csv"] } + (try picturesInFolder())
    return try moveAside(ranking + own.map(inFolder), folders: runs)
  }

  /// Moves a run's result that is in the way of a sweep's ranking; the sweep's runs stay.
  func moveRunAside() throws(FileProblem) -> String {
    try moveAside(ranking + Self.runFiles.map(inFolder), folders: [])
  }

  /// Moves the ranking of a sweep, and the predictions of its cross-validation; its runs stay.
  func moveRankingAside() throws(FileProblem) -> String {
    try moveAside(ranking + (hasHeldOutPredictions ? [predictions] : []), folders: [])
  }

  /// Whether a sweep has predictions of its own. A run of this name would have its history there.
  var hasHeldOutPredictions: Bool { access(predictions, F_OK) == 0 && FileMark.predictions.allowsWriting(predictions) }

  /// Moves files that are in this result's way and that the program has not written.
  func moveAside(_ strangers: [String]) throws(FileProblem) -> String { try moveAside(strangers, folders: []) }

  /// The summary first: what is left of a result without it is not mistaken for one.
  private var ranking: [String] { [summary, history] }

  private func inFolder(_ name: String) -> String { "\(folder)/\(name)" }

  /// The files of a sweep that had this name.
  private func runsInFolder() throws(FileProblem) -> [String] {
    guard isFolder(folder) else { return [] }
    return try Self.finished(in: folder, .run).map(\.name)
  }

  private func picturesInFolder() throws(FileProblem) -> [String] {
    guard isFolder(folder) else { return [] }
    return try AtomicFile.names(in: folder).filter {
      $0.hasSuffix(".svg") && FileMark.picture.allowsWriting(inFolder($0))
    }
  }

  /// In three steps, so that a failure or a kill between any two calls loses nothing: every file gets a second name in
  /// a folder beside `previous/<n>`, that folder gets its final name, the first names are removed.
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

  /// The path within `previous/<n>`.
  private func relative(_ path: String) -> Substring { path.dropFirst(root.count + 1) }

  /// Where an unfinished save has already kept these very files.
  private func keptAside(_ paths: [String]) -> String? {
    let target = "\(previous)/\(nextNumber - 1)"
    return paths.allSatisfy { AtomicFile.isSameFile($0, "\(target)/\(relative($0))") } ? target : nil
  }

  private func keepAside(_ paths: [String]) throws(FileProblem) -> String {
    let staging = "\(previous)/.unfinished"
    let target = "\(previous)/\(nextNumber)"
    // The remains of an earlier attempt are about to be removed, so they must not lead elsewhere.
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

  /// Removes second names only: the files keep their first ones.
  private func removeStaging(_ staging: String) {
    for folder in ["\(staging)/\(name)", staging] {
      for name in (try? AtomicFile.names(in: folder)) ?? [] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
  }

  /// Removes what a process left when it was killed while writing. Only the holder of this result's lock may call this.
  public func removeLeftovers() {
    for name in (try? AtomicFile.names(in: folder)) ?? [] where AtomicFile.isTemporary(name) {
      unlink("\(folder)/\(name)")
    }
    for path in [history, summary] { AtomicFile.removeLeftovers(of: path) }
  }
}
