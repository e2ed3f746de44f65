import Glibc

/// A folder of results may come with an untrusted repository or archive. A symbolic link among the files that the
/// program writes, moves and removes would redirect these to the user's own files elsewhere: see
/// Documentation/decisions/planted-links.md.
///
/// Renaming a file into a link's place, or removing a link, never follows the link. That leaves the folders.
extension AtomicFile {
  /// Creates the folder and any missing ones above it; below `root` none of them may be a link.
  public static func makeDirectories(_ path: String, below root: String) throws(FileProblem) {
    try requireNoLinks(to: path, below: root)
    try makeDirectories(path)
  }

  /// - Parameter path: a folder below `root`. `root` itself is what the user has named, and may be a link.
  package static func requireNoLinks(to path: String, below root: String) throws(FileProblem) {
    var folder = root
    for name in path.dropFirst(root.count).split(separator: "/") {
      folder += "/" + name
      guard let status = status(folder), status.st_mode & S_IFMT == S_IFLNK else { continue }
      throw .link(folder)
    }
  }

  /// - Throws: the problem of a link among the folder's own entries.
  package static func requireNoLinks(in folder: String) throws(FileProblem) {
    for name in try AtomicFile.names(in: folder) { try requireNoLinks(to: "\(folder)/\(name)", below: folder) }
  }

  /// The status of what has this name, not of a link's target; nil if nothing has it.
  package static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }
}

extension FileProblem {
  package static func link(_ path: String) -> FileProblem {
    FileProblem(
      path: path, finding: "this is a symbolic link, and results are not written through one; remove it")
  }
}
