import Files
import Glibc
import Hashing
import Machine
import Threads

/// One file in the IDX format: a magic number, big-endian sizes, then numbers.
///
///     0x00 0x00 T R   numbers of type T, 0x08 for unsigned bytes, with R axes: MNIST's images have 3, [count, height, width]
///     R × UInt32      the axes, big-endian
///     numbers         big-endian, the last axis fastest
struct IDXFile: Sendable {
  struct Content: Sendable {
    let areImages: Bool
    /// Whether only MNIST's own form will do: unsigned bytes of images with three axes, of labels with one.
    let isMNISTs: Bool

    /// Of MNIST's own.
    var axes: Int { areImages ? 3 : 1 }
    var magic: UInt32 { 0x0800 + UInt32(axes) }
    var name: String { areImages ? "images" : "labels" }

    func allows(_ magic: IDXMagic) -> Bool {
      guard !magic.isLittleEndian else { return false }
      if isMNISTs { return magic.element == .unsignedByte && magic.dimensions == axes }
      return areImages ? (2...4).contains(magic.dimensions) : (1...2).contains(magic.dimensions)
    }
  }

  let path: String
  let element: IDXMagic.Element
  /// `[count, height, width]` of MNIST's images, `[count]` of its labels.
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
    let (header, element, sizes) = try Self.head(reader, content)
    let length = sizes.reduce(element.size, *)
    (bytes, hash) = try Self.filled(length, path) { target throws(DatasetProblem) in
      if let sections = try HashedPieces.sections(of: file, after: header, into: target),
        let hash = try? sections.finish(helpers: helpers)
      {
        return hash
      }
      return try HashedPieces.stream(reader, after: header, into: target).finish(helpers: helpers)
    }
    self.path = path
    self.element = element
    self.sizes = sizes
  }

  /// What a file's header says alone.
  static func head(
    _ path: String, _ content: Content
  ) throws(DatasetProblem) -> (element: IDXMagic.Element, sizes: [Int]) {
    let head = try head(ByteReader(OpenFile(path)), content)
    return (head.element, head.sizes)
  }

  private static func head(
    _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> (header: [UInt8], element: IDXMagic.Element, sizes: [Int]) {
    let (header, magic) = try readHeader(reader, content)
    let sizes = try sizes(header, magic, reader, content)
    let length = sizes.reduce(magic.element.size, *)
    guard length + header.count <= reader.greatestLength else {
      throw reader.damaged(
        "is too short: its \(reader.fileSize) bytes can't hold the \(length) bytes of \(content.name) its header names")
    }
    return (header, magic.element, sizes)
  }

  private static func readHeader(
    _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> (header: [UInt8], magic: IDXMagic) {
    let start = try reader.bytes(4)
    let magic = IDXMagic(start)
    // Even if the file is too short, its magic number is worth checking: it may be another kind of file.
    if start.count == 4, magic.map(content.allows) != true { throw try anotherKind(start, reader, content) }
    let length = 4 + 4 * (magic?.dimensions ?? content.axes)
    let header = start + (try reader.bytes(length - start.count))
    guard header.count == length, let magic else {
      throw reader.damaged("ends after \(header.count) bytes, in its \(length)-byte header")
    }
    return (header, magic)
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
        hint: kind.nextStep ?? kind.asData ?? kind.conversion
          ?? "write its data as IDX: a header with the sizes, then unsigned bytes")
    }
    return reader.damaged(
      "starts with \(hexadecimal(UInt32(header[..<4].bigEndian))), where an IDX file of \(content.name) starts with "
        + hexadecimal(content.magic), hint: "name a folder of IDX files")
  }

  private static func sizes(
    _ header: [UInt8], _ magic: IDXMagic, _ reader: ByteReader, _ content: Content
  ) throws(DatasetProblem) -> [Int] {
    let sizes = (1...magic.dimensions).map { header[4 * $0..<4 * $0 + 4].bigEndian }
    guard sizes[0] > 0 else {
      throw reader.damaged("holds no \(content.name): its header says 0", hint: correctHeader)
    }
    guard sizes[0] <= greatestCount else {
      throw reader.damaged(
        "its header says \(sizes[0]) \(content.name), the limit is \(greatestCount)", hint: correctHeader)
    }
    guard sizes.dropFirst().allSatisfy({ (1...greatestSide).contains($0) }) else {
      let found = sizes.dropFirst().map(String.init).joined(separator: " × ")
      throw reader.damaged(
        "its header says \(content.name) of \(found) \(content.areImages ? "pixels" : "numbers"), a side may have 1 to "
          + "\(greatestSide)", hint: correctHeader)
    }
    // At most 8 · 10⁷ · 2¹⁰ · 2¹⁰ · 2¹⁰, which is less than 2⁵⁷: no overflow.
    let length = sizes.reduce(magic.element.size, *)
    guard length <= greatestLength else {
      throw reader.damaged(
        "its header says \(length) bytes of \(content.name), the limit is \(greatestLength)",
        hint: "use fewer or smaller \(content.name)")
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

private func hexadecimal(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
