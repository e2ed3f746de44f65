/// Bytes in the making, with the least significant byte of a number first.
struct HDF5Bytes {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  init() {}

  /// - Parameter signature: four letters with which some structures begin.
  init(_ signature: String) { bytes = Array(signature.utf8) }

  mutating func add(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }

  mutating func add(_ values: [some FixedWidthInteger]) {
    values.map(\.littleEndian).withUnsafeBytes { bytes += $0 }
  }

  mutating func add(_ other: HDF5Bytes) { bytes += other.bytes }

  /// Zeros up to this number of bytes.
  mutating func pad(to count: Int) { bytes += repeatElement(0, count: max(0, count - self.count)) }

  /// Zeros up to a multiple of eight, at which every structure begins.
  mutating func align() { pad(to: (count + 7) / 8 * 8) }

  /// - Returns: the place at which it begins.
  mutating func append(_ structure: HDF5Bytes) -> Int {
    align()
    add(structure)
    return count - structure.count
  }

  mutating func replaceStart(with other: HDF5Bytes) { bytes.replaceSubrange(0..<other.count, with: other.bytes) }
}
