import Hashing
import Threads

/// What one reading of a file finds before anything in it is understood: where records begin, so that many can be read at the same
/// time.
///
/// A byte is within quotes if the number of quotes before it is odd, because in a table without mistakes each quote opens a cell,
/// closes it, or stands twice; and a record begins after a line's end that is not within quotes. Up to the first mistake that is true
/// of any table. What is found after it may be wrong, but nobody sees that: records are taken in their order, and the first mistake
/// ends it.
struct TableScan {
  private(set) var sha256 = ""
  /// Where records begin: in each piece of the file at most one.
  private(set) var starts: [Int] = []
  /// The first byte that is not UTF-8.
  private(set) var wrongByte: Int?

  init(_ file: OpenFile, _ pieces: TablePieces) throws(DatasetProblem) {
    let found = Lock(Findings())
    let buffers = Pool { TextBuffer() }
    try pieces.forEach(of: (file.size + pieces.length - 1) / pieces.length) { piece throws(DatasetProblem) in
      let text = buffers.take()
      let range = piece * pieces.length..<min((piece + 1) * pieces.length, file.size)
      // A character that begins here may end there.
      try text.read(file, range.lowerBound..<min(range.upperBound + 3, file.size))
      return (text, PieceFacts(text.bytes, range))
    } take: { (_, read: (text: TextBuffer, facts: PieceFacts)) in
      found.withLock { $0.add(read.facts, read.text) }
      buffers.giveBack(read.text)
    }
    let findings = found.withLock { $0 }
    sha256 = findings.hash.finalize().hex
    starts = findings.starts
    wrongByte = findings.wrongByte
  }
}

private struct Findings: Sendable {
  var hash = SHA256()
  var starts: [Int] = []
  var wrongByte: Int?
  private var isWithinQuotes = false

  mutating func add(_ piece: PieceFacts, _ text: TextBuffer) {
    hash.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text.bytes[..<piece.range.count])))
    if let start = isWithinQuotes ? piece.startIfWithin : piece.startIfOutside { starts.append(start) }
    if piece.hasOddQuotes { isWithinQuotes.toggle() }
    wrongByte = wrongByte ?? piece.wrongByte
  }
}

/// What a piece shows on its own.
private struct PieceFacts: Sendable {
  let range: Range<Int>
  let hasOddQuotes: Bool
  /// Where the first record begins that begins in the piece, if the piece itself does not begin within quotes.
  let startIfOutside: Int?
  /// The same if it does.
  let startIfWithin: Int?
  let wrongByte: Int?

  /// - Parameter bytes: those of the piece, and some after it.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    let own = UnsafeBufferPointer(rebasing: bytes[..<range.count])
    let (all, quotes, parity) = Self.summary(own)
    self.range = range
    hasOddQuotes = parity
    let isFirst = range.lowerBound == 0
    startIfOutside = isFirst ? CSVRecords.start(of: bytes) : Self.start(own, range, isWithin: false)
    startIfWithin = quotes ? Self.start(own, range, isWithin: true) : nil
    // A byte after the piece may go on with a character that does not begin in it.
    let isASCII = all | bytes[range.count...].reduce(0, |) < 0x80
    wrongByte = isASCII ? nil : Self.wrongByte(bytes, range)
  }

  /// All bits that are set, whether there are quotes, and whether their number is odd: in loops of vectors.
  private static func summary(_ bytes: UnsafeBufferPointer<UInt8>) -> (all: UInt8, hasQuotes: Bool, isOdd: Bool) {
    var (all, quotes, parity) = (UInt8(0), UInt8(0), UInt8(0))
    for byte in bytes {
      let isQuote: UInt8 = byte == UInt8(ascii: "\"") ? 1 : 0
      all |= byte
      quotes |= isQuote
      parity ^= isQuote
    }
    return (all, quotes != 0, parity != 0)
  }

  private static func start(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isWithin: Bool) -> Int? {
    var isWithin = isWithin
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\"") { isWithin.toggle() }
      if byte == UInt8(ascii: "\n"), !isWithin { return range.lowerBound + place + 1 }
    }
    return nil
  }

  /// From the first character that begins in the piece to the end of the last.
  private static func wrongByte(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    func rest(_ from: Int) -> Int { bytes[min(from, bytes.count)...].prefix(3).prefix { $0 & 0xc0 == 0x80 }.count }
    let first = range.lowerBound == 0 ? 0 : rest(0)
    let end = range.count + rest(range.count)
    guard first < end else { return nil }
    do { _ = try UTF8Span(validating: UnsafeBufferPointer(rebasing: bytes[first..<end]).span) } catch {
      return range.lowerBound + first + error.byteOffsets.lowerBound
    }
    return nil
  }
}
