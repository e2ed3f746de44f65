import Diagnostics
import Glibc
import YAMLTree

/// A file that could not be read at all.
public struct UnreadableFile: Error, Equatable, Sendable, CustomStringConvertible {
  /// As the user named it.
  public var path: String
  /// The system's words.
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(visibleOnOneLine(path)): error: \(reason)" }
}

/// Reads a regular file, and no more of it than a spec may have: whatever a path leads to, this returns.
func readSource(_ path: String) throws(UnreadableFile) -> (source: SourceText, identity: FileIdentity) {
  // Without O_NONBLOCK the opening of a FIFO waits for a writer.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw UnreadableFile(path: path, reason: systemMessage()) }
  defer { close(descriptor) }

  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw UnreadableFile(path: path, reason: systemMessage()) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw UnreadableFile(path: path, reason: "this is a folder")
  default: throw UnreadableFile(path: path, reason: "this is no regular file")
  }

  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= YAMLLimits.bytes {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw UnreadableFile(path: path, reason: systemMessage()) }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  let identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  return (SourceText(name: path, bytes: bytes), identity)
}

/// The same for every path to one file.
struct FileIdentity: Hashable {
  var device: UInt64
  var inode: UInt64
}

private func systemMessage() -> String { String(cString: strerror(errno)) }
