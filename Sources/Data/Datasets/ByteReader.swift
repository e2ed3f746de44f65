internal import CZlib

/// The bytes of a file or of a section of it, from beginning to end, inflated if they are compressed.
///
/// Owns zlib's state. Reads go straight into the caller's memory, so what a file claims about itself is never allocated here.
final class ByteReader {
  enum Coding {
    case plain, gzip
    /// As in a ZIP archive, without a header.
    case deflate

    /// zlib's number for it, which is also that of the longest window.
    fileprivate var windowBits: Int32 { self == .deflate ? -15 : 15 + 16 }
  }

  private let coding: Coding
  /// What the bytes belong to within the file, before what is said of them: `'x_train' `.
  private let subject: String
  private let file: OpenFile
  /// Where the bytes that have not been read are in the file.
  private var unread: Range<Int>
  private var stream = z_stream()
  /// Whether everything has been inflated.
  private var isAtEnd = false
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// Deflate can't shrink more: 258 bytes in 2 bits, and a little (RFC 1951).
  private static let greatestCompression = 1032

  /// The size on disk of the whole file.
  var fileSize: Int { file.size }

  var isCompressed: Bool { coding != .plain }

  /// The most bytes that can be read.
  let greatestLength: Int

  /// - Parameters:
  ///   - section: where it starts, members of a gzip file start; nil for the whole file.
  ///   - coding: nil if the first two bytes tell whether it is gzip.
  init(
    _ file: OpenFile, section: Range<Int>? = nil, _ coding: Coding? = nil, subject: String = ""
  ) throws(DatasetProblem) {
    let section = section ?? 0..<file.size
    if let coding {
      self.coding = coding
    } else {
      self.coding = try file.bytes(section.prefix(2)) == [0x1f, 0x8b] ? .gzip : .plain
    }
    self.file = file
    self.subject = subject
    greatestLength = section.count * (self.coding == .plain ? 1 : Self.greatestCompression)
    unread = section
    input = .allocate(capacity: 1 << 16)
    let bits = self.coding.windowBits
    guard !isCompressed || inflateInit2_(&stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DatasetProblem(.unreadable, file: file.path, problem: "zlib can't start", hint: "free some memory") }
  }

  deinit {
    if isCompressed { inflateEnd(&stream) }
    input.deallocate()
  }

  /// Fills `buffer` as far as the file reaches.
  ///
  /// - Returns: the number of bytes written, fewer than requested only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    isCompressed ? try inflate(into: buffer) : try readPlain(into: buffer)
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
    DatasetProblem(.damaged, file: file.path, problem: subject + problem, hint: hint)
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    let count = try file.read(into: .init(rebasing: buffer.prefix(unread.count)), at: unread.lowerBound)
    unread.removeFirst(count)
    return count
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
      default:
        let name = coding == .gzip ? "gzip data" : "deflated data"
        throw damaged("is not valid \(name) (\(stream.msg.map { String(cString: $0) } ?? "error \(result)"))")
      }
    }
    return filled
  }

  /// A gzip file is one or more members, one after another (RFC 1952, 2.2), as made by bgzip and `cat a.gz b.gz`; zeros may
  /// pad it, as on tapes. Anything else after a member is not part of the file.
  private func beginNextMember() throws(DatasetProblem) {
    let next = try peek()
    if coding == .gzip, next.starts(with: [0x1f, 0x8b]) {
      inflateReset(&stream)
    } else {
      try requireZeros()
      isAtEnd = true
    }
  }

  private func requireZeros() throws(DatasetProblem) {
    let following = Int(stream.avail_in) + unread.count
    while true {
      let next = try peek()
      guard next.allSatisfy({ $0 == 0 }) else {
        throw damaged("\(bytesFollow(following)) the compressed data", hint: "cut them off, or \(useWholeCopy)")
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
