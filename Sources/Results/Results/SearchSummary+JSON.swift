import Catalog
import Records
import Text

extension SearchSummary {
  /// `search` of a sweep's summary.
  var json: JSONValue {
    .object([
      .init("method", .string(method)), .init("options", JSONValue(options)), .init("seed", JSONValue(.unsigned(seed))),
      .init("epochs", .integer(epochs)), .init("total_epochs", .integer(totalEpochs)),
      .init(
        "brackets",
        .list(
          brackets.map { rungs in
            .list(rungs.map { .object([.init("epochs", .integer($0.epochs)), .init("trials", .integer($0.trials))]) })
          })),
      .init("trials", .list(trials.map(\.json))),
    ])
  }

  init(_ reader: ObjectReader) throws(SummaryProblem) {
    var reader = reader
    let method = try reader.string("method")
    let options = try reader.value("options").config
    let seed = try reader.value("seed")
    let epochs = try reader.epochs("epochs")
    _ = try reader.integer("total_epochs")
    var brackets: [[Bracket.Rung]] = []
    for (index, rungs) in try reader.list("brackets").enumerated() {
      brackets.append(try Self.rungs(rungs, at: "search.brackets[\(index)]"))
    }
    var trials: [Trial] = []
    for (index, trial) in try reader.list("trials").enumerated() {
      trials.append(try Trial(try ObjectReader(trial, path: "search.trials[\(index)]")))
    }
    try reader.finish()
    guard case .number(let digits) = seed, let seed = UInt64(digits) else {
      throw SummaryProblem(place: "search.seed", problem: "a whole number is expected")
    }
    self.init(method: method, options: options, seed: seed, epochs: epochs, brackets: brackets, trials: trials)
  }

  private static func rungs(_ value: JSONValue, at place: String) throws(SummaryProblem) -> [Bracket.Rung] {
    guard case .list(let values) = value else { throw SummaryProblem(place: place, problem: "a list is expected") }
    var rungs: [Bracket.Rung] = []
    for (index, value) in values.enumerated() {
      var rung = try ObjectReader(value, path: "\(place)[\(index)]")
      rungs.append(Bracket.Rung(epochs: try rung.epochs("epochs"), trials: try rung.integer("trials")))
      try rung.finish()
    }
    return rungs
  }
}

extension SearchSummary.Trial {
  fileprivate var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("bracket", .integer(bracket)), .init("rung", .integer(rung)),
      .init("epochs", .integer(epochs)),
      .init("scores", .list(scores.map { $0.map(JSONValue.double) ?? .null })),
    ])
  }

  fileprivate init(_ reader: ObjectReader) throws(SummaryProblem) {
    var reader = reader
    let name = try reader.name("name")
    let (bracket, rung) = (try reader.integer("bracket"), try reader.integer("rung"))
    let epochs = try reader.epochs("epochs")
    let scores = try reader.list("scores").map { value -> Double? in
      if case .number(let digits) = value { Double(digits) } else { nil }
    }
    try reader.finish()
    self.init(name: name, bracket: bracket, rung: rung, epochs: epochs, scores: scores)
  }
}

extension ObjectReader {
  /// No more than a spec may have, so that sums are safe.
  fileprivate mutating func epochs(_ key: String) throws(SummaryProblem) -> Int {
    let count = try integer(key)
    guard count <= Limits.epochs else { throw SummaryProblem(place: key, problem: "a number of epochs is expected") }
    return count
  }
}
