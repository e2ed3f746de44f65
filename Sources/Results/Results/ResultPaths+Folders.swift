import Files

extension ResultPaths {
  /// Creates the folder of the run.
  public func makeFolder() throws(FileProblem) { try AtomicFile.makeDirectories(folder, below: base) }

  /// Creates a folder in it for the output of other programs.
  ///
  /// - Returns: its path.
  public func makeFolder(_ name: String) throws(FileProblem) -> String {
    let path = "\(folder)/\(name)"
    try AtomicFile.makeDirectories(path, below: base)
    try AtomicFile.requireNoLinks(in: path)
    return path
  }

  /// - Throws: the problem of a link in place of the run's folder or one above it.
  public func requireNoLinks() throws(FileProblem) { try AtomicFile.requireNoLinks(to: folder, below: base) }
}
