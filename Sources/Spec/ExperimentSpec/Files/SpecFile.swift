import Diagnostics
import Glibc
import Text
import YAMLTree

/// A file that could not be read at all.
public struct UnreadableFile: Error, Equatable, Sendable, CustomStringConvertible {
  /// As the user named it.
  public var path: String
  /// The system's message.
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(visibleOnOneLine(path)): error: \(reason)" }
}

/// Reads the spec that the command line names: a file, a pipe, or for `-` standard input to its end.
func readSpec(_ path: String) throws(UnreadableFile) -> (source: SourceText, identity: FileIdentity) {
  guard path == "-" else { return try readSource(path, takesPipes: true) }
  return try source(at: STDIN_FILENO, called: "<stdin>", isFile: false)
}

/// Reads a file, but no more of it than a spec may have.
///
/// - Parameter takesPipes: whether the user has named it. What a spec names must be a regular file, so that reading never
///   blocks.
func readSource(
  _ path: String, takesPipes: Bool = false
) throws(UnreadableFile) -> (source: SourceText, identity: FileIdentity) {
  // Without O_NONBLOCK opening a FIFO waits for a writer.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw UnreadableFile(path: path, reason: systemMessage()) }
  defer { close(descriptor) }
  // These are names of descriptors, and a redirected file is not where the name says.
  let isDescriptor = path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/")
  return try source(at: descriptor, called: path, isFile: takesPipes && isDescriptor ? false : nil, takesPipes)
}

/// - Parameter isFile: whether name and folder are those of a file; nil to ask the descriptor.
private func source(
  at descriptor: Int32, called name: String, isFile: Bool?, _ takesPipes: Bool = true
) throws(UnreadableFile) -> (source: SourceText, identity: FileIdentity) {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw UnreadableFile(path: name, reason: systemMessage()) }
  let kind = status.st_mode & S_IFMT
  guard kind != S_IFDIR else { throw UnreadableFile(path: name, reason: "this is a folder") }
  guard kind == S_IFREG || takesPipes else { throw UnreadableFile(path: name, reason: "this is no regular file") }
  let bytes = try bytes(at: descriptor, name, isPipe: kind == S_IFIFO)
  let isFile = isFile ?? (kind == S_IFREG)
  let source = SourceText(name: name, bytes: bytes, folder: isFile ? nil : "", isFile: isFile)
  return (source, FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)))
}

private func bytes(at descriptor: Int32, _ name: String, isPipe: Bool) throws(UnreadableFile) -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  // A named pipe's writer may open it a moment later, as in fish's `psub`. A pipe without a writer is empty.
  if isPipe { _ = wait(for: descriptor, milliseconds: 2000) }
  while bytes.count <= YAMLLimits.bytes {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count < 0, errno == EAGAIN, wait(for: descriptor, milliseconds: -1) { continue }
    guard count >= 0 else { throw UnreadableFile(path: name, reason: systemMessage()) }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return bytes
}

/// Waits until there is something to read, or the end is reached.
private func wait(for descriptor: Int32, milliseconds: Int32) -> Bool {
  var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  while true {
    let count = poll(&event, 1, milliseconds)
    if count < 0, errno == EINTR { continue }
    return count > 0
  }
}

/// Equal for all paths to one file.
struct FileIdentity: Hashable {
  var device: UInt64
  var inode: UInt64
}

private func systemMessage() -> String { String(cString: strerror(errno)) }
