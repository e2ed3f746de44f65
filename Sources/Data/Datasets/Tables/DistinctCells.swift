import Glibc

/// The different texts of a column's cells, numbered as they come: an open hash table over bytes, so that a cell that is
/// already known costs no memory.
struct DistinctCells: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  private var ends: [Int] = []
  /// Numbers of texts, from 1; 0 where none is.
  private var slots = [UInt32](repeating: 0, count: 16)

  var count: Int { ends.count }

  /// The text's number, from 0.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    if ends.count * 2 >= slots.count { grow() }
    let slot = slot(of: text)
    if slots[slot] != 0 { return Int32(slots[slot]) - 1 }
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = UInt32(ends.count)
    return Int32(ends.count - 1)
  }

  /// The numbers here of another column's texts, which become known.
  mutating func numbers(of others: DistinctCells) -> [Int32] {
    others.ends.indices.map { number in others.withText(number) { self.number(of: $0) } }
  }

  /// The numbers here of another column's texts, −1 for one that is not known.
  func knownNumbers(of others: DistinctCells) -> [Int32] {
    others.ends.indices.map { number in others.withText(number) { Int32(slots[slot(of: $0)]) - 1 } }
  }

  var texts: [String] { ends.indices.map { String(decoding: bytes[range($0)], as: UTF8.self) } }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func withText<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(number)])) }
  }

  /// That of the text, or the free one where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = Self.hash(text) & (slots.count - 1)
    while slots[slot] != 0, !isText(Int(slots[slot]) - 1, text) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private func isText(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    withText(number) { known in
      guard known.count == text.count, let known = known.baseAddress, let other = text.baseAddress else {
        return known.count == text.count
      }
      return memcmp(known, other, text.count) == 0
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    for number in ends.indices {
      var slot = withText(number) { Self.hash($0) } & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }

  /// FNV-1a, with the upper bits mixed into the lower.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7fff_ffff)
  }
}
