import Records
import Reporting
import Statistics

/// By what a reader may choose runs.
enum ChoosingWords {
  /// - Parameter isRanked: whether the runs are shown in that order.
  static func sentence(_ runs: [RunSummary], rankBy: String?, isRanked: Bool) -> String {
    let rule = "The test set is never used to choose, or its score would no longer be an estimate of anything."
    let samples = runs.sampleKind.plural
    guard let rankBy else {
      if runs.obstacle == .tasks {
        return "The runs have different data or predict different things: compare those of one task. \(rule)"
      }
      if runs.obstacle == .losses {
        return
          "The losses differ, and the runs share no metric, so nothing here ranks. \(rule) To choose among runs, write the same "
          + "metrics into their specs."
      }
      let held = runs.count { $0.hasValidation }
      let which = runs.count == 1 ? "The run" : held == 0 ? "None of these runs" : "Not every run"
      let words = runs.count == 1 ? "held out no validation \(samples)" : "held out validation \(samples)"
      return "\(which) \(words), so nothing here ranks. \(rule) To choose among runs, write validation_split: 0.1 into "
        + "their specs."
    }
    let what = isRanked ? "Ranked by" : "To choose among runs, go by"
    return
      "\(what) \(ColumnWords(rankBy).full) after \(scoredEpoch(of: runs)), on \(samples) held out from the training set. "
      + rule
  }
}
