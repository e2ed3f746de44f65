import Results

/// A sweep's part of the page: what it varied, the plot, the ranking.
struct SweepSection {
  private let sweep: ReportedSweep
  private let id: String

  init(_ sweep: ReportedSweep, id: String) {
    self.sweep = sweep
    self.id = id
  }

  var section: Section {
    let summary = sweep.summary
    guard !summary.runs.isEmpty else {
      return Section(
        id: id, title: title,
        blocks: [.paragraph("None of its runs has a result yet: \(summary.missing.joined(separator: ", ")).")])
    }
    let charts = SweepCharts(summary)
    return Section(
      id: id, title: title,
      blocks: [.paragraph(what), .figures(charts.pictures, id: id)] + charts.notes.map(Block.paragraph)
        + shortened(PageTables.ranking(summary, seconds: sweep.seconds))
        + Block.sentences(RankingReport(summary, seconds: [:], width: nil).lines)
        + [.paragraph(ChoosingWords.sentence(summary.runs, rankBy: summary.rankBy, isRanked: true))] + curves)
  }

  private var title: String { "Sweep: \(sweep.summary.name)" }

  /// `6 runs that differ in batch_size (32, 64, 128).`
  private var what: String {
    let summary = sweep.summary
    let differences = summary.differences
    let keys = differences.keys.map { key in
      var words: [String] = []
      for index in summary.runs.indices {
        let word = differences.value(of: key, at: index)?.word ?? "none"
        if !words.contains(word) { words.append(word) }
      }
      let shown = words.prefix(8).joined(separator: ", ") + (words.count > 8 ? " and \(words.count - 8) more" : "")
      return "\(key) (\(shown))"
    }
    let what =
      keys.isEmpty
      ? "with the same spec"
      : "that differ in " + (keys.dropLast(2) + [keys.suffix(2).joined(separator: " and ")]).joined(separator: ", ")
    return "\(counted(summary.runs.count, "run")) \(what)."
  }

  /// Of the best configurations, a run each.
  private var curves: [Block] {
    let ranking = sweep.summary.ranking
    let runs = ranking.map { entry in (title: entry.configuration.name, summary: entry.configuration.runs[0]) }
    let overlay = LearningCurves.overlay(runs, id: id + "-curves")
    guard !overlay.isEmpty else { return [] }
    let isRepeated = ranking.contains { $0.configuration.runs.count > 1 }
    let note = Block.paragraph("Of runs that differ in their seed alone, the curves show the first.")
    return [.heading("Learning curves of \(sweep.summary.name)")] + overlay + (isRepeated ? [note] : [])
  }

  private static let mostRows = 20

  /// A long ranking's tail is folded away.
  private func shortened(_ table: PageTable) -> [Block] {
    guard table.rows.count > Self.mostRows + 5 else { return [.table(table)] }
    var (head, tail) = (table, table)
    head.rows = Array(table.rows.prefix(Self.mostRows))
    tail.rows = Array(table.rows.dropFirst(Self.mostRows))
    return [.table(head), .details("The other \(tail.rows.count)", [.table(tail)])]
  }
}
