/// The classes that a run has predicted for the test samples.
public struct SavedPredictions: Equatable, Sendable {
  /// A sample whose largest output is not its label's.
  public struct Mistake: Equatable, Sendable {
    public var index: Int
    public var label: Int
    public var predicted: Int
    /// The output for the predicted class. Where only the second of two classes has one, the first has the rest of 1.
    public var output: Float

    /// - Parameter outputs: the sample's.
    init(index: Int, label: Int, predicted: Int, _ outputs: some RandomAccessCollection<Float>) {
      self.index = index
      self.label = label
      self.predicted = predicted
      let outputs = Array(outputs)
      output = outputs.count > 1 || predicted == 1 ? outputs[min(predicted, outputs.count - 1)] : 1 - outputs[0]
    }
  }

  /// A larger confusion matrix would be unreadable.
  public static let mostClasses = 1000

  public let classNames: [String]
  public let labels: [Int32]
  public let predicted: [Int32]
  /// Ascending by index.
  public let mistakes: [Mistake]
  /// Of two classes, the output for the second for each sample; empty if there are more, or if nobody has read them.
  public let positives: [Float]
  /// The samples' rows in their file, from 1; nil if their indices say it.
  public let rows: [Int]?

  public var classes: Int { classNames.count }

  /// - Parameter outputs: for each sample one for each class, or one for the second of two.
  public init(classNames: [String], labels: [Int32], predicted: [Int32], outputs: [Float], rows: [Int]?) {
    let width = labels.isEmpty ? 1 : outputs.count / labels.count
    mistakes = labels.indices.filter { labels[$0] != predicted[$0] }.map { index in
      Mistake(
        index: index, label: Int(labels[index]), predicted: Int(predicted[index]),
        outputs[index * width..<(index + 1) * width])
    }
    positives = classNames.count == 2 ? labels.indices.map { outputs[($0 + 1) * width - 1] } : []
    (self.classNames, self.labels, self.predicted, self.rows) = (classNames, labels, predicted, rows)
  }

  /// Reads classes that are known by numbers. Of more than two classes, outputs are parsed only where the model was wrong, since
  /// they are most of the file.
  public init(_ bytes: [UInt8]) throws(SummaryProblem) {
    var reader = PredictionReader(bytes)
    try reader.readHeader()
    let classes = reader.classes
    var (labels, predicted, positives): ([Int32], [Int32], [Float]) = ([], [], [])
    var mistakes: [Mistake] = []
    while !reader.isAtEnd {
      let line = reader.line()
      guard let row = PredictionRow(line, classes: classes), row.index == labels.count else {
        throw SummaryProblem(place: "line \(labels.count + 2)", problem: "a row of predictions.csv is expected")
      }
      labels.append(Int32(row.label))
      predicted.append(Int32(row.predicted))
      guard row.label != row.predicted || classes == 2 else { continue }
      guard let outputs = row.outputs(line, count: reader.outputs) else {
        throw SummaryProblem(place: "line \(labels.count + 1)", problem: "a number is expected for each class")
      }
      if classes == 2 { positives.append(outputs[outputs.count - 1]) }
      guard row.label != row.predicted else { continue }
      mistakes.append(Mistake(index: row.index, label: row.label, predicted: row.predicted, outputs))
    }
    classNames = (0..<classes).map(String.init)
    (self.labels, self.predicted, self.mistakes) = (labels, predicted, mistakes)
    (self.positives, rows) = (positives, nil)
  }
}

private struct PredictionReader {
  private let bytes: [UInt8]
  private var position = 0
  /// For each sample: one for each class, or one for the second of two.
  private(set) var outputs = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var classes: Int { hasOneOfTwo ? 2 : outputs }
  private var hasOneOfTwo = false

  mutating func readHeader() throws(SummaryProblem) {
    let header = line()
    hasOneOfTwo = header.elementsEqual("index,label,predicted,p1".utf8)
    guard hasOneOfTwo || header.starts(with: "index,label,predicted,p0".utf8) else {
      throw SummaryProblem(place: "line 1", problem: "the header of predictions.csv is expected")
    }
    outputs = header.count { $0 == UInt8(ascii: ",") } - 2
    guard outputs <= SavedPredictions.mostClasses else {
      throw SummaryProblem(
        place: "line 1", problem: "\(outputs) classes, where \(SavedPredictions.mostClasses) are the most")
    }
  }

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

  /// Nil unless there are as many as the header has.
  func outputs(_ line: ArraySlice<UInt8>, count: Int) -> [Float]? {
    let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).dropFirst(3)
    let numbers = cells.compactMap { Float(String(decoding: $0, as: UTF8.self)) }
    return numbers.count == count && cells.count == count ? numbers : nil
  }
}
