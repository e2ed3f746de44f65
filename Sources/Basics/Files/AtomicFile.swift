import Glibc
import Machine
import Synchronization

/// Files that are complete or not there at all, whatever happens while they are written.
public enum AtomicFile {
  /// Replaces the file at `path` by `bytes`: written beside it under another name, synced to disk, then renamed.
  ///
  /// If anything fails, the old file stays as it was and nothing else is left behind.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    let folder = parent(of: path)
    let (descriptor, temporary) = try createTemporary(in: folder, for: path)
    do throws(FileProblem) {
      do throws(FileProblem) {
        try writeAll(bytes, to: descriptor, path: path)
        try check(retrying { fsync(descriptor) }, "sync", path)
      } catch {
        close(descriptor)
        throw error
      }
      try check(closing(descriptor), "close", path)
      try check(Glibc.rename(temporary, path), "rename", path)
    } catch {
      unlink(temporary)
      throw error
    }
    try syncName(of: path)
  }

  /// Replaces the file at `path` by `text` in UTF-8.
  public static func write(_ text: String, to path: String) throws(FileProblem) {
    try write(Array(text.utf8), to: path)
  }

  /// Removes a file, if it is there.
  package static func remove(_ path: String) throws(FileProblem) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileProblem(path: path, operation: "remove", code: errno) }
  }

  package static func rename(_ path: String, to target: String) throws(FileProblem) {
    try check(Glibc.rename(path, target), "rename", path)
    try syncName(of: target)
  }

  /// Gives the file a second name; if the file system has no hard links, the second name gets a copy.
  package static func link(_ path: String, to target: String) throws(FileProblem) {
    if Glibc.link(path, target) == 0 { return }
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV].contains(errno) else {
      throw FileProblem(path: path, operation: "link", code: errno)
    }
    try write(read(path), to: target)
  }

  /// Whether two names belong to one file. A symbolic link is not the file to which it leads.
  package static func isSameFile(_ a: String, _ b: String) -> Bool {
    guard let first = Self.status(a), let second = Self.status(b) else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Whether a file of this name was never finished.
  package static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(".") && name.contains(".runner-") && name.hasSuffix(".tmp")
  }

  /// Creates the folder and any missing ones above it.
  public static func makeDirectories(_ path: String) throws(FileProblem) {
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    if code == ENOENT {
      let above = parent(of: path)
      // If the parent folder exists, it is the one that refuses: /proc answers "no such file" to every new name.
      if above != path && above != "." && !isFolder(above) {
        try makeDirectories(above)
        return try makeDirectories(path)
      }
    }
    // Another process may have been faster. All that counts is that the folder exists.
    guard isFolder(path) else {
      throw FileProblem(path: path, operation: "create folder", code: code == EEXIST ? ENOTDIR : code)
    }
  }

  /// 16 GiB: a checkpoint of 1.4 billion parameters with Adam.
  private static let greatestSize = 1 << 34
  /// How much a file may grow beyond its size when it was opened.
  private static let endlessSize = 1 << 26

  /// Reads the whole file.
  public static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    // Without O_NONBLOCK, opening a FIFO waits for a writer. Once it is open, reading waits as for any pipe.
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    try check(descriptor, "open", path)
    defer { close(descriptor) }
    var status = stat()
    try check(fstat(descriptor, &status), "open", path)
    // A device has no end, and a file larger than any result is not a result.
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFIFO, fcntl(descriptor, F_SETFL, 0) == 0 else {
      throw FileProblem(path: path, operation: "read", code: kind == S_IFDIR ? EISDIR : ENODEV)
    }
    guard status.st_size <= greatestSize else { throw FileProblem(path: path, operation: "read", code: EFBIG) }
    guard AvailableMemory.has(Int(status.st_size)) else {
      throw FileProblem(path: path, operation: "read", code: ENOMEM)
    }
    var bytes = [UInt8]()
    bytes.reserveCapacity(Int(status.st_size) + 1)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      try check(Int32(truncatingIfNeeded: count), "read", path)
      if count == 0 { return bytes }
      // Pipes and files in /proc report a size of 0, and may never end.
      guard bytes.count + count <= max(Int(status.st_size), endlessSize) else {
        throw FileProblem(path: path, operation: "read", code: EFBIG)
      }
      bytes += piece[..<count]
    }
  }

  /// Writes everything, however little the system accepts at a time. `path` is for the message.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileProblem) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileProblem(path: path, operation: "write", code: errno) }
      written += count
    }
  }

  /// Creates a file with a name that no result has and that shows its purpose: `.dense.csv.runner-4711-1.tmp`. A number
  /// left by a killed process is skipped.
  private static func createTemporary(
    in folder: String, for path: String
  ) throws(FileProblem) -> (descriptor: Int32, path: String) {
    while true {
      let number = numbers.add(1, ordering: .relaxed).newValue
      let temporary = "\(folder)/\(temporaryPrefix(for: path))\(getpid())-\(number).tmp"
      let descriptor = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 { return (descriptor, temporary) }
      guard errno == EEXIST else { throw FileProblem(path: path, operation: "create", code: errno) }
    }
  }

  private static let numbers = Atomic(0)

  /// A file's name may have at most 255 bytes: a long one is left out, and the numbers have to do.
  private static func temporaryPrefix(for path: String) -> String {
    let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    return name.utf8.count > 200 ? ".runner-" : ".\(name).runner-"
  }

  /// Removes what killed processes left while writing the file at `path`. Only the one process that may write it may
  /// call this.
  package static func removeLeftovers(of path: String) {
    let folder = parent(of: path)
    let prefix = temporaryPrefix(for: path)
    for name in (try? AtomicFile.names(in: folder)) ?? [] where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
      unlink("\(folder)/\(name)")
    }
  }

  /// Removes what killed processes left of files that no lock guards. It goes by age: a file is written within a
  /// moment, but its process may be on another machine.
  public static func removeLeftovers(in folder: String, olderThan seconds: Int = 600) {
    for name in (try? AtomicFile.names(in: folder)) ?? [] where isTemporary(name) {
      guard let status = status("\(folder)/\(name)"), time(nil) - status.st_mtim.tv_sec > seconds else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  /// Syncs a file's new name, which is in its folder, to disk. A few file systems can't sync a folder, which is no reason
  /// to fail. A folder that is gone meanwhile is a problem of the file that was written.
  private static func syncName(of path: String) throws(FileProblem) {
    let descriptor = retrying { open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    try check(descriptor, "sync", path)
    defer { close(descriptor) }
    if retrying({ fsync(descriptor) }) != 0 && errno != EINVAL && errno != ENOTSUP {
      throw FileProblem(path: path, operation: "sync", code: errno)
    }
  }

  /// The names in the folder, sorted by their bytes.
  package static func names(in folder: String) throws(FileProblem) -> [String] {
    guard let stream = opendir(folder) else { throw FileProblem(path: folder, operation: "open", code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// `.` if `path` is a bare name.
  private static func parent(of path: String) -> String {
    var rest = path[...]
    while rest.count > 1 && rest.last == "/" { rest.removeLast() }
    guard let slash = rest.lastIndex(of: "/") else { return "." }
    return slash == rest.startIndex ? "/" : String(rest[..<slash])
  }

  /// Repeats a call that a signal interrupted, as can happen on network file systems.
  package static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      guard result < 0 && errno == EINTR else { return result }
    }
  }

  /// An interrupted close has closed the file all the same; a second one might close another thread's file.
  private static func closing(_ descriptor: Int32) -> Int32 {
    let result = close(descriptor)
    return result < 0 && errno == EINTR ? 0 : result
  }

  private static func check(_ result: Int32, _ operation: String, _ path: String) throws(FileProblem) {
    guard result >= 0 else { throw FileProblem(path: path, operation: operation, code: errno) }
  }
}
