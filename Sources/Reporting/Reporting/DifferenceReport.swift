import Catalog
import Records
import Results
import Statistics
import Text

/// What `runner diff` prints: what differs between two runs, what that did, and what can be concluded from it.
public struct DifferenceReport {
  /// A run, or a spec that has not been run.
  public struct Side: Sendable {
    /// As the user named it.
    let label: String
    let spec: ConfigValue
    let run: RunSummary?
    /// environment.json; nil in a fresh clone.
    let environment: JSONValue?

    public init(_ label: String, spec: ConfigValue, run: RunSummary? = nil, environment: JSONValue? = nil) {
      self.label = label
      self.spec = spec
      var run = run
      run?.conditions.name = label
      self.run = run
      self.environment = environment
    }
  }

  private let before: Side
  private let after: Side
  private let changes: RunChanges
  private let outcomes: [Outcome]

  public init(_ before: Side, _ after: Side) {
    self.before = before
    self.after = after
    changes = RunChanges((before.spec, before.run?.conditions), (after.spec, after.run?.conditions))
    outcomes = if let a = before.run, let b = after.run { Outcome.all(a, b) } else { [] }
  }

  /// Tables no wider than a terminal, then sentences.
  public func text(width: Int?) -> String {
    var parts: [String] = []
    let width = width ?? .max
    if !changes.isEmpty { parts.append(changeTable.wrapped(toWidth: width, others: max(20, width / 3)).text) }
    if !outcomes.isEmpty { parts.append(outcomeTable.text) }
    parts.append(sentences.map { $0 + "\n" }.joined())
    return parts.joined(separator: "\n")
  }

  private var changeTable: TextTable {
    TextTable(
      columns: [("what differs", .left), (before.label, .left), (after.label, .left)],
      rows: changes.all.map { [$0.key, $0.before ?? "–", $0.after ?? "–"] })
  }

  private var outcomeTable: TextTable {
    TextTable(
      columns: [
        ("what came of it", .left), (before.label, .right), (after.label, .right), ("change", .right),
      ],
      rows: outcomes.map { [$0.title, $0.before, $0.after, $0.change] })
  }

  private var sentences: [String] {
    let lines = [sameThings, attribution].compactMap(\.self)
    guard let a = before.run, let b = after.run, a.firstResultDifference(from: b) != nil else { return lines + places }
    return lines + ComparisonReport(Comparison([a, b])).verdicts + places
  }
}

// MARK: - What can be concluded

extension DifferenceReport {
  /// What a run is a function of, and whether the two differ in it.
  private var causes: [(name: String, count: Int)] {
    [
      ("spec", changes.spec.count), ("data", min(changes.data?.count ?? 0, 1)), ("seed", changes.seed == nil ? 0 : 1),
      ("numerics version", changes.numericsVersion == nil ? 0 : 1),
    ]
  }

  /// `The same: data, seed, numerics version.` Nil where everything or nothing is the same.
  private var sameThings: String? {
    let known = changes.data == nil ? causes.filter { ["spec", "seed"].contains($0.name) } : causes
    let same = known.filter { $0.count == 0 }.map(\.name)
    return changes.isEmpty || same.isEmpty ? nil : "The same: \(same.joined(separator: ", "))."
  }

  /// Whether the difference of the results has one cause.
  private var attribution: String? {
    guard let a = before.run, let b = after.run else {
      let words = "there are no results of both to compare"
      return changes.isEmpty ? "The specs say the same; \(words)." : words.first!.uppercased() + words.dropFirst() + "."
    }
    let difference = b.firstResultDifference(from: a)
    if changes.isEmpty {
      guard let difference else {
        return "Spec, data, seed and numerics version are the same, and so is every bit of the results."
      }
      return
        "Spec, data, seed and numerics version are the same, and the results are not, first in \(difference.place): "
        + "a file was changed, or a program or machine is at fault. To see which is right: runner verify \(before.label)"
    }
    guard difference != nil else { return "The results are the same to the last bit." }
    let found = causes.filter { $0.count > 0 }
    guard found.reduce(0, { $0 + $1.count }) == 1 else {
      let count = found.reduce(0) { $0 + $1.count }
      return
        "\(grouped(count)) things differ: what each of them did cannot be told from two runs. Change one at a time."
    }
    switch found[0].name {
    case "seed":
      return
        "Only the seed differs: the change is chance. A p below is about the test samples: another seed may change it "
        + "back."
    case "data": return "Only the data differ: the change is theirs."
    case "numerics version":
      return "Only the numerics version differs: the program computes in another order since, and the change is chance."
    default: return "Only \(changes.spec[0].key) differs: the change is its doing, as far as one seed can tell."
    }
  }

  /// `The runs were computed elsewhere, which changes nothing: …`; empty if that is not known or the same.
  private var places: [String] {
    let keys = [
      ("runner_version", "runner"), ("cpu", "processor"), ("instruction_set", "instruction set"),
      ("threads", "threads"),
    ]
    let found = keys.compactMap { key, title -> String? in
      guard let a = before.environment?[key]?.cell, let b = after.environment?[key]?.cell, a != b else { return nil }
      return "\(title) \(a) and \(b)"
    }
    return found.isEmpty ? [] : ["They were computed with \(found.joined(separator: ", ")): no result depends on that."]
  }
}

// MARK: - What came of it

/// A number of both runs.
private struct Outcome {
  let title: String
  let before: String
  let after: String
  let change: String

  static func all(_ a: RunSummary, _ b: RunSummary) -> [Outcome] {
    let scores = a.everyScore + b.everyScore.filter { !a.everyScore.contains($0) }
    let counts = ["parameters", "multiply_adds", "epochs"].filter { a.value(of: $0) != b.value(of: $0) }
    let numbers = (counts + scores + ["test_errors"]).compactMap { Outcome($0, a, b) }
    // Trainings of different networks differ from the first step on, which says nothing.
    let parting = a.firstDifferentEpoch(from: b).flatMap { epoch in
      epoch == 1 ? nil : Outcome(title: "first epoch that differs", before: grouped(epoch), after: "", change: "")
    }
    let ends = a.status == b.status ? nil : Outcome("status", a.status.rawValue, b.status.rawValue)
    let weights = Outcome("weights", a.weightsHash?.shortHash ?? "none", b.weightsHash?.shortHash ?? "none")
    return [ends].compactMap(\.self) + numbers + [parting, weights].compactMap(\.self)
  }

  private init(title: String, before: String, after: String, change: String) {
    (self.title, self.before, self.after, self.change) = (title, before, after, change)
  }

  private init(_ title: String, _ before: String, _ after: String) {
    self.init(title: title, before: before, after: after, change: before == after ? "none" : "other")
  }

  /// nil if neither run has such a number.
  private init?(_ column: String, _ a: RunSummary, _ b: RunSummary) {
    let values = [a, b].map { $0.value(of: column) }
    guard values.contains(where: { $0 != nil }) else { return nil }
    let isCount = ["parameters", "multiply_adds", "epochs", "test_errors"].contains(column)
    func word(_ value: Double) -> String { isCount ? grouped(Int(value)) : score(Float(value)) }
    var change = ""
    if let before = values[0], let after = values[1] {
      let difference = after - before
      change = difference == 0 ? "none" : (difference > 0 ? "+" : "−") + word(difference.magnitude)
    }
    let title = column == "multiply_adds" ? "multiply-adds" : column.replacing("_", with: " ")
    self.init(
      title: title, before: values[0].map(word) ?? "–", after: values[1].map(word) ?? "–", change: change)
  }
}

extension RunSummary {
  /// The columns of the history that measure the model, then those of the test.
  fileprivate var everyScore: [String] {
    scoreColumns + (test == nil ? [] : (["loss"] + conditions.metrics).map { "test_" + $0 })
  }

  /// From 1; nil if one history is the beginning of the other, or the runs have no column in common.
  fileprivate func firstDifferentEpoch(from other: RunSummary) -> Int? {
    let columns = scoreColumns.filter(other.scoreColumns.contains)
    let place = zip(history, other.history).enumerated().first { _, records in
      columns.contains { score($0, in: records.0) != other.score($0, in: records.1) }
    }
    return place.map { $0.offset + 1 }
  }
}

// MARK: - For programs

extension DifferenceReport {
  /// The same as JSON.
  public var json: JSONValue {
    func list(_ changes: [RunChanges.Change]) -> JSONValue {
      .list(
        changes.map { change in
          .object([
            .init("key", .string(change.key)), .init("a", change.before.map(JSONValue.string) ?? .null),
            .init("b", change.after.map(JSONValue.string) ?? .null),
          ])
        })
    }
    func change(_ change: RunChanges.Change?) -> JSONValue {
      change.map { .list([.string($0.before ?? ""), .string($0.after ?? "")]) } ?? .null
    }
    var members: [JSONValue.Member] = [
      .init("a", .string(before.label)), .init("b", .string(after.label)), .init("spec", list(changes.spec)),
      .init("seed", change(changes.seed)), .init("data", changes.data.map(list) ?? .null),
      .init("numerics_version", change(changes.numericsVersion)),
    ]
    guard let a = before.run, let b = after.run else { return .object(members) }
    let columns = a.everyScore + b.everyScore.filter { !a.everyScore.contains($0) } + ["test_errors"]
    let scores = columns.compactMap { column -> JSONValue.Member? in
      let values = [a, b].map { $0.value(of: column) }
      guard values.contains(where: { $0 != nil }) else { return nil }
      return .init(column, .list(values.map { $0.map(JSONValue.double) ?? .null }))
    }
    members += [
      .init("scores", .object(scores)),
      .init("first_different_epoch", a.firstDifferentEpoch(from: b).map(JSONValue.integer) ?? .null),
      .init("same_result", .bool(b.firstResultDifference(from: a) == nil)),
    ]
    return .object(members)
  }
}
