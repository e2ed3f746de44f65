/// A part of a source as shown to a person: where it begins and how much of it to underline.
public struct SourceMark: Equatable, Hashable, Sendable {
  /// From 1.
  public var line: Int
  /// In characters, from 1.
  public var column: Int
  /// The underlined text in characters, within the line. May be 0.
  public var length: Int
  /// In bytes from the source's beginning.
  public var offset: Int

  public init(line: Int, column: Int, length: Int, offset: Int) {
    self.line = line
    self.column = column
    self.length = length
    self.offset = offset
  }
}

/// The bytes of a file, or of an argument on the command line, under the name that the user knows.
///
/// Lines end with LF, CR LF or CR. Marks are computed on demand: counting columns takes time proportional to the line's
/// length.
public final class SourceText: Sendable {
  public let name: String
  /// The folder to which relative paths in this source refer: empty for the working directory.
  public let folder: String
  /// Whether it is a file with a name of its own, and not, for example, a pipe.
  public let isFile: Bool
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  /// - Parameter folder: nil for that of the file `name`.
  public init(name: String, bytes: [UInt8], folder: String? = nil, isFile: Bool = true) {
    self.name = name
    self.isFile = isFile
    self.folder = folder ?? Self.folder(of: name)
    self.bytes = bytes
    // A byte order mark is not part of the first line.
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for (index, byte) in bytes.enumerated() {
      let isLineEnd = byte == 0x0A || (byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A))
      if isLineEnd { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  public convenience init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

  private static func folder(of name: String) -> String {
    guard let slash = name.lastIndex(of: "/") else { return "" }
    return slash == name.startIndex ? "/" : String(name[..<slash])
  }

  /// `path`, written in this source, relative to the working directory.
  public func resolve(_ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder == "/" ? "/" + path : folder + "/" + path
  }

  /// The mark of some bytes; what lies beyond the end of the first line is not underlined.
  public func mark(_ range: Range<Int>) -> SourceMark {
    let offset = min(max(range.lowerBound, lineStarts[0]), bytes.count)
    let line = lineIndex(of: offset)
    let end = max(offset, min(range.upperBound, lineRange(line).upperBound))
    return SourceMark(
      line: line + 1, column: characters(lineStarts[line]..<offset) + 1, length: characters(offset..<end),
      offset: offset)
  }

  /// The bytes of the line that holds the mark, without the line's end.
  func lineRange(at mark: SourceMark) -> Range<Int> { lineRange(lineIndex(of: mark.offset)) }

  /// The number of the line that contains an offset, from 1.
  public func lineNumber(of offset: Int) -> Int { lineIndex(of: offset) + 1 }

  private func lineRange(_ line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func characters(_ range: Range<Int>) -> Int {
    let slice = bytes[range]
    // Without line ends and non-ASCII bytes a byte is a character.
    if slice.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) { return slice.count }
    return String(decoding: slice, as: UTF8.self).count
  }
}
