import Statistics
import Diagnostics
import Records
import Text

/// The runs to compare, under unique names.
package struct ComparedResults {
  package let comparison: Comparison
  /// Training time by the runs' names here.
  package let seconds: [String: Double]
  /// Says what else is in the folder: how to compare sweeps that were not requested, and which runs are unfinished; empty if there is
  /// nothing else.
  package let leftOut: String

  package init(_ arguments: [String], _ results: String, _ terminal: any Terminal) throws {
    let selection = try ResultSelection(arguments, results)
    for problem in selection.problems { terminal.warn(problem) }
    // Without arguments, sweeps are only mentioned, unless the folder has nothing else to compare.
    let leavesSweepsOut = arguments.isEmpty && !selection.runs.isEmpty
    let sweeps = leavesSweepsOut ? [] : selection.sweeps
    let others = leavesSweepsOut ? selection.sweeps : []
    let results = leavesSweepsOut ? selection.runs : selection.results
    let isOneSweep = sweeps.count == 1 && results.count == sweeps[0].summary.runs.count
    let named = isOneSweep ? results.map { ($0.summary, $0) } : Self.named(results, sweeps)
    comparison = Comparison(named.map(\.run), rankBy: isOneSweep ? sweeps[0].summary.rankBy : nil)
    seconds = Dictionary(
      named.compactMap { run, result in result.seconds.map { (run.name, $0) } }, uniquingKeysWith: { first, _ in first }
    )
    let lines =
      try others.filter { $0.unfinished == nil }.map { sweep in
        "\(sweep.paths.summary) is a sweep of \(sweep.summary.runs.count) runs: runner compare \(sweep.summary.name)"
      } + selection.unfinished()
    leftOut = lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined()
    for sweep in sweeps where sweep.unfinished == nil && !sweep.summary.missing.isEmpty {
      terminal.warn(
        "\(sweep.summary.name): runs without a result are left out: \(sweep.summary.missing.joined(separator: ", "))"
      )
    }
  }

  /// Sorted by a column, if one is named.
  ///
  /// - Parameters:
  ///   - column: its name in the file or its title in the table.
  ///   - eachRun: whether runs that differ only in their seed get a row each.
  package func sorted(by column: String?, eachRun: Bool, reversed: Bool) throws -> Comparison {
    guard let wanted = column else { return comparison }
    let columns = comparison.sortColumns
    let plain = wanted.replacing(" ", with: "_").replacing("-", with: "_")
    guard let column = columns.first(where: { $0 == wanted || $0 == plain }) else {
      let advice = suggestion(for: wanted, among: columns).map { "did you mean '\($0)'?" }
      throw Failure(
        .usage,
        "error: --sort \(wanted): there is no such column; "
          + (advice ?? "the columns are \(columns.joined(separator: ", "))"))
    }
    return comparison.sorted(by: column, seconds: seconds, eachRun: eachRun, reversed: reversed)
  }

  /// Beside other runs, those of a sweep are called as on the command line, `batchsizes/batch-64`; so are runs of the same name in
  /// different folders.
  private static func named(
    _ results: [RecordedResult], _ sweeps: [RecordedSweep]
  ) -> [(run: RunSummary, result: RecordedResult)] {
    let folders = Set(sweeps.map(\.paths.folder))
    return results.map { result in
      var run = result.summary
      let roots = results.filter { $0.summary.name == run.name }.map(\.paths.root)
      if folders.contains(result.paths.root) || roots.count > 1 {
        run.name = "\(distinctEnd(of: result.paths.root, among: roots))/\(run.name)"
      }
      return (run, result)
    }
  }

  /// As much of a folder's path as tells it from the others: `results`, or `anna/results` beside `ben/results`.
  private static func distinctEnd(of path: String, among paths: [String]) -> String {
    func end(_ path: String, _ count: Int) -> String {
      path.split(separator: "/").suffix(count).joined(separator: "/")
    }
    let most = path.split(separator: "/").count
    let enough = (1...max(1, most)).first { count in paths.count { end($0, count) == end(path, count) } == 1 }
    return enough.map { end(path, $0) } ?? path
  }
}
