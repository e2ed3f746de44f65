/// predictions.csv read back: a run's predictions for the test images.
public struct SavedPredictions: Equatable, Sendable {
  /// An image whose largest output is not its label's.
  public struct Mistake: Equatable, Sendable {
    public var index: Int
    public var label: Int
    public var predicted: Int
    /// The output for the predicted class.
    public var output: Float
  }

  /// A larger confusion matrix would be unreadable.
  public static let mostClasses = 1000

  public let classes: Int
  public let labels: [Int32]
  public let predicted: [Int32]
  /// Ascending by index.
  public let mistakes: [Mistake]

  /// Reads the file that ``CSVTable/predictions(_:)`` writes. Outputs are parsed as numbers only where the model was
  /// wrong, since the others are most of the file.
  public init(_ bytes: [UInt8]) throws(SummaryProblem) {
    var reader = PredictionReader(bytes)
    let header = reader.line()
    guard header.starts(with: "index,label,predicted,p0".utf8) else {
      throw SummaryProblem(place: "line 1", problem: "the header of predictions.csv is expected")
    }
    let classes = header.count { $0 == UInt8(ascii: ",") } - (header.ends(with: ",row".utf8) ? 3 : 2)
    guard classes <= Self.mostClasses else {
      throw SummaryProblem(place: "line 1", problem: "\(classes) classes, where \(Self.mostClasses) are the most")
    }
    var (labels, predicted): ([Int32], [Int32]) = ([], [])
    var mistakes: [Mistake] = []
    while !reader.isAtEnd {
      let line = reader.line()
      guard let row = PredictionRow(line, classes: classes), row.index == labels.count else {
        throw SummaryProblem(place: "line \(labels.count + 2)", problem: "a row of predictions.csv is expected")
      }
      labels.append(Int32(row.label))
      predicted.append(Int32(row.predicted))
      guard row.label != row.predicted else { continue }
      guard let output = row.output(line) else {
        throw SummaryProblem(place: "line \(labels.count + 1)", problem: "a number is expected for each class")
      }
      mistakes.append(Mistake(index: row.index, label: row.label, predicted: row.predicted, output: output))
    }
    self.classes = classes
    self.labels = labels
    self.predicted = predicted
    self.mistakes = mistakes
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with end: some BidirectionalCollection<UInt8>) -> Bool {
    reversed().starts(with: end.reversed())
  }
}

private struct PredictionReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }

  /// Up to the next LF, which is skipped.
  mutating func line() -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    defer { position += 1 }
    return bytes[start..<min(position, bytes.count)]
  }
}

private struct PredictionRow {
  var index: Int
  var label: Int
  var predicted: Int

  /// nil unless the row starts with three whole numbers, the last two of them classes.
  init?(_ line: ArraySlice<UInt8>, classes: Int) {
    var position = line.startIndex
    func number() -> Int? {
      var value: Int?
      while position < line.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[position]) {
        guard (value ?? 0) < 1 << 40 else { return nil }
        value = (value ?? 0) * 10 + Int(line[position] - UInt8(ascii: "0"))
        position += 1
      }
      guard position < line.endIndex, line[position] == UInt8(ascii: ",") else { return nil }
      position += 1
      return value
    }
    guard let index = number(), let label = number(), let predicted = number(), label < classes, predicted < classes
    else { return nil }
    self.index = index
    self.label = label
    self.predicted = predicted
  }

  /// The output of the predicted class.
  func output(_ line: ArraySlice<UInt8>) -> Float? {
    let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard cells.indices.contains(3 + predicted) else { return nil }
    return Float(String(decoding: cells[3 + predicted], as: UTF8.self))
  }
}
