/// The records of a table as text, RFC 4180: cells between separators, quoted where they contain one, a quote or a line
/// break; a record ends with LF or CRLF.
///
/// It goes through bytes that stay in place and gives the range of each cell, so that no cell becomes a `String` unless it
/// is a text that is needed.
struct CSVRecords {
  /// A cell's bytes, without its quotes.
  struct Cell {
    var start: Int
    var end: Int
    /// Whether a quote within stands there twice.
    var hasQuotes = false

    var isEmpty: Bool { start == end }
  }

  struct Problem: Error {
    /// From 1.
    var line: Int
    var problem: String
    var hint: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let separator: UInt8
  /// Where the next record begins.
  private(set) var position: Int
  /// Of the next record, from 1 where reading began.
  private(set) var nextLine = 1
  /// Of the record that was read last.
  private(set) var line = 0

  /// Where the first record of a file begins: after a byte order mark, if there is one.
  static func start(of bytes: some Collection<UInt8>) -> Int { bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0 }

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0, separator: UInt8) {
    (self.bytes, self.position, self.separator) = (bytes, position, separator)
  }

  /// Fills `cells` with the next record; false at the end. An empty line is a record only in a table of one column, where
  /// it is an empty cell.
  mutating func next(into cells: inout [Cell]) throws(Problem) -> Bool {
    repeat {
      guard position < bytes.count else { return false }
      line = nextLine
      cells.removeAll(keepingCapacity: true)
      while try appendCell(to: &cells) {}
    } while cells.count == 1 && cells[0].isEmpty && isSkippingEmptyLines
    return true
  }

  /// Whether empty lines are no records.
  var isSkippingEmptyLines = true

  /// - Returns: whether another cell of the same record follows.
  private mutating func appendCell(to cells: inout [Cell]) throws(Problem) -> Bool {
    let start = position
    if start < bytes.count, bytes[start] == quote {
      cells.append(try quotedCell())
      return try afterCell()
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte == separator || byte == lineFeed { break }
      if byte == carriageReturn || byte == quote || byte == 0 {
        if byte == carriageReturn, position + 1 < bytes.count, bytes[position + 1] == lineFeed { break }
        throw stray(byte)
      }
      position += 1
    }
    cells.append(Cell(start: start, end: position))
    return try afterCell()
  }

  private mutating func quotedCell() throws(Problem) -> Cell {
    position += 1
    var cell = Cell(start: position, end: position)
    while position < bytes.count {
      switch bytes[position] {
      case quote:
        guard position + 1 < bytes.count, bytes[position + 1] == quote else {
          cell.end = position
          position += 1
          return cell
        }
        cell.hasQuotes = true
        position += 1
      case lineFeed: nextLine += 1
      case 0: throw stray(0)
      default: break
      }
      position += 1
    }
    throw Problem(line: line, problem: "a quote is opened and never closed", hint: #"close it with ""#)
  }

  /// Goes past what follows a cell: a separator or a line's end.
  private mutating func afterCell() throws(Problem) -> Bool {
    guard position < bytes.count else { return false }
    let byte = bytes[position]
    position += 1
    if byte == separator { return true }
    if byte == carriageReturn, position < bytes.count, bytes[position] == lineFeed {
      position += 1
    } else if byte != lineFeed {
      throw Problem(
        line: nextLine, problem: "text follows a quoted cell before the separator",
        hint: #"write quotes around the whole cell, and "" for a quote within"#)
    }
    nextLine += 1
    return false
  }

  private func stray(_ byte: UInt8) -> Problem {
    switch byte {
    case quote:
      Problem(
        line: nextLine, problem: "a quote within a cell that does not begin with one",
        hint: #"write quotes around the cell, and "" for a quote within"#)
    case carriageReturn:
      Problem(
        line: nextLine, problem: "a carriage return that ends no line",
        hint: "end lines with LF or CRLF, as sed 's/\\r/\\n/g' does")
    default:
      Problem(line: nextLine, problem: "a NUL byte, which no text has", hint: "save the table as CSV in UTF-8")
    }
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
