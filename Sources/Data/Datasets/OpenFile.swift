import Files
import Glibc
import Hashing
import Text

/// A file that is being read, by several threads if need be: each says where.
package final class OpenFile: Sendable {
  let path: String
  /// On disk.
  let size: Int
  private let descriptor: Int32

  package init(_ path: String) throws(DatasetProblem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a FIFO must not make it wait
    guard descriptor >= 0 else { throw DatasetProblem(path, systemError: errno) }
    var status = stat()
    let kind = fstat(descriptor, &status) == 0 ? PathKind(status) : nil
    guard kind == .file else {
      close(descriptor)
      let found = kind.map { "is \($0.rawValue), not a file" } ?? "can't be read"
      throw DatasetProblem(.unreadable, file: path, problem: found, hint: "name a file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `position` on, as far as the file reaches.
  ///
  /// - Returns: the number of bytes read, fewer than requested only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(DatasetProblem) -> Int {
    var filled = 0
    while filled < buffer.count {
      let start = buffer.baseAddress! + filled  // not empty, so not nil
      let count = pread(descriptor, start, buffer.count - filled, off_t(position + filled))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetProblem(path, systemError: errno) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The bytes of `range`, as far as the file reaches.
  func bytes(_ range: Range<Int>) throws(DatasetProblem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    let filled = try bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(DatasetProblem) in try read(into: bytes, at: range.lowerBound) }
    }.get()
    bytes.removeLast(range.count - filled)
    return bytes
  }
}

extension OpenFile {
  /// Without its folder.
  var name: String { lastComponent(of: path) }

  /// SHA-256 of all bytes, hexadecimal.
  func hash() throws(DatasetProblem) -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: size, by: pieceLength) {
      hash.update(try bytes(start..<min(start + pieceLength, size)))
    }
    return hash.finalize().hex
  }
}

extension DatasetProblem {
  /// The system's error about opening or reading `path`.
  init(_ path: String, systemError code: Int32) {
    let missing = code == ENOENT || code == ENOTDIR
    self.init(
      missing ? .missing : .unreadable, file: path, problem: "can't be read: \(String(cString: strerror(code)))",
      hint: missing ? "check the path" : "check the file's permissions")
  }
}
