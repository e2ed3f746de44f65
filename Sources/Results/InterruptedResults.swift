extension ResultPaths {
  /// The runs of a folder, by name, that were interrupted and can go on.
  public static func interrupted(in root: String) throws(FileProblem) -> [ResultPaths] {
    try names(in: root).map { ResultPaths(root: root, name: $0) }.filter(\.hasCheckpoint)
  }

  /// The sweeps of a folder, by name, that were interrupted before their ranking was written.
  public static func interruptedSweeps(in root: String) throws(FileProblem) -> [ResultPaths] {
    var found: [ResultPaths] = []
    for name in try names(in: root) {
      let paths = ResultPaths(root: root, name: name)
      guard !paths.hasSummary, AtomicFile.isDirectory(paths.folder) else { continue }
      let runs = try all(in: paths.folder) + interrupted(in: paths.folder)
      if !runs.isEmpty { found.append(paths) }
    }
    return found
  }
}
