internal import CZlib
import Files
import Glibc

/// The bytes of a file from beginning to end, inflated if it is a gzip file.
///
/// Owns the descriptor and zlib's state. Reads go straight into the caller's memory, so what a file claims about
/// itself is never allocated here.
final class ByteReader {
  let path: String
  /// The file's size on disk.
  let fileSize: Int
  /// Whether the file is to be inflated as a gzip file, judged by its first two bytes.
  let isCompressed: Bool

  private let descriptor: Int32
  private var stream = z_stream()
  /// Whether everything has been inflated.
  private var isAtEnd = false
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// Deflate can't shrink more: 258 bytes in 2 bits, and a little (RFC 1951).
  private static let greatestCompression = 1032

  /// The most bytes that this file can yield.
  var greatestLength: Int { isCompressed ? fileSize * Self.greatestCompression : fileSize }

  /// Without `inflating`, a gzip file's own bytes are read.
  init(_ path: String, inflating: Bool = true) throws(DatasetProblem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a FIFO must not make it wait
    guard descriptor >= 0 else { throw DatasetProblem(path, systemError: errno) }
    var status = stat()
    let kind = fstat(descriptor, &status) == 0 ? PathKind(status) : nil
    guard kind == .file else {
      close(descriptor)
      let found = kind.map { "is \($0.rawValue), not a file" } ?? "can't be read"
      throw DatasetProblem(.unreadable, file: path, problem: found, hint: "name a file")
    }
    var magic: (UInt8, UInt8) = (0, 0)
    isCompressed = inflating && pread(descriptor, &magic, 2, 0) == 2 && magic == (0x1f, 0x8b)
    self.path = path
    self.descriptor = descriptor
    fileSize = Int(status.st_size)
    input = .allocate(capacity: 1 << 16)
    guard !isCompressed || inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DatasetProblem(.unreadable, file: path, problem: "zlib can't start", hint: "free some memory") }
  }

  deinit {
    if isCompressed { inflateEnd(&stream) }
    input.deallocate()
    close(descriptor)
  }

  /// Fills `buffer` as far as the file reaches.
  ///
  /// - Returns: the number of bytes written, fewer than requested only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    isCompressed ? try inflate(into: buffer) : try readPlain(into: buffer)
  }

  /// The next bytes: `count` of them, unless the file ends.
  func bytes(_ count: Int) throws(DatasetProblem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(DatasetProblem) in try read(into: bytes) }
    }.get()
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Throws unless everything has been read: no byte is left, and, in a gzip file, the checksum matches.
  func requireEnd() throws(DatasetProblem) {
    var extra: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &extra) { (byte) throws(DatasetProblem) in try read(into: byte) }
    guard count == 0 else {
      throw damaged("goes on after its last sample: the header's count is too small", hint: correctHeader)
    }
  }

  func damaged(_ problem: String, hint: String = useWholeCopy) -> DatasetProblem {
    DatasetProblem(.damaged, file: path, problem: problem, hint: hint)
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)  // not empty, so not nil
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetProblem(path, systemError: errno) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    var filled = 0
    while filled < buffer.count && !isAtEnd {
      if stream.avail_in == 0 { try refill() }
      let room = min(buffer.count - filled, 1 << 30)  // zlib counts in 32 bits
      stream.next_out = (buffer.baseAddress! + filled).assumingMemoryBound(to: UInt8.self)  // not empty, so not nil
      stream.avail_out = UInt32(room)
      let result = CZlib.inflate(&stream, Z_NO_FLUSH)
      filled += room - Int(stream.avail_out)
      switch result {
      case Z_OK: continue
      case Z_STREAM_END: try beginNextMember()
      case Z_BUF_ERROR where stream.avail_in == 0: continue  // it only needs input
      default: throw damaged("is not valid gzip data (\(stream.msg.map { String(cString: $0) } ?? "error \(result)"))")
      }
    }
    return filled
  }

  /// A gzip file is one or more members, one after another (RFC 1952, 2.2), as made by bgzip and `cat a.gz b.gz`; zeros may
  /// pad it, as on tapes. Anything else after a member is not part of the file.
  private func beginNextMember() throws(DatasetProblem) {
    let next = try peek()
    if next.starts(with: [0x1f, 0x8b]) {
      inflateReset(&stream)
    } else {
      try requireZeros()
      isAtEnd = true
    }
  }

  private func requireZeros() throws(DatasetProblem) {
    let unread = Int(stream.avail_in) + fileSize - Int(lseek(descriptor, 0, SEEK_CUR))
    while true {
      let next = try peek()
      guard next.allSatisfy({ $0 == 0 }) else {
        throw damaged("\(bytesFollow(unread)) the compressed data", hint: "cut them off, or \(useWholeCopy)")
      }
      guard next.count > 0 else { return }
      stream.avail_in = 0
    }
  }

  /// The input that zlib has not taken yet: at least two bytes, unless the file ends.
  private func peek() throws(DatasetProblem) -> UnsafeBufferPointer<UInt8> {
    let left = Int(stream.avail_in)
    if left < 2 {
      if left == 1 { input[0] = stream.next_in.pointee }  // valid: a byte is left there
      let space = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(input)[left...])
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(left + (try readPlain(into: space)))
    }
    return UnsafeBufferPointer(start: stream.next_in, count: Int(stream.avail_in))
  }

  private func refill() throws(DatasetProblem) {
    guard try peek().count > 0 else {
      throw damaged("ends in the middle of its compressed data, after \(fileSize) bytes")
    }
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
