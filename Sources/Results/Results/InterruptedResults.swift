import Files

extension ResultPaths {
  /// The runs of a folder, by name, that were interrupted and can go on.
  public static func interrupted(in root: String) throws(FileProblem) -> [ResultPaths] {
    try AtomicFile.names(in: root).map { ResultPaths(root: root, name: $0) }.filter(\.hasCheckpoint)
  }

  /// The sweeps of a folder, by name, that were interrupted before their ranking was written. An earlier ranking of that name may be
  /// there.
  public static func interruptedSweeps(in root: String) throws(FileProblem) -> [ResultPaths] {
    var found: [ResultPaths] = []
    for name in try AtomicFile.names(in: root) {
      let paths = ResultPaths(root: root, name: name)
      let isInterrupted = try paths.hasPlannedSweep ? true : paths.holdsRunsWithoutRanking()
      if isInterrupted { found.append(paths) }
    }
    return found
  }

  /// If a sweep has left no plan, these are its only trace.
  private func holdsRunsWithoutRanking() throws(FileProblem) -> Bool {
    guard !hasSummary, isFolder(folder) else { return false }
    return try !(Self.all(in: folder) + Self.interrupted(in: folder)).isEmpty
  }
}
