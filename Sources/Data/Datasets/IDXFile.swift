import Files
import Glibc
import Hashing
import Machine
import Threads

/// One file in the IDX format: a magic number, big-endian sizes, then bytes.
///
///     0x00 0x00 0x08 R   unsigned bytes with R axes: 3 for images [count, height, width], 1 for labels [count]
///     R × UInt32         the axes, big-endian
///     bytes              row by row
struct IDXFile: Sendable {
  enum Content: Sendable {
    case images, labels

    var axes: Int { self == .images ? 3 : 1 }
    var magic: UInt32 { 0x0800 + UInt32(axes) }
    var name: String { self == .images ? "images" : "labels" }
  }

  let path: String
  /// `[count, height, width]` of images, `[count]` of labels.
  let sizes: [Int]
  /// Everything after the header.
  let bytes: PagedArray<UInt8>
  /// SHA-256 of the whole decompressed file, header included.
  let hash: SHA256.Digest

  var count: Int { sizes[0] }

  /// More than any data set that this program could train on in a day: a header that claims more is damaged.
  static let greatestCount = 10_000_000
  static let greatestSide = 1024
  /// 1 GiB of pixels.
  static let greatestLength = 1 << 30

  /// Reads and checks a whole file.
  ///
  /// - Parameter helpers: how many threads, besides the caller's, inflate and hash it.
  init(_ path: String, _ content: Content, helpers: Int) throws(DatasetProblem) {
    let file = try OpenFile(path)
    let reader = try ByteReader(file)
    let (header, sizes) = try Self.head(reader, content)
    let length = sizes.reduce(1, *)
    (bytes, hash) = try Self.filled(length, path) { target throws(DatasetProblem) in
      if let sections = try HashedPieces.sections(of: file, after: header, into: target),
        let hash = try? sections.finish(helpers: helpers)
      {
        return hash
      }
      return try HashedPieces.stream(reader, after: header, into: target).finish(helpers: helpers)
    }
    self.path = path
    self.sizes = sizes
  }

  /// How many bytes follow the header, according to the header.
  static func length(_ path: String, _ content: Content) throws(DatasetProblem) -> Int {
    try head(ByteReader(OpenFile(path)), content).sizes.reduce(1, *)
  }

  private static func head(
    _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> (header: [UInt8], sizes: [Int]) {
    let header = try readHeader(reader, content)
    let sizes = try sizes(header, reader, content)
    let length = sizes.reduce(1, *)
    guard length + header.count <= reader.greatestLength else {
      throw reader.damaged(
        "is too short: its \(reader.fileSize) bytes can't hold the \(length) bytes of \(content.name) its header names")
    }
    return (header, sizes)
  }

  private static func readHeader(_ reader: ByteReader, _ content: Content) throws(DatasetProblem) -> [UInt8] {
    let length = 4 + 4 * content.axes
    let header = try reader.bytes(length)
    // Even if the file is too short, its magic number is worth checking: it may be another kind of file.
    guard header.count < 4 || bigEndian(header, 0) == content.magic else {
      throw try anotherKind(header, reader, content)
    }
    guard header.count == length else {
      throw reader.damaged("ends after \(header.count) bytes, in its \(length)-byte header")
    }
    return header
  }

  /// The kind of file that starts with these bytes, which are not those of `content`.
  private static func anotherKind(
    _ header: [UInt8], _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> DatasetProblem {
    let verb = reader.isCompressed ? "holds" : "is"
    if let (problem, hint) = IDXMagic(header)?.mismatch(content) { return reader.damaged(problem, hint: hint) }
    if let kind = FileKind(header + (try reader.bytes(FileKind.length - header.count))) {
      return reader.damaged(
        "\(verb) \(kind.name), not an IDX file of \(content.name)",
        hint: kind.nextStep ?? "write its data as IDX: a header with the sizes, then unsigned bytes")
    }
    return reader.damaged(
      "starts with \(hexadecimal(bigEndian(header, 0))), where an IDX file of \(content.name) starts with "
        + hexadecimal(content.magic), hint: "name a folder of IDX files")
  }

  private static func sizes(
    _ header: [UInt8], _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> [Int] {
    let sizes = (1...content.axes).map { Int(bigEndian(header, 4 * $0)) }
    guard sizes[0] > 0 else {
      throw reader.damaged("holds no \(content.name): its header says 0", hint: correctHeader)
    }
    guard sizes[0] <= greatestCount else {
      throw reader.damaged(
        "its header says \(sizes[0]) \(content.name), the limit is \(greatestCount)", hint: correctHeader)
    }
    guard sizes.dropFirst().allSatisfy({ (1...greatestSide).contains($0) }) else {
      throw reader.damaged(
        "its header says images of \(sizes[1]) × \(sizes[2]) pixels, a side may have 1 to \(greatestSide)",
        hint: correctHeader)
    }
    // At most 10⁷ · 2¹⁰ · 2¹⁰: no overflow.
    guard sizes.reduce(1, *) <= greatestLength else {
      throw reader.damaged(
        "its header says \(sizes.reduce(1, *)) bytes of images, the limit is \(greatestLength)",
        hint: "use fewer or smaller images")
    }
    return sizes
  }

  /// An array that is never copied, and the hash of its bytes and those before them. Memory for bytes that don't arrive is never
  /// touched.
  private static func filled(
    _ length: Int, _ path: String, by fill: (UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> SHA256.Digest
  ) throws(DatasetProblem) -> (PagedArray<UInt8>, SHA256.Digest) {
    var result: Result<SHA256.Digest, DatasetProblem>?
    let bytes = PagedArray<UInt8>(unsafeUninitializedCapacity: length) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<length])
      result = Result { () throws(DatasetProblem) in try fill(target) }
      if case .success = result { filled = length }
    }
    guard let bytes else { throw .memory(path, needed: Double(length), available: AvailableMemory.bytes ?? 0) }
    return (bytes, try result!.get())  // the closure is called once, as there are bytes
  }
}

private func bigEndian(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
  bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
}

private func hexadecimal(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
