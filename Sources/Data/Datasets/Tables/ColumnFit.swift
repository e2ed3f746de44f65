import Catalog

/// What the rows to train on say about one column. Some of it needs what an earlier look at the rows has said: the mean fills
/// the missing cells, of which the deviation from the mean is taken.
struct ColumnFit: Sendable {
  enum Look: Sendable {
    /// What fills missing numbers.
    case contents
    /// Sum, least and greatest of the filled numbers.
    case scale
    /// The squares of their distances from the mean.
    case deviations
  }

  let column: TableColumn
  /// Which look at the numbers in the rows is the next; nil if there is nothing more to find out.
  private(set) var next: Look?
  private let rule: MissingRule?
  private let scaling: Scaling
  private let rescale: Double
  private static let leastDeviation = 1e-7

  /// How many of the cells are missing.
  private(set) var gaps = 0
  /// How many cells have each text.
  private(set) var counts: [Int] = []
  /// The numbers that are not missing, if the rule needs them.
  var present: [Double] = []
  private(set) var presentCount = 0
  private(set) var presentSum = 0.0
  /// What takes the place of a missing number.
  var fill: Double?

  private var count = 0
  private var first = 0.0
  private var isConstant = true
  private var sum = 0.0
  private var least = 0.0
  private var greatest = 0.0
  private var squares = 0.0

  init(_ column: TableColumn, _ rule: MissingRule?, _ scaling: Scaling, rescale: Double) {
    (self.column, self.rule, self.scaling, self.rescale) = (column, rule, scaling, rescale)
    guard column.areNumbers else { return }
    next = column.missing.count == 0 && !needsFill ? afterContents : .contents
  }

  /// How many numbers a look keeps of each row.
  var keepsNumbers: Bool { next == .contents && (rule == .median || rule == .mostFrequent) }

  private var needsFill: Bool { rule == .mean || rule == .median || rule == .mostFrequent }
  private var afterContents: Look? { scaling == .none ? nil : .scale }

  // MARK: Looks

  /// - Parameter rows: those of the cells that are trained on.
  mutating func look(_ cells: NumberCells, _ rows: [Int32]) {
    switch next {
    case .contents: lookAtContents(cells, rows)
    case .scale: lookAtScale(cells, rows)
    case .deviations: lookAtDeviations(cells, rows)
    case nil: break
    }
  }

  /// Counts the texts of a column that has no numbers.
  mutating func count(_ rows: RowPlaces) {
    (counts, gaps) = column.codes.counts(of: column.distinct.count, in: rows.trains)
  }

  mutating func endLook() {
    switch next {
    case .contents: next = afterContents
    case .scale: next = scaling == .standard ? .deviations : nil
    case .deviations, nil: next = nil
    }
  }

  // Sums are in variables of their own, which stay in registers.

  private mutating func lookAtContents(_ cells: NumberCells, _ rows: [Int32]) {
    var (sum, count) = (presentSum, presentCount)
    for row in rows {
      let number = cells[Int(row)]
      if number.isNaN { continue }
      count += 1
      sum += number
      if keepsNumbers { present.append(number) }
    }
    gaps += rows.count - (count - presentCount)
    (presentSum, presentCount) = (sum, count)
  }

  private mutating func lookAtScale(_ cells: NumberCells, _ rows: [Int32]) {
    guard let start = rows.first else { return }
    let fill = fill ?? 0
    if count == 0 {
      let number = cells[Int(start)]
      first = (number.isNaN ? fill : number) * rescale
      (least, greatest) = (first, first)
    }
    count += rows.count
    var (sum, least, greatest, isConstant) = (sum, least, greatest, isConstant)
    for row in rows {
      let cell = cells[Int(row)]
      let number = (cell.isNaN ? fill : cell) * rescale
      sum += number
      if number < least { least = number }
      if greatest < number { greatest = number }
      if number != first { isConstant = false }
    }
    (self.sum, self.least, self.greatest, self.isConstant) = (sum, least, greatest, isConstant)
  }

  private mutating func lookAtDeviations(_ cells: NumberCells, _ rows: [Int32]) {
    var squares = squares
    let (fill, mean) = (fill ?? 0, mean)
    for row in rows {
      let cell = cells[Int(row)]
      let distance = (cell.isNaN ? fill : cell) * rescale - mean
      squares += distance * distance
    }
    self.squares = squares
  }

  // MARK: Results

  /// The mean of equal numbers is that number, which a rounded sum may miss.
  private var mean: Double { isConstant ? first : sum / Double(count) }

  var scale: TablePreparation.Scale {
    switch scaling {
    case .none: .init(.none, offset: 0, divisor: 1)
    case .standard:
      .init(.standard, offset: mean, divisor: max((squares / Double(count)).squareRoot(), Self.leastDeviation))
    case .minMax: .init(.minMax, offset: least, divisor: greatest > least ? greatest - least : 1)
    }
  }
}
