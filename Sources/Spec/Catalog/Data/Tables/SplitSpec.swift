/// How the rows of one table, or the samples of one array, become training, validation and test part.
///
/// It has a seed of its own: other seeds of a sweep train on the same rows, so that their tests can be paired.
public struct SplitSpec: Construct {
  /// A fraction below 1, or a number of rows.
  public var test: Double?
  public var validation: Double?
  public var stratify = Stratification.none
  public var shuffle = true
  public var seed: UInt64 = 0
  public var group: String?
  public var column: String?
  /// Of a cross-validation, from 1: the rows are dealt to so many folds, and this one takes the place of `test`.
  public var fold: Int?
  public var folds: Int?
  /// In each round, from 1, the rows are dealt anew.
  public var round: Int?

  public init() {}

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("test", &test, .portion, "the test part: a fraction of all rows, or how many")
    visitor.number("validation", &validation, .portion, "the validation part, likewise")
    visitor.value(
      "stratify", &stratify, "whether each part has the classes in the same proportion; or a column in place of classes"
    )
    visitor.boolean("shuffle", &shuffle, "whether rows are drawn; if not, the first train and the last test")
    visitor.seed("seed", &seed, "of the draw, apart from the spec's")
    visitor.value("group", &group, "a column whose equal values stay in one part")
    visitor.value("column", &column, "a column that says train, validation or test, or 0, 1 or 2")
    visitor.value(
      "fold", &fold, "the fold of a cross-validation that is the test part, from 1: cross_validation writes it")
    visitor.value("folds", &folds, "how many folds there are")
    visitor.value("round", &round, "how often the rows have been dealt to folds, from 1")
  }

  /// An option that contradicts others, by its path below `dataset`.
  var contradiction: OptionProblem? {
    func problem(_ key: String, beside other: String) -> OptionProblem {
      OptionProblem("split.\(key)", "'\(key)' beside '\(other)'", hint: "keep one of them")
    }
    let isStratified = stratify != .none
    if column != nil {
      let others = [
        (test != nil, "test"), (validation != nil, "validation"), (isStratified, "stratify"), (group != nil, "group"),
      ]
      if fold != nil {
        return OptionProblem(
          "split.fold", "'cross_validation' beside 'split.column'",
          hint: "keep one of them; column: null takes back what another file says")
      }
      return others.first(where: \.0).map { problem($0.1, beside: "column") }
    }
    if let problem = contradictionOfFolds { return problem }
    if isStratified, group != nil { return problem("group", beside: "stratify") }
    if isStratified, !shuffle {
      return OptionProblem("split.stratify", "'stratify' needs rows that are drawn", hint: "leave shuffle out")
    }
    return test == nil && validation == nil && fold == nil
      ? OptionProblem("split", "'split' has neither test nor validation", hint: "write split: {test: 0.2}") : nil
  }

  /// What contradicts the files or folders of a data set, whose key is `key`; without a test part it can't be used.
  static func contradiction(
    of split: SplitSpec?, beside files: PathOrParts<TrainingParts>, _ key: String, _ place: String
  ) -> OptionProblem? {
    for part in ["test", "validation"] where files[part] != nil {
      guard let option = split?.option(making: part) else { continue }
      return OptionProblem("split", "'split.\(option)' beside '\(key).\(part)'", hint: "keep one of them")
    }
    guard files["test"] == nil, split?.option(making: "test") == nil else { return nil }
    let parts = "split: {test: 0.2}" + (files["train"] == nil ? ", or \(key): {train: \(place), test: \(place)}" : "")
    return OptionProblem(key, "has no test part", hint: "write \(parts)")
  }

  private var contradictionOfFolds: OptionProblem? {
    guard let fold, let folds else {
      let lone = [("fold", fold), ("folds", folds), ("round", round)].first { $0.1 != nil }
      return lone.map {
        OptionProblem("split.\($0.0)", "'\($0.0)' alone", hint: "write cross_validation: {folds: 5} beside dataset")
      }
    }
    if test != nil {
      return OptionProblem(
        "split.test", "'test' beside a fold of a cross-validation, which is the test part", hint: "leave test out")
    }
    if !shuffle {
      return OptionProblem("split.shuffle", "rows are dealt to folds at random", hint: "leave shuffle out")
    }
    return fold > folds
      ? OptionProblem("split.fold", "fold \(fold) of \(folds)", hint: "folds are counted from 1") : nil
  }

  /// What contradicts data without columns, which are called `noun` and in parts by `place`.
  func columnProblem(_ noun: String, _ place: String) -> OptionProblem? {
    let columns = [("group", group), ("column", column), ("stratify", stratify.column)]
    guard let (key, _) = columns.first(where: { $0.1 != nil }) else { return nil }
    return OptionProblem(
      "split.\(key)", "\(noun) have no columns", hint: "write stratify: true, or \(place) for each part")
  }

  /// Which option makes the test or the validation part; nil if none does.
  package func option(making part: String) -> String? {
    if column != nil { return "column" }
    if part == "test" { return test != nil ? "test" : fold != nil ? "fold" : nil }
    return validation != nil ? "validation" : nil
  }

  public static let foldCounts = 2...1_000
  public static let rounds = 1...1_000

  public var holdsOut: HeldOut { column != nil ? .perhaps : validation != nil ? .rows : .nothing }
}

/// Whether a data set has a validation part of its own.
public enum HeldOut: Sendable {
  case nothing, rows
  /// The data say it.
  case perhaps
}

public enum Stratification: OptionValue {
  case none
  case byTarget
  case byColumn(String)

  public static let form = ValueForm.either([.boolean, .text(.free)])

  public init?(_ config: ConfigValue) {
    switch config {
    case .bool(let isOn): self = isOn ? .byTarget : .none
    case .string(let column): self = .byColumn(column)
    default: return nil
    }
  }

  /// The column, if it is by one.
  var column: String? { if case .byColumn(let column) = self { column } else { nil } }

  public var config: ConfigValue {
    switch self {
    case .none: false
    case .byTarget: true
    case .byColumn(let column): .string(column)
    }
  }
}
