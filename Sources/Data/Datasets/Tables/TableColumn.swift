import Catalog

/// What is known of a column's cells, and the cells themselves, row after row, as numbers or as texts.
struct TableColumn: Sendable {
  /// What the cells are to be.
  enum Reading: Sendable {
    /// Numbers if every cell is one, otherwise texts.
    case guessed
    case numbers
    case texts
  }

  let name: String
  let reading: Reading
  /// Whether numbers stay in memory: those of a column to predict from become inputs, of which there is no second copy.
  let keepsNumbers: Bool
  var areNumbers: Bool
  /// How many cells are missing, and the first row of which one is.
  private(set) var missing = (count: 0, first: 0)
  private var numbersSeen = NumbersSeen()
  private(set) var distinct = DistinctCells()
  /// NaN for a missing cell; empty if the cells are texts, or not kept.
  private(set) var numbers: [Double] = []
  /// The number of each cell's text; empty if the cells are numbers.
  private(set) var codes = TextCodes()

  init(_ name: String, _ reading: Reading, keepsNumbers: Bool = true) {
    (self.name, self.reading, self.keepsNumbers) = (name, reading, keepsNumbers)
    areNumbers = reading != .texts
  }

  /// The different texts of the cells, by number.
  var texts: [String] { distinct.texts }

  /// The different numbers of the column, if they are whole and at most ten.
  var fewWholeNumbers: [Int]? { areNumbers ? numbersSeen.fewWhole?.sorted().map { Int($0) } : nil }

  var summary: ColumnSummary {
    ColumnSummary(
      name: name, missing: missing.count, range: areNumbers ? numbersSeen.range : nil,
      words: areNumbers ? nil : distinct.count)
  }

  // MARK: Adding a block's cells

  mutating func append(_ cells: NumberCells, _ seen: NumbersSeen, from row: Int) {
    countMissing(seen.missing, from: row)
    numbersSeen.add(seen)
    if keepsNumbers { numbers += cells }
  }

  /// - Parameter texts: those that the cells' codes are numbers of.
  mutating func append(_ cells: CodeCells, _ texts: DistinctCells, from row: Int) {
    countMissing((cells.count { $0 < 0 }, cells.firstIndex { $0 < 0 } ?? 0), from: row)
    appendTexts(cells, texts)
  }

  /// For cells whose missing ones have been counted.
  mutating func appendTexts(_ cells: CodeCells, _ texts: DistinctCells) {
    codes.append(cells, distinct.numbers(of: texts))
  }

  /// All but how many are missing.
  mutating func forgetCells() { (numbers, codes, distinct) = ([], TextCodes(), DistinctCells()) }

  private mutating func countMissing(_ found: (count: Int, first: Int), from row: Int) {
    if missing.count == 0 { missing.first = row + found.first }
    missing.count += found.count
  }
}

/// What some numbers of a column are.
struct NumbersSeen: Sendable {
  private(set) var missing = (count: 0, first: 0)
  private(set) var range: ClosedRange<Double>?
  /// The different ones; nil if any is not whole, or if there are more than ten.
  private(set) var fewWhole: [Double]? = []

  init() {}

  init(_ cells: NumberCells) {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for (row, number) in cells.enumerated() {
      if number.isNaN {
        if missing.count == 0 { missing.first = row }
        missing.count += 1
        continue
      }
      least = number < least ? number : least
      greatest = number > greatest ? number : greatest
      if fewWhole != nil { addWhole(number) }
    }
    if least <= greatest { range = least...greatest }
  }

  mutating func add(_ others: NumbersSeen) {
    range =
      others.range.map { other in
        range.map { min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound) } ?? other
      } ?? range
    guard let numbers = others.fewWhole else { return fewWhole = nil }
    for number in numbers where fewWhole != nil { addWhole(number) }
  }

  private mutating func addWhole(_ number: Double) {
    guard let known = fewWhole, !known.contains(number) else { return }
    let isWhole = number == number.rounded() && number.magnitude < 1e15
    if isWhole, known.count < 10 { fewWhole?.append(number) } else { fewWhole = nil }
  }
}
