import Statistics
import Files
import Pages
import Records
import Results
import Runs

/// Writes the page of all results, and its pictures as files.
package struct ReportWriter {
  private let results: String
  private let data: String?
  private let terminal: any Terminal
  private let experiments: [Experiment]

  /// - Parameter experiments: whose data need not be read again.
  package init(_ results: String, _ data: String?, _ terminal: any Terminal, _ experiments: [Experiment] = []) {
    self.results = results
    self.data = data
    self.terminal = terminal
    self.experiments = experiments
  }

  /// Runs beyond this number are only in the tables, unless named: a page should be readable.
  private static let mostDetailed = 6

  /// - Parameters:
  ///   - arguments: runs and sweeps as a command line names them; all in the folder if empty.
  ///   - trained: runs that were just trained, which are shown in detail before others.
  package func page(
    of arguments: [String] = [], trained: [String] = [], heading: ReportPage.Heading = ReportPage.Heading()
  ) throws -> ReportPage {
    var reader = ReportReader(results, data, experiments)
    let found = try reader.results(arguments)
    for problem in found.problems { terminal.warn(problem) }
    let shown = found.runs.map(\.result.paths) + found.sweeps.flatMap { [$0.paths] + $0.results.map(\.paths) }
    for paths in shown { try paths.requireNoLinks() }
    let detailed = arguments.isEmpty ? preferred(found.runs, trained) : found.runs.map(\.title)
    return ReportPage(
      folder: results, runs: found.runs.map { reader.run($0, isDetailed: detailed.contains($0.title)) },
      sweeps: found.sweeps.map { reader.sweep($0) }, unfinished: found.unfinished, detailed: detailed,
      isWhole: arguments.isEmpty, heading: heading)
  }

  /// Writes the page, and its pictures that have a path among the results.
  ///
  /// - Parameter output: the page's file; nil for `report.html` in the results folder.
  /// - Returns: the page's path.
  package func write(_ page: ReportPage, to output: String? = nil) throws -> String {
    let path = output ?? results + "/report.html"
    if isFolder(path) {
      throw Failure(
        .inputOutput, "error: \(path): this is a folder; name another file with: runner report --output FILE")
    }
    // A file that the user names is replaced, as by any tool; the default one may be the user's own page.
    guard output != nil || FileMark.page.allowsWriting(path) else {
      throw Failure(
        .inputOutput, "error: \(path) \(notOurs); name another file with: runner report --output FILE")
    }
    for file in page.pictures { if let path = file.path { try replace(path, file.picture.file) } }
    try AtomicFile.write(try page.html(), to: path)
    return path
  }

  /// At the end of a command that trains, writes the page of all results and prints its name. By then the results are safe, so any
  /// problem with the page is only a warning.
  ///
  /// - Parameters:
  ///   - isParagraph: whether an empty line comes before the page's name.
  ///   - isQuiet: whether to omit the name.
  package func writeAfterTraining(_ trained: [String] = [], isParagraph: Bool, isQuiet: Bool) throws {
    AtomicFile.removeLeftovers(in: results)
    let path: String
    do { path = try write(page(trained: trained)) } catch {
      terminal.warn("the report was not written: \(Failure(error)?.reason ?? "\(error)")")
      return
    }
    if !isQuiet { try terminal.print((isParagraph ? "\n" : "") + "report: \(path)\n") }
  }

  /// Those just trained, then the best on validation data, or by name if not ranked.
  private func preferred(_ runs: [FoundRun], _ trained: [String]) -> [String] {
    let summaries = runs.map(\.result.summary)
    let ranking = RankedConfiguration.ranking(
      Configuration.all(summaries), by: SweepSummary.defaultRankBy(summaries))
    let order = trained + ranking.flatMap(\.configuration.runs).map(\.name)
    return Array(
      order.indices.filter { order.firstIndex(of: order[$0]) == $0 }.map { order[$0] }.prefix(Self.mostDetailed))
  }

  /// Skips a file that already has this text: most pictures have not changed since the last report, and writing a file to disk takes
  /// longer than reading it.
  private func replace(_ path: String, _ text: String) throws {
    if let bytes = try? AtomicFile.read(path), bytes == Array(text.utf8) { return }
    guard FileMark.picture.allowsWriting(path) else { return terminal.warn("\(path) \(notOurs)") }
    if let slash = path.lastIndex(of: "/") { try AtomicFile.makeDirectories(String(path[..<slash])) }
    try AtomicFile.write(text, to: path)
  }
}
