import Glibc

/// A link to a folder counts as one.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

package func isReadableFile(_ path: String) -> Bool { access(path, R_OK) == 0 && !isFolder(path) }

/// `results` for `results/`.
package func withoutSlash(_ folder: String) -> String {
  var folder = folder[...]
  while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
  return String(folder)
}

/// This process's working directory.
package func workingFolder() -> String {
  guard let folder = getcwd(nil, 0) else { return "." }
  defer { free(folder) }
  return String(cString: folder)
}

/// The folder of a file's path; `.` for a bare name.
package func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
}

package func isSameFolder(_ a: String, _ b: String) -> Bool {
  var (first, second) = (stat(), stat())
  guard stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Writes a file that the user names: an existing one is replaced, as with any tool.
package func writeNamedFile(_ bytes: [UInt8], to path: String) throws(FileProblem) {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR else {
    return try AtomicFile.write(bytes, to: path)
  }
  // A pipe or a device is written to, not replaced.
  let descriptor = open(path, O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileProblem(path: path, operation: "open", code: errno) }
  defer { close(descriptor) }
  try AtomicFile.writeAll(bytes, to: descriptor, path: path)
}

/// An existing file as seen from an existing folder: `../results/dense.json`. Links are followed first, because `..` of a link is not the
/// folder that it is in.
package func relativePath(of file: String, from base: String) -> String {
  guard let file = realPath(folder(of: file)).map({ $0 + "/" + (file.split(separator: "/").last ?? "") }),
    let base = realPath(base)
  else { return file }
  let (parts, start) = (file.split(separator: "/"), base.split(separator: "/"))
  let shared = zip(parts, start).prefix { $0 == $1 }.count
  let up = Array(repeating: Substring(".."), count: start.count - shared)
  return (up + parts.dropFirst(shared)).joined(separator: "/")
}

/// Absolute and without links; nil if there is no such place.
private func realPath(_ path: String) -> String? {
  guard let found = realpath(path, nil) else { return nil }
  defer { free(found) }
  return String(cString: found)
}
