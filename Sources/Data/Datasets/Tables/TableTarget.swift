import Catalog
import Text

/// What a table's model is to predict: a class, or one or several numbers.
struct TableTarget {
  let interface: DataInterface.Target
  /// The first of its columns.
  private let index: Int

  init(_ interface: DataInterface.Target, at index: Int) { (self.interface, self.index) = (interface, index) }

  /// - Parameter rows: whose classes are all that there are.
  init(_ spec: CSV, _ table: Table, at index: Int, _ rows: [UInt32]) throws(DatasetProblem) {
    self.index = index
    let column = table.columns[index]
    if column.areNumbers {
      if spec.classNames != nil || spec.positive != nil {
        throw table.files[0].problem(
          "\(quoted(column.name)) has numbers, which are no classes for this loss",
          hint: "choose a loss for classes, or leave class_names and positive out", .option("target"))
      }
      interface = .values(spec.target.all)
      return
    }
    interface = .classes(try Self.classes(spec, table, column, rows))
  }

  private static func classes(
    _ spec: CSV, _ table: Table, _ column: TableColumn, _ rows: [UInt32]
  ) throws(DatasetProblem) -> [String] {
    let file = table.files[0]
    let texts = column.texts
    // For every text and, before them, for missing cells.
    var isUsed = [Bool](repeating: false, count: texts.count + 1)
    for row in rows { isUsed[Int(column.codes[Int(row)]) + 1] = true }
    let found = ClassOrder.sorted(texts.indices.filter { isUsed[$0 + 1] }.map { texts[$0] })
    guard found.count <= TableFit.mostCategories else {
      let areNumbers = found.allSatisfy { Double($0) != nil }
      throw file.problem(
        "\(quoted(column.name)) has \(grouped(found.count)) values",
        hint: areNumbers ? "for regression write loss: mse" : "a target may have \(TableFit.mostCategories) classes",
        .option("target"))
    }
    var classes = found
    if let names = spec.classNames {
      if let unknown = found.first(where: { !names.contains($0) }) {
        throw file.problem(
          "\(quoted(column.name)) has the class \(quoted(unknown)) too", hint: "list every class",
          .option("class_names"))
      }
      classes = names
    }
    guard classes.count > 1 else {
      throw file.problem(
        "has only rows of the class \(shortList(classes))", hint: "a target has at least two classes", .option("target")
      )
    }
    guard let positive = spec.positive else { return classes }
    guard classes.contains(positive) else {
      throw file.problem(
        "\(quoted(column.name)) has no class \(quoted(positive))",
        hint: NameAdvice().hint(for: positive, among: classes), .option("positive"))
    }
    guard classes.count == 2 else {
      throw file.problem(
        "\(quoted(column.name)) has \(classes.count) classes", hint: "positive is for two", .option("positive"))
    }
    return classes.filter { $0 != positive } + [positive]
  }

  /// Empty if the targets are numbers.
  var classNames: [String] { if case .classes(let names) = interface { names } else { [] } }

  func targets(_ encoder: TableEncoder, _ rows: some Collection<UInt32>) throws(DatasetProblem) -> Samples.Targets {
    switch interface {
    case .classes(let names): .classes(try encoder.labels(index, names, rows))
    case .values(let names): .values(try encoder.values(index..<index + names.count, rows))
    }
  }

  /// The class of each row, from 0; nil if there are none.
  func labels(_ table: Table, _ rows: some Collection<UInt32>) throws(DatasetProblem) -> [Int32]? {
    guard case .classes(let names) = interface else { return nil }
    let places = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let labels = table.columns[index].texts.map { places[$0] ?? 0 }
    return rows.map { row in
      let code = Int(table.columns[index].codes[Int(row)])
      // A missing target is refused when it is encoded.
      return code < 0 ? 0 : labels[code]
    }
  }
}
