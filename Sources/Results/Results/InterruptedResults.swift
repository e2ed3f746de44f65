import Files

extension ResultPaths {
  /// The interrupted runs in a folder that can be continued, sorted by name.
  public static func interrupted(in root: String) throws(FileProblem) -> [ResultPaths] {
    try AtomicFile.names(in: root).map { ResultPaths(root: root, name: $0) }.filter(\.hasCheckpoint)
  }

  /// The sweeps in a folder, sorted by name, that were interrupted before their ranking was written, each with its plan if it has left
  /// one. There may be an earlier ranking of that name.
  public static func interruptedSweeps(
    in root: String
  ) throws(FileProblem) -> [(paths: ResultPaths, plan: PlannedSweep?)] {
    var found: [(paths: ResultPaths, plan: PlannedSweep?)] = []
    for name in try AtomicFile.names(in: root) {
      let paths = ResultPaths(root: root, name: name)
      let plan = paths.readPlannedSweep()
      let isInterrupted = try plan != nil ? true : paths.holdsRunsWithoutRanking()
      if isInterrupted { found.append((paths, plan)) }
    }
    return found
  }

  /// If a sweep has left no plan, these are its only trace.
  private func holdsRunsWithoutRanking() throws(FileProblem) -> Bool {
    guard !hasSummary, isFolder(folder) else { return false }
    return try !(Self.finished(in: folder, .run) + Self.interrupted(in: folder)).isEmpty
  }
}
