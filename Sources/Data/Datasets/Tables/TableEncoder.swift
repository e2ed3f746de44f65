import Catalog
import Text

/// Makes numbers of a table's cells as a preparation says. The table's first columns are those of the preparation, in its
/// order.
struct TableEncoder {
  let table: Table
  let preparation: TablePreparation

  /// The inputs of some rows, one after another.
  func inputs(_ rows: [Int]) throws(DatasetProblem) -> [Float] {
    var inputs = [Float](repeating: 0, count: rows.count * preparation.width)
    var start = 0
    for (index, column) in preparation.columns.enumerated() {
      switch column.encoding {
      case .number(let scale, let fill): try encode(index, scale, fill, rows, at: start, into: &inputs)
      case .oneHot(let categories, let fill): try encode(index, categories, fill, rows, at: start, into: &inputs)
      }
      start += column.width
    }
    return inputs
  }

  private func encode(
    _ index: Int, _ scale: TablePreparation.Scale, _ fill: Double?, _ rows: [Int], at start: Int,
    into inputs: inout [Float]
  ) throws(DatasetProblem) {
    let (numbers, width) = (table.columns[index].numbers, preparation.width)
    let hasIndicator = preparation.columns[index].hasIndicator
    for (place, row) in rows.enumerated() {
      var number = numbers[row]
      if number.isNaN {
        guard let fill else { throw missing(index, row) }
        number = fill
        if hasIndicator { inputs[place * width + start + 1] = 1 }
      }
      let scaled = Float((number * preparation.rescale - scale.offset) / scale.divisor)
      guard scaled.isFinite else { throw tooLarge(index, number, row) }
      inputs[place * width + start] = scaled
    }
  }

  private func encode(
    _ index: Int, _ categories: [String], _ fill: String?, _ rows: [Int], at start: Int, into inputs: inout [Float]
  ) throws(DatasetProblem) {
    let column = table.columns[index]
    let places = Dictionary(categories.enumerated().map { ($1, $0) }) { first, _ in first }
    let columnsOfCodes = column.texts.map { places[$0] }
    let columnOfFill = fill.flatMap { places[$0] }
    let width = preparation.width
    for (place, row) in rows.enumerated() {
      let code = Int(column.codes[row])
      if code < 0, preparation.columns[index].hasIndicator {
        inputs[place * width + start + categories.count] = 1
      }
      if code < 0, fill == nil { throw missing(index, row) }
      if let category = code < 0 ? columnOfFill : columnsOfCodes[code] {
        inputs[place * width + start + category] = 1
      } else if preparation.unknown == .error {
        throw unknown(column, code < 0 ? fill ?? "" : column.texts[code], categories, row)
      }
    }
  }

  /// The class of each row.
  ///
  /// - Parameter index: the target's column, whose cells are texts.
  func labels(_ index: Int, _ classes: [String], _ rows: [Int]) throws(DatasetProblem) -> [Int32] {
    let column = table.columns[index]
    let places = Dictionary(classes.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let labels = column.texts.map { places[$0] }
    var found: [Int32] = []
    found.reserveCapacity(rows.count)
    for row in rows {
      let code = Int(column.codes[row])
      guard code >= 0 else { throw missingTarget(column, row) }
      guard let label = labels[code] else {
        throw table.problem(
          "\(quoted(column.texts[code])) is no class of \(quoted(column.name))", row: row,
          hint: "the classes are \(shortList(classes))")
      }
      found.append(label)
    }
    return found
  }

  /// The numbers of some columns, row after row.
  func values(_ columns: Range<Int>, _ rows: [Int]) throws(DatasetProblem) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for index in columns {
        let number = table.columns[index].numbers[row]
        if number.isNaN { throw missingTarget(table.columns[index], row) }
        guard Float(number).isFinite else { throw tooLarge(index, number, row) }
        values.append(Float(number))
      }
    }
    return values
  }

  /// Those of the samples in the loss.
  func weights(_ index: Int, _ rows: [Int]) throws(DatasetProblem) -> [Float] {
    let column = table.columns[index]
    var weights: [Float] = []
    for row in rows {
      let weight = Float(column.numbers[row])
      guard weight.isFinite, weight >= 0 else {
        throw table.problem(
          weight.isNaN ? "the weight in \(quoted(column.name)) is missing" : "\(column.numbers[row]) is no weight",
          row: row, hint: "write a finite number from 0")
      }
      weights.append(weight)
    }
    return weights
  }

  // MARK: Problems

  private func missing(_ index: Int, _ row: Int) -> DatasetProblem {
    let column = table.columns[index]
    return table.problem(
      "\(quoted(column.name)) is missing", row: row,
      hint: "fill it in, or train with missing: {\(column.name): \(column.areNumbers ? "median" : "most_frequent")}")
  }

  private func missingTarget(_ column: TableColumn, _ row: Int) -> DatasetProblem {
    table.problem(
      "the target \(quoted(column.name)) is missing in \(column.missing.count == 1 ? "1 row" : "\(grouped(column.missing.count)) rows")",
      row: row,
      hint: "fill it in, or leave such rows out: missing: {\(column.name): drop_row}")
  }

  private func tooLarge(_ index: Int, _ number: Double, _ row: Int) -> DatasetProblem {
    table.problem(
      "\(number) in \(quoted(table.columns[index].name)) is too large", row: row,
      hint: "scale the column, or write it in another unit: a model's numbers have single precision")
  }

  private func unknown(_ column: TableColumn, _ text: String, _ categories: [String], _ row: Int) -> DatasetProblem {
    table.problem(
      "\(quoted(column.name)) is \(quoted(text)), which no row to train on has; they have \(shortList(categories))",
      row: row, hint: "write unknown: zeros, or correct the cell")
  }
}

/// Some of them, if there are many.
func shortList(_ names: [String]) -> String {
  let shown = names.prefix(12).map { quoted($0) }.joined(separator: ", ")
  return names.count > 12 ? shown + ", …" : shown
}
