import Records
import Results
import Statistics
import Text

/// A result as it was at some time.
public struct ResultAge: Sendable {
  /// As `runner diff` takes it.
  let argument: String
  /// When it was trained, or committed if that is not known: in seconds since 1970. Nil if neither is known.
  package var time: Int?
  /// nil if this version cannot read it.
  let summary: RunSummary?

  package init(argument: String, time: Int?, summary: RunSummary?) {
    self.argument = argument
    self.time = time
    self.summary = summary
  }
}

/// What `runner history` prints: all results of one name, and what each changed.
public struct HistoryReport {
  /// The newest first.
  private let ages: [ResultAge]
  /// Writes a time; this module has no clock.
  private let date: (Int) -> String

  public init(_ ages: [ResultAge], date: @escaping (Int) -> String) {
    self.ages = ages
    self.date = date
  }

  public func text(width: Int?) -> String {
    let table = TextTable(
      columns: [("result", .left), ("date", .left)] + columns.map { ($0.replacing("_", with: " "), .right) } + [
        ("what changed", .left)
      ],
      rows: ages.indices.map { index in
        let age = ages[index]
        let numbers = columns.map { column in
          age.summary?.value(of: column).map { column == "test_errors" ? grouped(Int($0)) : score(Float($0)) } ?? ""
        }
        return [age.argument, age.time.map(date) ?? ""] + numbers + [changes(at: index)]
      })
    return table.wrapped(toWidth: width ?? .max, others: .max).text + "\n" + advice
  }

  /// The validation's column that ranks, and what the test says: the same for all, however old.
  private var columns: [String] {
    let runs = ages.compactMap(\.summary)
    let names = ["val_accuracy", "val_loss", "test_accuracy", "test_errors", "test_loss"]
    let known = names.filter { name in runs.contains { $0.value(of: name) != nil } }
    let isClasses = known.contains("test_errors")
    return known.filter { !isClasses || !["val_loss", "test_loss"].contains($0) }
  }

  /// Against the one before it.
  private func changes(at index: Int) -> String {
    guard let run = ages[index].summary else { return "cannot be read by this version" }
    guard let before = ages[(index + 1)...].lazy.compactMap(\.summary).first else { return "" }
    let changes = RunChanges(before.conditions, run.conditions).all
    guard changes.isEmpty else {
      return changes.map { "\($0.key): \($0.before ?? "–") → \($0.after ?? "–")" }.joined(separator: "; ")
    }
    return run.firstResultDifference(from: before) == nil ? "only words" : "the same conditions, other numbers"
  }

  private var advice: String {
    guard ages.count > 1 else {
      return "There is no earlier result of this name, neither in git nor moved aside.\n"
    }
    return "What a change did: runner diff \(ages[1].argument) \(ages[0].argument)\n"
  }

  /// The same as JSON.
  public var json: JSONValue {
    .list(
      ages.indices.map { index in
        let age = ages[index]
        return .object([
          .init("result", .string(age.argument)), .init("date", age.time.map { .string(date($0)) } ?? .null),
          .init(
            "scores",
            .object(columns.map { .init($0, age.summary?.value(of: $0).map(JSONValue.double) ?? .null) })),
          .init("changes", .string(changes(at: index))),
        ])
      })
  }
}
