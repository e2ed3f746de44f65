import Catalog
import Statistics
import Records
import Text

/// The plan of a sweep: its runs, what differs between them, what they cost, and how long they will take.
public struct PlanReport {
  public struct Row {
    /// What the run is a function of.
    public var conditions: RunConditions
    public var epochs: Int
    /// `new`, `there`, `goes on after epoch 3`, …
    public var state: String
    /// The forecast; nil for a run that needs no training.
    public var seconds: Double?
    /// Whether it may end before its last epoch, and so take less time.
    public var mayStop: Bool

    public init(conditions: RunConditions, epochs: Int, state: String, seconds: Double?, mayStop: Bool = false) {
      self.conditions = conditions
      self.epochs = epochs
      self.state = state
      self.seconds = seconds
      self.mayStop = mayStop
    }

    /// `40.0s`, `≤ 40.0s`
    fileprivate var forecast: String { seconds.map { (mayStop ? "≤ " : "") + duration($0) } ?? "" }
  }

  private let name: String
  private let rows: [Row]
  private let jobs: Int
  private let threads: Int
  private let pending: Int
  private let makespan: Double
  private let search: SearchSummary?

  /// - Parameter search: of which these runs are the trials so far.
  public init(
    name: String, rows: [Row], jobs: Int, threads: Int, pending: Int, makespan: Double, search: SearchSummary? = nil
  ) {
    self.search = search
    self.name = name
    self.rows = rows
    self.jobs = jobs
    self.threads = threads
    self.pending = pending
    self.makespan = makespan
  }

  public var text: String { table.text + "\n" + sentence(search == nil ? time : "") + "\n" + searchText }

  /// What a stage of a search trains, and how long that will take.
  public var stage: String { search.map { "\(name): \($0.stage)\(time)" } ?? sentence(time) }

  private var searchText: String {
    guard let search else { return "" }
    let known = rows.compactMap { row in row.seconds.map { $0 / Double(max(1, row.epochs)) } }
    let seconds = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    return SearchPlan(search, rows.map(\.conditions)).text(jobs: jobs, secondsPerEpoch: seconds)
  }

  /// Why the runs will not be ranked; nil if they will be, or if there is nothing to rank.
  ///
  /// - Parameter rankBy: the column that ranks.
  public func warning(rankBy: String?) -> String? {
    guard rankBy == nil, !differences.sweptKeys.isEmpty else { return nil }
    if rows.allSatisfy(\.conditions.hasValidation) {
      return "no ranking: the losses differ, and the runs share no metric; write the same metrics into the specs"
    }
    return "no ranking: without validation_split nothing but the test set could rank; write validation_split: 0.1"
  }

  /// Every spec is taken apart for it, so only what shows it asks: a search has a plan for each of its stages.
  private var differences: SpecDifferences { SpecDifferences(rows.map(\.conditions.spec)) }

  private var table: TextTable {
    let differences = differences
    let keys = differences.keys.filter { $0 != "epochs" }
    let varying = keys.map { (differences.shortName(of: $0).replacing("_", with: " "), TextTable.Alignment.right) }
    let costs: [(String, TextTable.Alignment)] = [
      ("epochs", .right), ("parameters", .right), ("multiply-adds", .right), ("forecast", .right), ("result", .left),
    ]
    return TextTable(
      columns: [("run", .left)] + varying + costs,
      rows: rows.enumerated().map { index, row in
        [row.conditions.name] + keys.map { differences.word(of: $0, at: index) ?? "" } + [
          grouped(row.epochs), grouped(row.conditions.parameters), grouped(row.conditions.multiplyAdds),
          row.forecast, row.state,
        ]
      })
  }

  private var time: String {
    let bound = rows.contains { $0.mayStop && $0.seconds != nil } ? "≤" : "about"
    return makespan > 0 ? ": \(bound) \(duration(makespan))" : ""
  }

  /// `6 runs, 5 to train, 2 at a time with 1 thread each: about 40s`; `≤ 40s` if one of them may end early. Of a search only the beginning
  /// is known.
  private func sentence(_ time: String) -> String {
    let runs =
      search == nil ? "\(name): \(counted(rows.count, "run"))" : "\(name): so far \(counted(rows.count, "trial"))"
    guard pending > 0 else { return runs + ", all of them there: nothing to train" }
    let side = jobs == 1 ? "one after the other" : "\(jobs) at a time"
    return
      "\(runs), \(grouped(pending)) to train, \(side) with \(counted(threads, "thread"))\(jobs == 1 ? "" : " each")\(time)"
  }
}
