import Catalog
import Text
import Threads

/// Finds out how to encode the columns of a table, from its training rows alone.
///
/// Sums are in the file's order, however the rows are drawn.
struct TableFit {
  let spec: CSV
  let table: Table
  /// What is said of columns that were read as words.
  private var words: WordsAmongNumbers { WordsAmongNumbers(spec: spec, table: table) }
  private var columns: [ColumnFit]
  /// What keeps a column's missing numbers from being filled: said when its turn comes.
  private var problems: [Int: DatasetProblem] = [:]

  static let mostCategories = 100

  /// - Parameters:
  ///   - features: how many of the table's first columns are predicted from.
  ///   - rows: which rows train.
  init(_ spec: CSV, _ table: Table, features: Int, _ rows: RowPlaces) throws(DatasetProblem) {
    (self.spec, self.table) = (spec, table)
    columns = table.columns[..<features].map { column in
      ColumnFit(column, spec.missing?[column.name], spec.scaling[column.name] ?? .standard, rescale: spec.rescale ?? 1)
    }
    for index in columns.indices where columns[index].next != .contents { fill(index) }
    for index in columns.indices where !columns[index].column.areNumbers { columns[index].count(rows) }
    while true {
      // Beside the packed numbers, an eighth of their memory.
      let indices = columnsOfNextLook(mostNumbers: features * table.count / 16, rows.trainingCount)
      guard !indices.isEmpty else { return }
      try look(at: indices, rows)
      for index in indices { end(index) }
    }
  }

  /// At least one of those whose numbers are kept, and as many as are allowed.
  private func columnsOfNextLook(mostNumbers: Int, _ training: Int) -> [Int] {
    var kept = 0
    return columns.indices.filter { index in
      guard columns[index].next != nil else { return false }
      guard columns[index].keepsNumbers else { return true }
      kept += training
      return kept == training || kept <= mostNumbers
    }
  }

  private mutating func look(at indices: [Int], _ rows: RowPlaces) throws(DatasetProblem) {
    let fits = Lock(indices.map { columns[$0] })
    try table.read(indices) { block in
      rows.training(block.range)
    } take: { block, training in
      fits.withLock { fits in
        for place in fits.indices { fits[place].look(block.numbers(place), training) }
      }
    }
    for (index, fit) in zip(indices, fits.withLock { $0 }) { columns[index] = fit }
  }

  private mutating func end(_ index: Int) {
    if columns[index].next == .contents { fill(index) }
    columns[index].endLook()
  }

  /// How to encode a column.
  func column(_ index: Int) throws(DatasetProblem) -> TablePreparation.Column {
    let fit = columns[index]
    let (column, rule) = (fit.column, spec.missing?[fit.column.name])
    if column.missing.count > 0, rule == nil { throw missing(column) }
    if let problem = problems[index] { throw problem }
    let encoding = column.areNumbers ? .number(fit.scale, fill: fit.fill) : try oneHot(fit, rule)
    let isFilled = rule != nil && rule != .dropRow
    return TablePreparation.Column(column.name, encoding, hasIndicator: spec.indicator && isFilled && fit.gaps > 0)
  }

  // MARK: Numbers

  private mutating func fill(_ index: Int) {
    guard columns[index].column.areNumbers, let rule = spec.missing?[columns[index].column.name] else { return }
    do throws(DatasetProblem) { columns[index].fill = try fill(columns[index], rule) } catch { problems[index] = error }
    columns[index].present = []
  }

  private func fill(_ fit: ColumnFit, _ rule: MissingRule) throws(DatasetProblem) -> Double? {
    if case .constant(let cell) = rule { return try constant(cell, fit.column) }
    guard rule != .dropRow else { return nil }
    guard fit.presentCount > 0 else {
      throw table.files[0].problem(
        "has no value of \(quoted(fit.column.name)) in the rows to train on",
        hint: "leave the column out: features: {exclude: […]}",
        .option("missing"))
    }
    switch rule {
    case .mean: return fit.presentSum / Double(fit.presentCount)
    case .median:
      let sorted = fit.present.sorted()
      let middle = sorted.count / 2
      return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    case .mostFrequent: return mostFrequent(fit.present.sorted())
    case .dropRow, .constant: return nil
    }
  }

  private func constant(_ cell: String, _ column: TableColumn) throws(DatasetProblem) -> Double {
    let number = Array(cell.utf8).withUnsafeBufferPointer { CellNumber.read($0, decimal: UInt8(ascii: ".")) }
    if let number { return number }
    throw table.files[0].problem(
      "\(quoted(column.name)) has numbers, and \(quoted(cell)) is none", hint: "write a number, as in constant: 0",
      .option("missing"))
  }

  // MARK: Categories

  private func oneHot(_ fit: ColumnFit, _ rule: MissingRule?) throws(DatasetProblem) -> TablePreparation.Encoding {
    let (column, counts) = (fit.column, fit.counts)
    let texts = column.texts
    guard texts.count <= Self.mostCategories else { throw tooMany(column) }
    if let mistake = words.missingWord(column) { throw mistake }
    if case .each(let scalings) = spec.scaling, let rule = scalings.values[column.name], rule != .none {
      throw table.files[0].problem(
        "\(quoted(column.name)) has categories, which are not scaled", hint: "leave it out of scaling",
        .option("scaling.\(column.name)"))
    }
    let fill = try rule.flatMap { (rule) throws(DatasetProblem) in try self.fill(counts, texts, rule, column) }
    var categories = Set(texts.indices.filter { counts[$0] > 0 }.map { texts[$0] })
    if fit.gaps > 0, let fill { categories.insert(fill) }
    return .oneHot(ClassOrder.sorted(categories), fill: fill)
  }

  private func fill(
    _ counts: [Int], _ texts: [String], _ rule: MissingRule, _ column: TableColumn
  ) throws(DatasetProblem) -> String? {
    switch rule {
    case .constant(let cell): return cell
    case .dropRow: return nil
    case .mostFrequent:
      let most = counts.max() ?? 0
      return ClassOrder.sorted(texts.indices.filter { counts[$0] == most }.map { texts[$0] }).first
    case .mean, .median:
      guard column.missing.count > 0 else { return nil }
      throw table.files[0].problem(
        "\(quoted(column.name)) has categories, of which there is no \(rule.name)",
        hint: "write missing: {\(column.name): most_frequent}", .option("missing"))
    }
  }

  // MARK: Problems

  private func missing(_ column: TableColumn) -> DatasetProblem {
    let incomplete = table.columns.filter { other in
      other.missing.count > 0 && spec.missing?[other.name] == nil
    }
    let found = incomplete.map { "\(quoted($0.name)) is missing in \(counted($0.missing.count, "row"))" }.joined(
      separator: ", ")
    let rules = incomplete.map { "\($0.name): \($0.areNumbers ? "median" : "most_frequent")" }.joined(separator: ", ")
    return table.problem(
      found, row: column.missing.first, hint: "say what takes the place of missing cells: missing: {\(rules)}")
  }

  private func tooMany(_ column: TableColumn) -> DatasetProblem {
    if let mistake = words.mistake(column) { return mistake }
    return table.files[0].problem(
      "\(quoted(column.name)) has \(grouped(column.distinct.count)) different values in \(grouped(table.count)) rows",
      hint: "leave it out: features: {exclude: [\(column.name)]}", .option("features"))
  }
}

/// The most frequent of some numbers; of several the least.
private func mostFrequent(_ sorted: [Double]) -> Double? {
  var best: (number: Double, count: Int)?
  var start = 0
  while start < sorted.count {
    let end = sorted[start...].firstIndex { $0 != sorted[start] } ?? sorted.count
    if end - start > best?.count ?? 0 { best = (sorted[start], end - start) }
    start = end
  }
  return best?.number
}
