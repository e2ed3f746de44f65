import Catalog
import Text

/// The rows of a table's parts.
struct TableParts {
  /// In the order in which they are stored.
  private(set) var training: [UInt32] = []
  private(set) var validation: [UInt32] = []
  private(set) var test: [UInt32] = []

  /// - Parameter rows: those that are not left out.
  init(
    _ spec: CSV, _ roles: TableRoles, _ table: Table, _ rows: [UInt32], _ target: TableTarget
  ) throws(DatasetProblem) {
    let own = rows.prefix { table.ranges[0].contains(Int($0)) }
    if let part = roles.part {
      try divide(own, by: table.extra(part, roles), table)
    } else if let split = spec.split {
      try RowSplit.requireEnough(split, own.count, file: table.files[0].path, noun: "rows")
      let divided = RowSplit(
        split, count: own.count, strata: try Self.strata(split, roles, table, own, target),
        groups: roles.group.map { table.extra($0, roles).numbers(own) })
      (training, validation, test) = (divided.training, divided.validation, divided.test)
      // Of millions of rows, usually all, another list would be a tenth of the inputs.
      if own.last.map({ Int($0) != own.endIndex - 1 }) ?? false {
        (training, validation, test) = (own[of: training], own[of: validation], own[of: test])
      }
    } else {
      training = Array(own)
    }
    let others = rows[own.endIndex...]
    var next = 1
    if spec.files["validation"] != nil {
      validation = others.filter { table.ranges[1].contains(Int($0)) }
      next = 2
    }
    if spec.files["test"] != nil { test = others.filter { table.ranges[next].contains(Int($0)) } }
    try requireRows(table)
    try requireClasses(table, target)
  }

  private static func strata(
    _ split: SplitSpec, _ roles: TableRoles, _ table: Table, _ rows: ArraySlice<UInt32>, _ target: TableTarget
  ) throws(DatasetProblem) -> [Int32]? {
    switch split.stratify {
    case .none: return nil
    case .byColumn(let name): return table.extra(name, roles).numbers(rows)
    case .byTarget:
      if let labels = try target.labels(table, rows) { return labels }
      throw table.files[0].problem(
        "the target has numbers, of which each may be different", hint: "name a column: stratify: COLUMN",
        .option("split.stratify"))
    }
  }

  /// By the words in a column.
  private mutating func divide(
    _ rows: ArraySlice<UInt32>, by column: TableColumn, _ table: Table
  ) throws(DatasetProblem) {
    let texts = column.texts
    for row in rows {
      let code = Int(column.codes[Int(row)])
      let text = code < 0 ? "" : texts[code]
      switch text {
      case "train", "0": training.append(row)
      case "validation", "val", "1": validation.append(row)
      case "test", "2": test.append(row)
      default:
        throw table.problem(
          "\(quoted(column.name)) is \(quoted(text))", row: Int(row),
          hint: "write train, validation or test, or 0, 1 or 2")
      }
    }
  }

  init(training: [UInt32], validation: [UInt32], test: [UInt32]) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  private func requireRows(_ table: Table) throws(DatasetProblem) {
    let counts = "\(training.count) rows train, \(validation.count) validate and \(test.count) test"
    if training.isEmpty {
      throw table.files[0].problem(
        "has no row left to train on: \(counts)", hint: "make the other parts smaller", .option("split"))
    }
    if test.isEmpty {
      throw table.files[0].problem(
        "has no row left to test: \(counts)", hint: "write split: {test: 0.2}, or csv: {train: FILE, test: FILE}",
        .option("split"))
    }
  }

  /// A model can't learn a class that it does not see.
  private func requireClasses(_ table: Table, _ target: TableTarget) throws(DatasetProblem) {
    guard let trainingLabels = try target.labels(table, training) else { return }
    var isTrained = [Bool](repeating: false, count: target.classNames.count)
    for label in trainingLabels { isTrained[Int(label)] = true }
    for (part, rows) in [("validation", validation), ("test", test)] {
      guard let labels = try target.labels(table, rows), let index = labels.firstIndex(where: { !isTrained[Int($0)] })
      else { continue }
      let name = target.classNames[Int(labels[index])]
      throw table.problem(
        "the \(part) part has the class \(quoted(name)), and no row to train on has it", row: Int(rows[index]),
        hint: "let each part have every class: split: {…, stratify: true}")
    }
  }

  /// As preprocessing.json has them.
  func recorded(_ ranges: [Range<Int>]) -> TablePreparation.Rows {
    func numbers(_ rows: [UInt32]) -> [UInt32] {
      rows.map { row in row - UInt32(ranges.first { $0.contains(Int(row)) }?.lowerBound ?? 0) + 1 }
    }
    return .init(training: numbers(training), validation: numbers(validation), test: numbers(test))
  }
}

extension Table {
  /// A column with another role, after those of features and targets.
  fileprivate func extra(_ name: String, _ roles: TableRoles) -> TableColumn {
    columns[(roles.features.count + roles.target.count)...].last { $0.name == name } ?? columns[0]
  }
}

extension TableColumn {
  /// A number for each different text, from 0 in their order; missing cells have the last.
  fileprivate func numbers(_ rows: ArraySlice<UInt32>) -> [Int32] {
    let places = Dictionary(ClassOrder.sorted(texts).enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let ranks = texts.map { places[$0] ?? 0 } + [Int32(distinct.count)]
    return rows.map { row in
      let code = Int(codes[Int(row)])
      return ranks[code < 0 ? distinct.count : code]
    }
  }
}

extension ArraySlice<UInt32> {
  fileprivate subscript(of places: [UInt32]) -> [UInt32] { places.map { self[Int($0)] } }
}
