import Records
import Reporting

/// By what a reader may choose runs.
enum ChoosingWords {
  /// - Parameter isRanked: whether the runs are shown in that order.
  static func sentence(_ runs: [RunSummary], rankBy: String?, isRanked: Bool) -> String {
    let rule = "The test set is never used to choose, or its score would no longer be an estimate of anything."
    let samples = runs.sampleKind.plural
    guard let rankBy else {
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
