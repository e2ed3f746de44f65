/// How a sweep ended: `results/<name>.json`, from which its ranking `results/<name>.csv` is made.
///
/// A pure function of the runs, as each run is of its spec and data. The runs' own files are in `results/<name>/`.
public struct SweepSummary: Sendable {
  public var name: String
  /// The column that ranks the runs, such as `val_accuracy`. Nil if the runs have no validation data: nothing ranks
  /// them then, because the test set is not for choosing.
  public var rankBy: String?
  /// In the plan's order.
  public var runs: [RunSummary]
  /// Names of the planned runs that have no result yet.
  public var missing: [String]

  /// Nil if all of its runs were known from the beginning.
  public var search: SearchSummary?

  public init(
    name: String, rankBy: String?, runs: [RunSummary], missing: [String] = [], search: SearchSummary? = nil
  ) {
    self.name = name
    self.rankBy = rankBy
    self.runs = runs
    self.missing = missing
    self.search = search
  }
}
