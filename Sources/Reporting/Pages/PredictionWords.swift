import Results

/// How to read the pictures of predictions.
enum PredictionWords {
  /// A sentence or two for each kind of answer on the page.
  static func introduction(_ runs: [ReportedRun]) -> [String] {
    let hasClasses = runs.contains { !$0.summary.data.hasValues }
    let hasValues = runs.contains(where: \.summary.data.hasValues)
    return (hasClasses ? [classes(runs)] : []) + (hasValues ? [values] : [])
  }

  private static func classes(_ runs: [ReportedRun]) -> String {
    let kind = runs.map(\.summary).sampleKind
    let crosses =
      kind == .image
      ? "A prediction with a cross and a dashed frame is wrong. Its confidence is the model's probability for its answer."
      : ""
    let matrices =
      "In the matrices, a row is a label and a column what its \(kind.plural) were taken for: the diagonal, in blue, counts what is "
      + "right, red deepens with the number of errors."
    return crosses.isEmpty ? matrices : matrices + " " + crosses
  }

  private static let values =
    "Each point is a test sample. On the line, the answer would be the true number; a point above it is an answer that is too high."
}
