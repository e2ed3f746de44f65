/// Joins the chunks from a pipe into lines.
package struct LineBuffer {
  private var rest: [UInt8] = []

  package init() {}

  /// The lines that this chunk completes.
  package mutating func add(_ piece: some Sequence<UInt8>) -> [String] {
    rest += piece
    let end = (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    defer { rest.removeFirst(end) }
    return rest[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
