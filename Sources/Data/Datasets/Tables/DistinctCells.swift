import Glibc

/// The different texts of a column's cells, numbered as they come: an open hash table over bytes, so that a cell that is
/// already known costs no memory.
struct DistinctCells: Sendable {
  private struct Slot: Sendable {
    /// What tells texts apart that are in the table: those of up to eight bytes entirely.
    var key = TextKey()
    /// The text's, from 1; 0 where no text is.
    var number: UInt32 = 0
  }

  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  private var ends: [Int] = []
  private var slots = [Slot](repeating: Slot(), count: 16)

  var count: Int { ends.count }

  /// The text's number, from 0.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let key = TextKey(text)
    let found = slots[slot(of: text, key)].number
    if found != 0 { return Int32(found) - 1 }
    if ends.count * 2 >= slots.count { grow() }
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot(of: text, key)] = Slot(key: key, number: UInt32(ends.count))
    return Int32(ends.count - 1)
  }

  /// The numbers here of another column's texts, which become known.
  mutating func numbers(of others: DistinctCells) -> [Int32] {
    others.ends.indices.map { number in others.withText(number) { self.number(of: $0) } }
  }

  var texts: [String] { ends.indices.map { String(decoding: bytes[range($0)], as: UTF8.self) } }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func withText<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(number)])) }
  }

  /// That of the text, or the free one where it belongs.
  @inline(__always)
  private func slot(of text: UnsafeBufferPointer<UInt8>, _ key: TextKey) -> Int {
    slots.withUnsafeBufferPointer { slots in
      var slot = key.hash & (slots.count - 1)
      while slots[slot].number != 0, slots[slot].key != key || !isText(slots[slot].number, text, key) {
        slot = (slot + 1) & (slots.count - 1)
      }
      return slot
    }
  }

  /// Whether a text with the same key is the same.
  @inline(__always)
  private func isText(_ number: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ key: TextKey) -> Bool {
    key.isWhole || withText(Int(number) - 1) { known in known.elementsEqual(text) }
  }

  private mutating func grow() {
    let known = slots.filter { $0.number != 0 }
    slots = [Slot](repeating: Slot(), count: slots.count * 4)
    for text in known {
      var slot = text.key.hash & (slots.count - 1)
      while slots[slot].number != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = text
    }
  }
}

/// A text's length and eight bytes that follow from it: itself if it is no longer, otherwise a mixture of all of it.
private struct TextKey: Equatable, Sendable {
  private var bytes: UInt64 = 0
  private var length = 0

  init() {}

  @inline(__always)
  init(_ text: UnsafeBufferPointer<UInt8>) {
    length = text.count
    guard let start = UnsafeRawPointer(text.baseAddress) else { return }
    // Two loads may overlap: with the length they still say what each byte is.
    switch length {
    case 8...:
      bytes = start.loadUnaligned(as: UInt64.self)
      for place in stride(from: 8, to: length, by: 8) {
        let word = start.loadUnaligned(fromByteOffset: min(place, length - 8), as: UInt64.self)
        bytes = Self.mixed(bytes) ^ word
      }
    case 4...:
      let last = start.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
      bytes = UInt64(start.loadUnaligned(as: UInt32.self)) << 32 | UInt64(last)
    case 2...:
      let last = start.loadUnaligned(fromByteOffset: length - 2, as: UInt16.self)
      bytes = UInt64(start.loadUnaligned(as: UInt16.self)) << 16 | UInt64(last)
    case 1: bytes = UInt64(text[0])
    default: break
    }
  }

  /// Whether no other text has the same key.
  var isWhole: Bool { length <= 8 }

  var hash: Int { Int(truncatingIfNeeded: Self.mixed(bytes &+ UInt64(length)) >> 33) }

  /// The multiplier is 2⁶⁴ divided by the golden ratio, after D. Knuth.
  private static func mixed(_ bits: UInt64) -> UInt64 {
    let product = bits &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}
