import Records
import Text

extension TestSummary.Answers {
  /// `errors` and `misclassified`, or `absolute_errors`.
  var members: [JSONValue.Member] {
    switch self {
    case .classes(let indices):
      [.init("errors", .integer(indices.count)), .init("misclassified", .list(indices.map(JSONValue.integer)))]
    case .values(let errors?): [.init("absolute_errors", .list(errors.map(JSONValue.float)))]
    case .values(nil): []
    }
  }

  /// - Throws: the problem of answers that cannot be those for as many samples.
  func requireFitting(_ data: DataSummary) throws(SummaryProblem) {
    switch self {
    case .classes(let indices):
      guard let last = indices.last, last >= data.testCount else { return }
      throw SummaryProblem(
        place: "test.misclassified",
        problem: "\(data.kind.noun) \(last), but there are only \(data.testCount), counted from 0")
    case .values(let errors):
      guard let errors, errors.count != data.testCount else { return }
      throw SummaryProblem(
        place: "test.absolute_errors",
        problem: "\(errors.count) numbers, but there are \(data.testCount) test \(data.kind.plural)")
    }
  }
}

extension TestSummary {
  init(_ object: ObjectReader, metrics: [String], of data: DataSummary) throws(SummaryProblem) {
    var object = object
    let scores = try object.scores(metrics, prefix: "")
    let answers = try data.hasValues ? Answers.values(&object) : Answers.classes(&object, data)
    try object.finish()
    self.init(scores: scores, answers: answers)
  }
}

extension TestSummary.Answers {
  fileprivate static func classes(_ object: inout ObjectReader, _ data: DataSummary) throws(SummaryProblem) -> Self {
    let errors = try object.integer("errors")
    var misclassified: [Int] = []
    for value in try object.list("misclassified") {
      guard case .number(let digits) = value, let index = Int(digits), index > misclassified.last ?? -1 else {
        throw SummaryProblem(place: "test.misclassified", problem: "ascending indices are expected")
      }
      misclassified.append(index)
    }
    guard errors == misclassified.count else {
      throw SummaryProblem(
        place: "test.errors",
        problem: "\(errors) errors, but \(misclassified.count) misclassified \(data.kind.plural) are listed")
    }
    return .classes(misclassified: misclassified)
  }

  fileprivate static func values(_ object: inout ObjectReader) throws(SummaryProblem) -> Self {
    guard object.has("absolute_errors") else { return .values(absoluteErrors: nil) }
    let list = try object.list("absolute_errors")
    let errors = list.compactMap { value -> Float? in
      guard case .number(let digits) = value, let error = Float(digits), error >= 0, error.isFinite else { return nil }
      return error
    }
    guard errors.count == list.count else {
      throw SummaryProblem(place: "test.absolute_errors", problem: "numbers that are not negative are expected")
    }
    return .values(absoluteErrors: errors)
  }
}
