import Records
import Reporting
import Text

/// A sweep's part of the page: what is varied, the plot, the ranking.
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
      blocks: [.paragraph(what)] + search + [.figures(charts.pictures, id: id)] + charts.notes.map(Block.paragraph)
        + PageTables.ranking(summary, seconds: sweep.seconds)
        + Block.sentences(RankingReport(ranked, seconds: [:], width: nil).lines)
        + [.paragraph(ChoosingWords.sentence(summary.runs, rankBy: summary.rankBy, isRanked: true))] + curves)
  }

  /// How it came to its trials.
  private var search: [Block] {
    guard let charts = SearchCharts(sweep.summary) else { return [] }
    return [.paragraph(charts.sentence), .figures(charts.pictures, id: id + "-search")]
      + [charts.importance].compactMap { $0 }.map(Block.paragraph)
  }

  /// What the sentences below the table are about.
  private var ranked: SweepSummary {
    var summary = sweep.summary
    if !sweep.isFinished { summary.missing = [] }
    return summary
  }

  private var title: String { "Sweep: \(sweep.summary.name)" }

  /// `6 runs that differ in batch_size (32, 64, 128).`, `2 of 6 runs so far, which differ in batch_size (32, 64).`
  private var what: String {
    let summary = sweep.summary
    let differences = summary.differences
    let keys = differences.keys.map { key in
      var words: [String] = []
      for index in summary.runs.indices {
        guard let word = differences.word(of: key, at: index) else { continue }
        if !words.contains(word) { words.append(word) }
      }
      let shown = words.prefix(8).joined(separator: ", ") + (words.count > 8 ? " and \(words.count - 8) more" : "")
      return "\(key) (\(shown))"
    }
    guard !keys.isEmpty else { return count + (summary.runs.count > 1 ? " with the same spec." : ".") }
    let list = (keys.dropLast(2) + [keys.suffix(2).joined(separator: " and ")]).joined(separator: ", ")
    return "\(count)\(summary.missing.isEmpty ? " that" : ", which") differ in \(list)."
  }

  private var count: String {
    let (found, missing) = (sweep.summary.runs.count, sweep.summary.missing.count)
    return missing == 0 ? counted(found, "run") : "\(grouped(found)) of \(counted(found + missing, "run")) so far"
  }

  private var curves: [Block] {
    let overlay = LearningCurves.overlay(sweep.summary.rankedRuns, id: id + "-curves")
    guard !overlay.isEmpty else { return [] }
    let words = Set(sweep.summary.ranking.map(\.configuration).filter { $0.runs.count > 1 }.map(\.repetition))
    let key = words == ["seed"] ? "their seed" : words == ["fold"] ? "their fold" : "seed or fold"
    let note = Block.paragraph("Of runs that differ in \(key) alone, the curves show the first.")
    return [.heading("Learning curves of \(sweep.summary.name)")] + overlay + (words.isEmpty ? [] : [note])
  }
}

extension SweepSummary {
  /// One run of each configuration, the best first.
  var rankedRuns: [LearningCurves.Run] {
    ranking.map { entry in (title: entry.configuration.name, summary: entry.configuration.runs[0]) }
  }
}
