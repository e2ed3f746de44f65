import Files
internal import CZlib

/// The directory of a ZIP archive, as far as NumPy's need it: members that are stored or deflated, without encryption and
/// without ZIP64 (APPNOTE.TXT, 4.3).
struct ZipArchive {
  struct Member {
    let name: String
    /// Of 0 stored, 8 deflated.
    let method: Int
    let isEncrypted: Bool
    let checksum: UInt32
    let compressedLength: Int
    let length: Int
    let headerStart: Int
  }

  let file: OpenFile
  let members: [Member]

  private static let endLength = 22
  private static let longestComment = 0xffff
  private static let entryLength = 46
  private static let mostMembers = 10_000

  /// - Throws: for anything that is no whole archive.
  init(_ file: OpenFile) throws(DatasetProblem) {
    self.file = file
    let tailStart = max(0, file.size - Self.endLength - Self.longestComment)
    let tail = try file.bytes(tailStart..<file.size)
    guard let end = Self.end(in: tail) else {
      throw Self.damaged(file, "has no directory at its end, as a ZIP archive has", hint: useWholeCopy)
    }
    let (count, length, start) = (tail.word(end + 10), tail.long(end + 12), tail.long(end + 16))
    guard count != 0xffff, length != 0xffff_ffff, start != 0xffff_ffff else { throw Self.tooLarge(file, "") }
    guard start + length <= tailStart + end, count <= Self.mostMembers else {
      throw Self.damaged(file, "has a damaged directory", hint: useWholeCopy)
    }
    members = try Self.members(file.bytes(start..<start + length), count, file)
  }

  /// Where the end record begins: the last one that could be.
  private static func end(in tail: [UInt8]) -> Int? {
    guard tail.count >= endLength else { return nil }
    return stride(from: tail.count - endLength, through: 0, by: -1).first { place in
      tail.long(place) == 0x0605_4b50 && place + endLength + tail.word(place + 20) == tail.count
    }
  }

  private static func members(_ list: [UInt8], _ count: Int, _ file: OpenFile) throws(DatasetProblem) -> [Member] {
    var members: [Member] = []
    var place = 0
    for _ in 0..<count {
      guard place + entryLength <= list.count, list.long(place) == 0x0201_4b50 else {
        throw damaged(file, "has a damaged directory", hint: useWholeCopy)
      }
      let nameEnd = place + entryLength + list.word(place + 28)
      guard nameEnd <= list.count else { throw damaged(file, "has a damaged directory", hint: useWholeCopy) }
      members.append(
        Member(
          name: String(decoding: list[(place + entryLength)..<nameEnd], as: UTF8.self),
          method: list.word(place + 10), isEncrypted: list.word(place + 8) & 1 == 1,
          checksum: UInt32(list.long(place + 16)), compressedLength: list.long(place + 20),
          length: list.long(place + 24), headerStart: list.long(place + 42)))
      place = nameEnd + list.word(place + 30) + list.word(place + 32)
    }
    return members
  }

  /// The bytes of a member, checked against its checksum.
  ///
  /// - Parameter subject: see ``ArrayPlace/subject``.
  func bytes(_ member: Member, subject: String) throws(DatasetProblem) -> any ByteSource {
    guard max(member.compressedLength, member.length, member.headerStart) < 0xffff_ffff else {
      throw Self.tooLarge(file, subject)
    }
    guard !member.isEncrypted else {
      throw Self.damaged(file, subject + "is encrypted", hint: "save it without a password")
    }
    guard member.method == 0 || member.method == 8 else {
      throw Self.damaged(
        file, subject + "is compressed in ZIP's method \(member.method), and stored and deflated ones are read",
        hint: "save it with np.savez_compressed")
    }
    // The lengths of name and extra field may be others than in the directory, and only the directory has the sizes for certain.
    let header = try file.bytes(member.headerStart..<member.headerStart + 30)
    guard header.count == 30, header.long(0) == 0x0403_4b50 else {
      throw Self.damaged(file, subject + "is not where the archive's directory says", hint: useWholeCopy)
    }
    let start = member.headerStart + 30 + header.word(26) + header.word(28)
    guard start + member.compressedLength <= file.size else {
      throw Self.damaged(file, subject + "reaches beyond the end of the archive", hint: useWholeCopy)
    }
    let reader = try ByteReader(
      file, section: start..<start + member.compressedLength, member.method == 8 ? .deflate : .plain, subject: subject)
    guard member.length <= reader.greatestLength, member.method == 8 || member.length == member.compressedLength else {
      throw reader.damaged("can't have the \(member.length) bytes that the archive's directory says")
    }
    return CheckedBytes(reader, member.checksum)
  }

  private static func tooLarge(_ file: OpenFile, _ subject: String) -> DatasetProblem {
    damaged(
      file, subject + "needs ZIP64, for 4 GB and more, which is not read",
      hint: "save each array in a file of its own, with np.save, and write npy: {x_train: FILE, …}")
  }

  private static func damaged(_ file: OpenFile, _ problem: String, hint: String) -> DatasetProblem {
    DatasetProblem(.damaged, file: file.path, problem: problem, hint: hint)
  }
}

/// Bytes whose checksum is known.
private final class CheckedBytes: ByteSource {
  private let reader: ByteReader
  private let expected: UInt32
  private var checksum: UInt = 0

  init(_ reader: ByteReader, _ expected: UInt32) { (self.reader, self.expected) = (reader, expected) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int {
    let count = try reader.read(into: buffer)
    checksum = crc32_z(checksum, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
    return count
  }

  func requireEnd() throws(DatasetProblem) {
    try reader.requireEnd()
    guard UInt32(truncatingIfNeeded: checksum) == expected else {
      throw reader.damaged("is not what was saved: its checksum is another")
    }
  }
}

extension [UInt8] {
  /// The number in the two bytes from a place on.
  fileprivate func word(_ place: Int) -> Int { self[place..<place + 2].littleEndian }
  /// The number in four bytes.
  fileprivate func long(_ place: Int) -> Int { self[place..<place + 4].littleEndian }
}
