import Catalog
import Machine
import Text
import Threads

/// Makes numbers of a table's cells as a preparation says. The table's first columns are those of the preparation, in its
/// order.
struct TableEncoder {
  let table: Table
  let preparation: TablePreparation

  /// The inputs of all rows, each in its sample's place.
  func inputs(_ rows: RowPlaces) throws(DatasetProblem) -> EncodedInputs {
    let counts = [rows.heldTogether, rows.sampleCount - rows.heldTogether]
    let needed = 4 * Double(preparation.width) * Double(rows.sampleCount)
    let available = AvailableMemory.bytes ?? .infinity
    let pages = counts.compactMap { MemoryPages(4 * preparation.width * $0) }
    guard needed <= available, pages.count == counts.count else {
      throw .memory(table.files[0].path, needed: needed, available: available)
    }
    let encoding = BlockEncoding(self, rows, into: pages)
    let problems = Lock<[EncodingProblem?]>(counts.map { _ in nil })
    try table.read(preparation.columns.indices.filter { table.columns[$0].areNumbers }) { block in
      encoding.encode(block)
    } take: { _, found in
      problems.withLock { problems in
        for problem in found where problems[problem.part].map({ problem < $0 }) ?? true {
          problems[problem.part] = problem
        }
      }
    }
    return EncodedInputs(
      parts: zip(pages, counts).map { PagedArray($0, count: $1 * preparation.width) },
      problems: problems.withLock { $0 }.map { $0.map(problem) })
  }

  /// The class of each row.
  ///
  /// - Parameter index: the target's column, whose cells are texts.
  func labels(_ index: Int, _ classes: [String], _ rows: some Collection<UInt32>) throws(DatasetProblem) -> [Int32] {
    let column = table.columns[index]
    let places = Dictionary(classes.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let labels = column.texts.map { places[$0] }
    var found: [Int32] = []
    found.reserveCapacity(rows.count)
    for row in rows {
      let code = Int(column.codes[Int(row)])
      guard code >= 0 else { throw missingTarget(column, Int(row)) }
      guard let label = labels[code] else {
        throw table.problem(
          "\(quoted(column.texts[code])) is no class of \(quoted(column.name))", row: Int(row),
          hint: "the classes are \(shortList(classes))")
      }
      found.append(label)
    }
    return found
  }

  /// The numbers of some columns, row after row.
  func values(_ columns: Range<Int>, _ rows: some Collection<UInt32>) throws(DatasetProblem) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for index in columns {
        let number = table.columns[index].numbers[Int(row)]
        if number.isNaN { throw missingTarget(table.columns[index], Int(row)) }
        guard Float(number).isFinite else { throw tooLarge(index, number, Int(row)) }
        values.append(Float(number))
      }
    }
    return values
  }

  /// Those of the samples in the loss.
  func weights(_ index: Int, _ rows: some Collection<UInt32>) throws(DatasetProblem) -> [Float] {
    let column = table.columns[index]
    var weights: [Float] = []
    weights.reserveCapacity(rows.count)
    for row in rows {
      let number = column.numbers[Int(row)]
      let weight = Float(number)
      guard weight.isFinite, weight >= 0 else {
        throw table.problem(
          weight.isNaN ? "the weight in \(quoted(column.name)) is missing" : "\(number) is no weight",
          row: Int(row), hint: "write a finite number from 0")
      }
      weights.append(weight)
    }
    return weights
  }

  // MARK: Problems

  private func problem(_ found: EncodingProblem) -> DatasetProblem {
    switch found.kind {
    case .missing: missing(found.column, found.row)
    case .tooLarge(let number): tooLarge(found.column, number, found.row)
    case .unknown(let text):
      unknown(table.columns[found.column], text, preparation.columns[found.column].categories, found.row)
    }
  }

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
      row: row, hint: "write unknown: zeros into the dataset, or --set dataset.unknown=zeros, or correct the cell")
  }
}

/// Some of them, if there are many.
func shortList(_ names: [String]) -> String {
  let shown = names.prefix(12).map { quoted($0) }.joined(separator: ", ")
  return names.count > 12 ? shown + ", …" : shown
}

extension TablePreparation.Column {
  fileprivate var categories: [String] { if case .oneHot(let categories, _) = encoding { categories } else { [] } }
}
