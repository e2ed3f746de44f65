/// How the cells of a table become a model's inputs and targets: with the weights, all that is needed to predict from another
/// table.
public struct TablePreparation: Hashable, Sendable {
  public struct Dialect: Hashable, Sendable {
    public var separator: Separator
    public var decimal: DecimalMark
    public var hasHeader: Bool
    public var missingValues: [String]

    public init(separator: Separator, decimal: DecimalMark, hasHeader: Bool, missingValues: [String]) {
      (self.separator, self.decimal) = (separator, decimal)
      (self.hasHeader, self.missingValues) = (hasHeader, missingValues)
    }
  }

  /// Of a column with numbers: (x · rescale − offset) / divisor.
  public struct Scale: Hashable, Sendable {
    public var rule: Scaling
    /// The mean or the smallest number.
    public var offset: Double
    /// The standard deviation or the range, never 0.
    public var divisor: Double

    public init(_ rule: Scaling, offset: Double, divisor: Double) {
      (self.rule, self.offset, self.divisor) = (rule, offset, divisor)
    }
  }

  public enum Encoding: Hashable, Sendable {
    /// Nothing takes the place of a missing number if `fill` is nil.
    case number(Scale, fill: Double?)
    /// A column of 0 and 1 for each.
    case oneHot([String], fill: String?)
  }

  public struct Column: Hashable, Sendable {
    public var name: String
    public var encoding: Encoding
    /// Whether a column of 0 and 1 follows that says where a cell was missing.
    public var hasIndicator: Bool

    public init(_ name: String, _ encoding: Encoding, hasIndicator: Bool) {
      (self.name, self.encoding, self.hasIndicator) = (name, encoding, hasIndicator)
    }

    /// How many numbers of the model's input it becomes.
    public var width: Int {
      let own = if case .oneHot(let categories, _) = encoding { categories.count } else { 1 }
      return own + (hasIndicator ? 1 : 0)
    }

    /// What these numbers are called.
    public var features: [String] {
      let own = if case .oneHot(let categories, _) = encoding { categories.map { "\(name)=\($0)" } } else { [name] }
      return own + (hasIndicator ? ["\(name) is missing"] : [])
    }
  }

  /// The rows of the parts that a split has made, counted from 1 in the file; training rows in their order.
  public struct Rows: Hashable, Sendable {
    public var training: [UInt32]
    public var validation: [UInt32]
    public var test: [UInt32]

    public init(training: [UInt32], validation: [UInt32], test: [UInt32]) {
      (self.training, self.validation, self.test) = (training, validation, test)
    }
  }

  public var dialect: Dialect
  /// The columns to predict from, in the file's order.
  public var columns: [Column]
  /// The columns of the file that are something else, such as the target's.
  public var others: [String]
  public var rescale: Double
  public var unknown: UnknownCategory
  /// The columns to predict.
  public var target: [String]
  /// The column of the samples' weights, if there is one.
  public var weight: String?
  /// Nil if each part has a file of its own.
  public var rows: Rows?

  public init(
    dialect: Dialect, columns: [Column], others: [String], rescale: Double, unknown: UnknownCategory, target: [String],
    weight: String?, rows: Rows?
  ) {
    (self.dialect, self.columns, self.others) = (dialect, columns, others)
    (self.rescale, self.unknown, self.target) = (rescale, unknown, target)
    (self.weight, self.rows) = (weight, rows)
  }

  /// How many numbers a row becomes.
  public var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// What these numbers are called: `island=Biscoe`.
  public var features: [String] { columns.flatMap(\.features) }
}
