import Glibc

/// The file of a lock: empty, or containing its holder's process number.
package struct LockFile {
  package let descriptor: Int32
  /// Whether this is its only name. Another name may be any file of the user's, whose contents must stay.
  private let isWritable: Bool

  /// Opens the file, or creates it, but never through a link.
  package init(_ path: String) throws(FileProblem) {
    try Self.requireRegularFile(path)
    descriptor = AtomicFile.retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666) }
    guard descriptor >= 0 else { throw Self.problem(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Self.isLock(descriptor, status) else {
      close(descriptor)
      throw FileProblem(
        path: path,
        finding: "this is no lock of runner's, and is left as it is; move it away, or choose another --results")
    }
    isWritable = status.st_nlink == 1
  }

  /// Opening a device may have an effect, and opening a pipe wakes a process that waits for it.
  private static func requireRegularFile(_ path: String) throws(FileProblem) {
    switch (AtomicFile.status(path)?.st_mode ?? S_IFREG) & S_IFMT {
    case S_IFREG: return
    case S_IFLNK: throw .link(path)
    default: throw FileProblem(path: path, finding: "this is no regular file, where a lock should be; remove it")
    }
  }

  private static func problem(_ path: String, _ code: Int32) -> FileProblem {
    var problem = FileProblem(path: path, operation: "open", code: code)
    if code == EACCES, let status = AtomicFile.status(path), status.st_uid != geteuid() {
      problem.finding += "; it is another user's: a group shares results that are written under umask 002"
    }
    return problem
  }

  /// Whether the file contains only a number, or what a crash of the machine has left of one.
  private static func isLock(_ descriptor: Int32, _ status: stat) -> Bool {
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= longest else { return false }
    return bytes(descriptor).allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x0A || $0 == 0
    }
  }

  private static let longest = 16

  private static func bytes(_ descriptor: Int32) -> ArraySlice<UInt8> {
    var bytes = [UInt8](repeating: 0, count: longest)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return bytes[..<max(0, count)]
  }

  /// The process that it names; nil if the number is missing or incomplete.
  package var holder: Int32? {
    let bytes = Self.bytes(descriptor)
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    return Int32(String(decoding: bytes[..<end], as: UTF8.self))
  }

  /// Only another process's message depends on it, so an error does not concern the run.
  package func write(holder: pid_t) {
    guard isWritable else { return }
    empty()
    let text = Array("\(holder)\n".utf8)
    var written = 0
    while written < text.count {
      let count = text.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }

  package func empty() {
    if isWritable { _ = AtomicFile.retrying { ftruncate(descriptor, 0) } }
  }

  /// Whether the file of this name is still the open one.
  package func isStill(at path: String) -> Bool {
    var open = stat()
    guard fstat(descriptor, &open) == 0, let named = AtomicFile.status(path) else { return false }
    return open.st_ino == named.st_ino && open.st_dev == named.st_dev
  }
}
