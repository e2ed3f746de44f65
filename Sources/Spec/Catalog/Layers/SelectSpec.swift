import Geometry
import Text

/// Some of a table's columns, with all that one-hot encoding made of them.
public struct SelectSpec: LayerConstruct {
  public var columns: [String]

  public init(_ columns: [String]) { self.columns = columns }

  public static let words = ConstructWords(
    "select", "some of the table's columns, where the input is still the table", example: "select: [age, class]",
    positional: "columns")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("columns"), &columns, "their names, in the order of the output")
  }

  public var details: [String] { columns }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    throw LayerProblem(
      "select takes columns of a table, but its input is \(inputs[0])",
      hint: "put it where the input is still the table: first, or first in a branch")
  }

  public func infer(_ inputs: [Shape], from table: TableLayout?) throws(LayerProblem) -> Inference {
    guard let table else { return try infer(inputs) }
    var width = 0
    for (index, column) in columns.enumerated() {
      guard let range = table.ranges[column] else {
        throw LayerProblem(
          "no column '\(printable(column))' in \(table.title)",
          hint: NameAdvice().hint(for: column, among: table.names), pointer: "columns[\(index)]")
      }
      if let earlier = columns[..<index].firstIndex(of: column) {
        throw LayerProblem(
          "'\(printable(column))' is selected twice", hint: "it is columns[\(earlier)] already",
          pointer: "columns[\(index)]")
      }
      width += range.count
    }
    return Inference(output: Shape([width]))
  }
}

/// Which numbers of an input each column of a table has become.
public struct TableLayout: Equatable, Sendable {
  /// What messages call the table.
  public let title: String
  public let names: [String]
  public let ranges: [String: Range<Int>]

  public init(_ table: TablePreparation, title: String) {
    self.title = title
    names = table.columns.map(\.name)
    var ranges: [String: Range<Int>] = [:]
    var start = 0
    for column in table.columns {
      ranges[column.name] = start..<start + column.width
      start += column.width
    }
    self.ranges = ranges
  }
}
