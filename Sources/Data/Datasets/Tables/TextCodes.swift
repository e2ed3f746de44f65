/// The numbers of a column's texts, row after row, −1 for a missing cell: in a byte each as long as there are few texts, as in a
/// column of categories.
struct TextCodes: Sendable, RandomAccessCollection {
  /// A text's number plus one; 0 for a missing cell. Empty once there are more texts than a byte can tell apart.
  private var bytes: [UInt8] = []
  private var words: [Int32] = []
  private var isWide = false

  var startIndex: Int { 0 }
  var endIndex: Int { isWide ? words.count : bytes.count }
  subscript(row: Int) -> Int32 { isWide ? words[row] : Int32(bytes[row]) - 1 }

  /// - Parameters:
  ///   - cells: a block's, as numbers of its own texts.
  ///   - numbers: the column's of each of those.
  mutating func append(_ cells: CodeCells, _ numbers: [Int32]) {
    if !isWide, let most = numbers.max(), most >= Int32(UInt8.max) { widen() }
    // In the place before the first is what a missing cell is.
    if isWide {
      let numbers = [-1] + numbers
      words += cells.lazy.map { numbers[Int($0) + 1] }
    } else {
      let numbers = [0] + numbers.map { UInt8($0 + 1) }
      bytes += cells.lazy.map { numbers[Int($0) + 1] }
    }
  }

  private mutating func widen() {
    words = map(\.self)
    (bytes, isWide) = ([], true)
  }

  /// How often each of some texts is there, and how many cells are missing.
  ///
  /// - Parameter rows: which count.
  func counts(of texts: Int, in rows: (Int) -> Bool) -> (texts: [Int], missing: Int) {
    var counts = [Int](repeating: 0, count: texts + 1)
    for row in indices where rows(row) { counts[Int(self[row]) + 1] += 1 }
    return (Array(counts[1...]), counts[0])
  }
}
