internal import CZlib
import Glibc

/// The bytes of a file from front to back, inflated when the file is a gzip file.
///
/// Owns the descriptor and zlib's state. Reads go straight into the caller's memory, so what a file claims about
/// itself is never allocated here.
final class ByteReader {
  let path: String
  /// The file's size on disk.
  let fileSize: Int
  /// Whether the file is a gzip file to be inflated, judged by its first two bytes.
  let isCompressed: Bool

  private let descriptor: Int32
  private var stream = z_stream()
  private var streamEnded = false
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// Deflate can't shrink more: 258 bytes in 2 bits, and a little (RFC 1951).
  private static let greatestCompression = 1032

  /// The most bytes that can come out of this file.
  var greatestLength: Int { isCompressed ? fileSize * Self.greatestCompression : fileSize }

  /// Without `inflating` a gzip file's own bytes come.
  init(_ path: String, inflating: Bool = true) throws(DatasetProblem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a FIFO must not make it wait
    guard descriptor >= 0 else { throw DatasetProblem(path, systemError: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DatasetProblem(.unreadable, file: path, problem: "is not a regular file", hint: "name a file")
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

  /// Fills `buffer` as far as the file goes.
  ///
  /// - Returns: the number of bytes written, less than asked for only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    isCompressed ? try inflate(into: buffer) : try readPlain(into: buffer)
  }

  /// Throws unless everything has been read: no byte more, and, in a gzip file, a checksum that agrees.
  func requireEnd() throws(DatasetProblem) {
    var extra: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &extra) { (byte) throws(DatasetProblem) in try read(into: byte) }
    guard count == 0 else { throw damaged("goes on after its last sample, the header's count is too small") }
    guard isCompressed else { return }
    let unread = Int(stream.avail_in) + fileSize - Int(lseek(descriptor, 0, SEEK_CUR))
    guard unread == 0 else { throw damaged("\(unread) more bytes follow the compressed data") }
  }

  func damaged(_ problem: String, hint: String = fetchAgain) -> DatasetProblem {
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
    while filled < buffer.count && !streamEnded {
      if stream.avail_in == 0 { try refill() }
      let room = min(buffer.count - filled, 1 << 30)  // zlib counts in 32 bits
      stream.next_out = (buffer.baseAddress! + filled).assumingMemoryBound(to: UInt8.self)  // not empty, so not nil
      stream.avail_out = UInt32(room)
      let result = CZlib.inflate(&stream, Z_NO_FLUSH)
      filled += room - Int(stream.avail_out)
      switch result {
      case Z_OK: continue
      case Z_STREAM_END: streamEnded = true
      case Z_BUF_ERROR where stream.avail_in == 0: continue  // it only wants input
      default: throw damaged("is not valid gzip data (\(stream.msg.map { String(cString: $0) } ?? "error \(result)"))")
      }
    }
    return filled
  }

  private func refill() throws(DatasetProblem) {
    let count = try readPlain(into: UnsafeMutableRawBufferPointer(input))
    guard count > 0 else { throw damaged("ends in the middle of its compressed data, after \(fileSize) bytes") }
    stream.next_in = input.baseAddress
    stream.avail_in = UInt32(count)
  }
}

extension DatasetProblem {
  /// What the system said about opening or reading `path`.
  init(_ path: String, systemError code: Int32) {
    let missing = code == ENOENT || code == ENOTDIR
    self.init(
      missing ? .missing : .unreadable, file: path, problem: "can't be read: \(String(cString: strerror(code)))",
      hint: missing ? "check the path" : "check the file's permissions")
  }
}
