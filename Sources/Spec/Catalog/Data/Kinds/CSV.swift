/// A table in a file, or in a file for each part.
public struct CSV: DataConstruct {
  public var files = PathOrParts<TrainingParts>.path("")
  public var target = OneOrMore<String>.more([])
  public var features: FeatureChoice?
  public var columns: ByColumn<ColumnType>?
  public var scaling = OneOrByColumn<Scaling>.all(.standard)
  public var missing: OneOrByColumn<MissingRule>?
  public var missingValues: [String]?
  public var indicator = false
  public var unknown = UnknownCategory.error
  public var positive: String?
  public var sampleWeight: String?
  public var classNames: [String]?
  public var rescale: Double?
  public var shape: [Int]?
  public var separator = Separator.comma
  public var decimal = DecimalMark.point
  public var header = true
  public var split: SplitSpec?

  public init() {}

  public static let words = ConstructWords(
    "csv", "a table as text, with a header and a row for each sample",
    example: "{csv: FILE, target: COLUMN, split: {test: 0.2}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("csv"), &files, "a table, or {train: FILE, test: FILE} and perhaps validation: FILE")
    visitor.value(
      .required("target", example: "target: COLUMN"), &target,
      "the column to predict, or a list of columns of numbers")
    visitor.value("features", &features, "the columns to predict from; all others unless it is written")
    visitor.value("columns", &columns, "whether a column is numeric or categorical, where that is not to be guessed")
    visitor.value("scaling", &scaling, "how numeric columns are scaled")
    visitor.value("missing", &missing, "what takes the place of a missing cell; an error unless it is written")
    visitor.value("missing_values", &missingValues, "cells that count as missing; only the empty cell by default")
    visitor.boolean("indicator", &indicator, "whether a filled column is joined by one that says where it was filled")
    visitor.value("unknown", &unknown, "a category that no row to train on has: an error, or zeros")
    visitor.value("positive", &positive, "of two classes, the one that an output of 1 means; the last by default")
    visitor.value("sample_weight", &sampleWeight, "a column of weights of the samples in the loss")
    visitor.value("class_names", &classNames, "the classes in their order; found in the data unless it is written")
    visitor.number("rescale", &rescale, .finite, "a number that numeric columns are multiplied by before scaling")
    visitor.value("shape", &shape, "each sample's shape: [28, 28, 1] for 784 columns")
    visitor.value("separator", &separator, "what is between two cells")
    visitor.value("decimal", &decimal, "what is before a number's fraction")
    visitor.boolean("header", &header, "whether the first row has the columns' names, which are c1, c2, … otherwise")
    visitor.record("split", &split, from: SplitSpec(), "how one table becomes training, validation and test part")
  }

  public var hasOnlyClasses: Bool { false }

  public var contradiction: OptionProblem? {
    if let problem = split?.contradiction ?? SplitSpec.contradiction(of: split, beside: files, "csv", "FILE") {
      return problem
    }
    guard separator.rawValue == decimal.rawValue else { return nil }
    return OptionProblem("decimal", "'decimal' and 'separator' are both the comma", hint: #"write separator: ";""#)
  }

  public var holdsOut: HeldOut { files["validation"] != nil ? .rows : split?.holdsOut ?? .nothing }
}

extension DataSource {
  public static func csv(_ table: CSV) -> Self { Self(table) }
}

/// The columns to predict from.
public enum FeatureChoice: OptionValue {
  case only([String])
  case allBut([String])

  public static let form = ValueForm.either([
    [String].form, .record([.init("exclude", [String].form, isRequired: true)]),
  ])

  public init?(_ config: ConfigValue) {
    switch config {
    case .mapping(let entries) where entries.count == 1 && entries[0].key == "exclude":
      guard let columns = [String](entries[0].value) else { return nil }
      self = .allBut(columns)
    default:
      guard let columns = [String](config) else { return nil }
      self = .only(columns)
    }
  }

  public var config: ConfigValue {
    switch self {
    case .only(let columns): columns.config
    case .allBut(let columns): ["exclude": columns.config]
    }
  }
}

public enum ColumnType: String, OptionWord, OptionValue {
  case numeric, categorical
  public static let kind = "type of a column"

  public var summary: String {
    switch self {
    case .numeric: "numbers, which are scaled"
    case .categorical: "categories, each of which becomes a column of 0 and 1"
    }
  }
}

public enum Scaling: String, OptionWord, OptionValue {
  case standard
  case minMax = "min_max"
  case none
  public static let kind = "scaling"

  public var summary: String {
    switch self {
    case .standard: "(x − mean) / standard deviation of the rows to train on"
    case .minMax: "(x − min) / (max − min) of the rows to train on"
    case .none: "the numbers as they are"
    }
  }
}

public enum UnknownCategory: String, OptionWord, OptionValue {
  case error, zeros
  public static let kind = "treatment of unknown categories"

  public var summary: String {
    switch self {
    case .error: "a message with the line"
    case .zeros: "0 in the column of every category"
    }
  }
}

public enum Separator: String, OptionWord, OptionValue {
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  case space = " "
  public static let kind = "separator"

  public var summary: String {
    switch self {
    case .comma: "a comma"
    case .semicolon: "a semicolon"
    case .tab: "a tab"
    case .space: "a space"
    }
  }
}

public enum DecimalMark: String, OptionWord, OptionValue {
  case point = "."
  case comma = ","
  public static let kind = "decimal mark"
  public var summary: String { self == .point ? "a point" : "a comma" }
}

/// What takes the place of a missing cell. Everything is computed from the rows to train on.
public enum MissingRule: OptionValue {
  case mean, median, mostFrequent
  /// As a cell would have it.
  case constant(String)
  /// Leaves the whole row out.
  case dropRow

  private static let words: [(rule: MissingRule, word: String)] = [
    (.mean, "mean"), (.median, "median"), (.mostFrequent, "most_frequent"), (.dropRow, "drop_row"),
  ]

  public static let form = ValueForm.either([
    .word(of: "rule for missing cells", words.map(\.word)),
    .record([.init("constant", .text(.free), isRequired: true)]),
  ])

  public init?(_ config: ConfigValue) {
    switch config {
    case .string(let word):
      guard let known = Self.words.first(where: { $0.word == word }) else { return nil }
      self = known.rule
    case .mapping(let entries):
      guard entries.count == 1, case ("constant", .string(let cell)) = entries[0] else { return nil }
      self = .constant(cell)
    default: return nil
    }
  }

  public var config: ConfigValue {
    if case .constant(let cell) = self { return ["constant": .string(cell)] }
    return .string(name)
  }

  /// As a spec writes it.
  public var name: String { Self.words.first { $0.rule == self }?.word ?? "constant" }
}
