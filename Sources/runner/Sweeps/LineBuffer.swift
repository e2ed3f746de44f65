/// Puts what comes in pieces together to lines.
struct LineBuffer {
  private var rest: [UInt8] = []

  /// The lines that this piece completes.
  mutating func add(_ piece: some Sequence<UInt8>) -> [String] {
    rest += piece
    let end = (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    defer { rest.removeFirst(end) }
    return rest[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
