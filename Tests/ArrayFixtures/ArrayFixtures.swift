/// A file as NumPy's `save` writes it.
public struct NPYFixture: Sendable {
  public let bytes: [UInt8]

  public init(_ descr: String, _ shape: [Int], _ numbers: [UInt8]) {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    bytes = Self.file("{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(sizes)), }", numbers)
  }

  public init(_ descr: String, _ shape: [Int], floats: [Float]) {
    self.init(descr, shape, floats.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
  }

  public init(_ descr: String, _ shape: [Int], doubles: [Double]) {
    self.init(descr, shape, doubles.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
  }

  public static func file(_ header: String, _ numbers: [UInt8]) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 0xff), UInt8(text.count >> 8)] + text + numbers
  }
}

/// A ZIP archive of stored members, in the order of their names.
public struct ZipFixture: Sendable {
  public let bytes: [UInt8]
  public let directoryStart: Int

  public init(_ members: [String: [UInt8]]) {
    var (files, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in members.sorted(by: { $0.key < $1.key }) {
      let sizes = Self.long(Self.checksum(content)) + Self.long(content.count) + Self.long(content.count)
      let common = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sizes + [UInt8(name.utf8.count), 0, 0, 0]
      directory += Array("PK\u{1}\u{2}".utf8) + [20, 0] + common + [UInt8](repeating: 0, count: 10)
      directory += Self.long(files.count) + Array(name.utf8)
      files += Array("PK\u{3}\u{4}".utf8) + common + Array(name.utf8) + content
    }
    directoryStart = files.count
    let count: [UInt8] = [UInt8(members.count), 0, UInt8(members.count), 0]
    let end = Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0] + count + Self.long(directory.count) + Self.long(files.count)
    bytes = files + directory + end + [0, 0]
  }

  private static func long(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xff) } }

  /// CRC-32.
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var checksum: UInt32 = ~0
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return Int(~checksum)
  }
}
