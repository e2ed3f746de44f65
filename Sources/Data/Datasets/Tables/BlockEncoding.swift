import Catalog

/// The inputs of a table's parts, and what is wrong with them.
struct EncodedInputs {
  fileprivate let parts: [PagedArray<Float>]
  fileprivate let problems: [DatasetProblem?]

  init(parts: [PagedArray<Float>], problems: [DatasetProblem?]) { (self.parts, self.problems) = (parts, problems) }

  /// Of the rows that train or validate.
  func training() throws(DatasetProblem) -> PagedArray<Float> { try part(0) }
  func test() throws(DatasetProblem) -> PagedArray<Float> { try part(1) }

  private func part(_ index: Int) throws(DatasetProblem) -> PagedArray<Float> {
    if let problem = problems[index] { throw problem }
    return parts[index]
  }
}

/// A cell that can't become an input. The first of a part is that of its first column, and in that of the first sample.
struct EncodingProblem: Sendable, Comparable {
  enum Kind: Sendable, Equatable {
    case missing
    case tooLarge(Double)
    case unknown(String)
  }

  let kind: Kind
  /// 0 for samples that train or validate, 1 for those that test.
  let part: Int
  let column: Int
  let place: Int
  let row: Int

  static func < (a: EncodingProblem, b: EncodingProblem) -> Bool { (a.column, a.place) < (b.column, b.place) }
}

/// Makes inputs of a block's cells.
///
/// `@unchecked Sendable`: each row has its own place in memory.
struct BlockEncoding: @unchecked Sendable {
  private let rows: RowPlaces
  private let width: Int
  private let rescale: Double
  private let isUnknownWrong: Bool
  private let parts: [UnsafeMutablePointer<Float>]
  private let numbers: [NumberColumn]
  private let texts: [TextColumn]

  private struct NumberColumn {
    let index: Int
    /// Its place among the inputs.
    let start: Int
    let scale: TablePreparation.Scale
    /// NaN if there is none.
    let fill: Double
    let hasIndicator: Bool
  }

  private struct TextColumn {
    let index: Int
    let codes: TextCodes
    let texts: [String]
    /// Among the inputs, the place of what a missing cell is filled with, and then of each text; −1 for one that has none.
    let places: [Int]
    let indicator: Int?
    let fill: String?
  }

  init(_ encoder: TableEncoder, _ rows: RowPlaces, into pages: [MemoryPages]) {
    let preparation = encoder.preparation
    (self.rows, width, rescale) = (rows, preparation.width, preparation.rescale)
    isUnknownWrong = preparation.unknown == .error
    parts = pages.map { $0.start.assumingMemoryBound(to: Float.self) }
    var (numbers, texts, start) = ([NumberColumn](), [TextColumn](), 0)
    for (index, column) in preparation.columns.enumerated() {
      switch column.encoding {
      case .number(let scale, let fill):
        numbers.append(
          NumberColumn(
            index: index, start: start, scale: scale, fill: fill ?? .nan, hasIndicator: column.hasIndicator))
      case .oneHot(let categories, let fill):
        let places = Dictionary(categories.enumerated().map { ($1, start + $0) }) { first, _ in first }
        let (own, codes) = (encoder.table.columns[index].texts, encoder.table.columns[index].codes)
        texts.append(
          TextColumn(
            index: index, codes: codes, texts: own, places: ([fill] + own).map { $0.flatMap { places[$0] } ?? -1 },
            indicator: column.hasIndicator ? start + categories.count : nil, fill: fill))
      }
      start += column.width
    }
    (self.numbers, self.texts) = (numbers, texts)
  }

  /// - Returns: the first problem of each part.
  func encode(_ block: TableRows) -> [EncodingProblem] {
    var problems: [EncodingProblem] = []
    encodeNumbers(block, &problems)
    for column in texts { encode(column, block.range, &problems) }
    return problems
  }

  private func encodeNumbers(_ block: TableRows, _ problems: inout [EncodingProblem]) {
    guard !numbers.isEmpty else { return }
    let cells = numbers.indices.map { block.numbers($0) }
    for row in block.range {
      guard let inputs = inputs(row) else { continue }
      for (place, column) in numbers.enumerated() {
        let cell = cells[place][row - block.range.lowerBound]
        let number = cell.isNaN ? column.fill : cell
        let scaled = Float((number * rescale - column.scale.offset) / column.scale.divisor)
        inputs[column.start] = scaled
        if cell.isNaN, column.hasIndicator { inputs[column.start + 1] = 1 }
        if !scaled.isFinite {
          add(number.isNaN ? .missing : .tooLarge(number), column.index, row, &problems)
        }
      }
    }
  }

  private func encode(_ column: TextColumn, _ block: Range<Int>, _ problems: inout [EncodingProblem]) {
    for row in block {
      guard let inputs = inputs(row) else { continue }
      let code = Int(column.codes[row])
      let place = column.places[code + 1]
      if place >= 0 { inputs[place] = 1 }
      if code < 0, let indicator = column.indicator { inputs[indicator] = 1 }
      if code < 0, column.fill == nil {
        add(.missing, column.index, row, &problems)
      } else if place < 0, isUnknownWrong {
        add(.unknown(code < 0 ? column.fill ?? "" : column.texts[code]), column.index, row, &problems)
      }
    }
  }

  /// Nil for a row that is left out.
  private func inputs(_ row: Int) -> UnsafeMutablePointer<Float>? {
    let place = rows[row]
    guard place >= 0 else { return nil }
    return place < rows.heldTogether
      ? parts[0] + place * width : parts[1] + (place - rows.heldTogether) * width
  }

  /// Keeps the first of each part.
  private func add(_ kind: EncodingProblem.Kind, _ column: Int, _ row: Int, _ problems: inout [EncodingProblem]) {
    let place = rows[row]
    let part = place < rows.heldTogether ? 0 : 1
    let problem = EncodingProblem(kind: kind, part: part, column: column, place: place, row: row)
    guard let known = problems.firstIndex(where: { $0.part == part }) else { return problems.append(problem) }
    if problem < problems[known] { problems[known] = problem }
  }
}
