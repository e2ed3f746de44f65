import Catalog
import Text

/// Finds out how to encode the columns of a table, from its training rows alone.
struct TableFit {
  let spec: CSV
  let table: Table
  /// Ascending: sums are in the file's order, however the rows are drawn.
  let training: [Int]

  static let mostCategories = 100
  private static let leastDeviation = 1e-7

  func column(_ index: Int) throws(DatasetProblem) -> TablePreparation.Column {
    let column = table.columns[index]
    let rule = spec.missing?[column.name]
    if column.missing.count > 0, rule == nil { throw missing(column) }
    let encoding = column.areNumbers ? try number(column, rule) : try oneHot(column, rule)
    let isFilled = rule != nil && rule != .dropRow
    let hasGaps = training.contains(where: column.isMissing)
    return TablePreparation.Column(column.name, encoding, hasIndicator: spec.indicator && isFilled && hasGaps)
  }

  // MARK: Numbers

  private func number(_ column: TableColumn, _ rule: MissingRule?) throws(DatasetProblem) -> TablePreparation.Encoding {
    let present = training.map { column.numbers[$0] }.filter { !$0.isNaN }
    let fill = try rule.flatMap { (rule) throws(DatasetProblem) in try self.fill(present, rule, column) }
    let rescale = spec.rescale ?? 1
    let numbers = training.map { row in
      let number = column.numbers[row]
      return (number.isNaN ? fill ?? 0 : number) * rescale
    }
    return .number(scale(numbers, spec.scaling[column.name] ?? .standard), fill: fill)
  }

  private func fill(
    _ present: [Double], _ rule: MissingRule, _ column: TableColumn
  ) throws(DatasetProblem) -> Double? {
    if case .constant(let cell) = rule {
      let number = Array(cell.utf8).withUnsafeBufferPointer {
        CellNumber.read($0, 0, $0.count, decimal: UInt8(ascii: "."))
      }
      guard let number else {
        throw table.files[0].problem(
          "\(quoted(column.name)) has numbers, and \(quoted(cell)) is none", hint: "write a number, as in constant: 0",
          .option("missing"))
      }
      return number
    }
    guard !present.isEmpty else {
      if rule == .dropRow { return nil }
      throw table.files[0].problem(
        "has no value of \(quoted(column.name)) in the rows to train on",
        hint: "leave the column out: features: {exclude: […]}",
        .option("missing"))
    }
    switch rule {
    case .mean: return present.reduce(0, +) / Double(present.count)
    case .median:
      let sorted = present.sorted()
      let middle = sorted.count / 2
      return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    case .mostFrequent: return mostFrequent(present.sorted())
    case .dropRow, .constant: return nil
    }
  }

  private func scale(_ numbers: [Double], _ rule: Scaling) -> TablePreparation.Scale {
    let none = TablePreparation.Scale(.none, offset: 0, divisor: 1)
    guard !numbers.isEmpty else { return none }
    switch rule {
    case .none: return none
    case .standard:
      // The mean of equal numbers is that number, which a rounded sum may miss.
      let isConstant = numbers.allSatisfy { $0 == numbers[0] }
      let mean = isConstant ? numbers[0] : numbers.reduce(0, +) / Double(numbers.count)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
      return .init(.standard, offset: mean, divisor: max(variance.squareRoot(), Self.leastDeviation))
    case .minMax:
      let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 0)
      return .init(.minMax, offset: least, divisor: most > least ? most - least : 1)
    }
  }

  // MARK: Categories

  private func oneHot(_ column: TableColumn, _ rule: MissingRule?) throws(DatasetProblem) -> TablePreparation.Encoding {
    let texts = column.texts
    guard texts.count <= Self.mostCategories else { throw tooMany(column) }
    try requireNoNumbers(column, texts)
    if case .each(let scalings) = spec.scaling, let rule = scalings.values[column.name], rule != .none {
      throw table.files[0].problem(
        "\(quoted(column.name)) has categories, which are not scaled", hint: "leave it out of scaling",
        .option("scaling.\(column.name)"))
    }
    var counts = [Int](repeating: 0, count: texts.count)
    var gaps = 0
    for row in training {
      let code = Int(column.codes[row])
      if code < 0 { gaps += 1 } else { counts[code] += 1 }
    }
    let fill = try rule.flatMap { (rule) throws(DatasetProblem) in try self.fill(counts, texts, rule, column) }
    var categories = Set(texts.indices.filter { counts[$0] > 0 }.map { texts[$0] })
    if gaps > 0, let fill { categories.insert(fill) }
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
    let found = incomplete.map { "\(quoted($0.name)) is missing in \(rows($0.missing.count))" }.joined(separator: ", ")
    let rules = incomplete.map { "\($0.name): \($0.areNumbers ? "median" : "most_frequent")" }.joined(separator: ", ")
    return table.problem(
      found, row: column.missing.first, hint: "say what takes the place of missing cells: missing: {\(rules)}")
  }

  private func tooMany(_ column: TableColumn) -> DatasetProblem {
    let problem =
      "\(quoted(column.name)) has \(grouped(column.distinctCount)) different values in \(grouped(table.count)) rows"
    if let odd = oddOnes(column.texts) { return wordAmongNumbers(column, odd) }
    return table.files[0].problem(
      problem, hint: "leave it out: features: {exclude: [\(column.name)]}", .option("features"))
  }

  /// A word such as `NA` makes a column of numbers a column of categories.
  private func requireNoNumbers(_ column: TableColumn, _ texts: [String]) throws(DatasetProblem) {
    guard spec.columns?.values[column.name] == nil, let odd = oddOnes(texts) else { return }
    throw wordAmongNumbers(column, odd)
  }

  /// The only texts that are no numbers, if they are words for a missing value.
  private func oddOnes(_ texts: [String]) -> [String]? {
    let odd = texts.filter { Double($0) == nil || Double($0)?.isFinite == false }
    let words: Set = ["na", "n/a", "nan", "null", "none", "?", "-", ".", "missing", "unknown", "#n/a", "inf", "-inf"]
    guard odd.count < texts.count, !odd.isEmpty, odd.allSatisfy({ words.contains($0.lowercased()) || $0.isEmpty })
    else {
      return nil
    }
    return odd
  }

  private func wordAmongNumbers(_ column: TableColumn, _ odd: [String]) -> DatasetProblem {
    let code = column.texts.firstIndex(of: odd[0]).map(Int32.init)
    let row = column.codes.firstIndex { $0 == code } ?? 0
    let values = ([""] + odd.filter { !$0.isEmpty }).map {
      $0.isEmpty ? #""""# : ConfigValue.string($0).yaml().dropLast()
    }
    return table.problem(
      "\(quoted(odd[0])) among the numbers of \(quoted(column.name))", row: row,
      hint: "if it is a missing value, write missing_values: [\(values.joined(separator: ", "))]")
  }
}

private func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(grouped(count)) rows" }

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
