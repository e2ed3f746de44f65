import Statistics
import Files
import Results

/// The results that a command line names, in order: runs, and sweeps with all their runs.
package struct ResultSelection {
  private var named: [NamedResult] = []
  /// The folder and its unfinished sweeps, if all results are selected; nil if arguments name some.
  private var whole: (folder: String, unfinished: [UnfinishedSweep])?
  /// What is wrong with files of a selected folder that can't be read.
  package private(set) var problems: [String] = []

  private enum NamedResult {
    case run(RecordedResult)
    case sweep(RecordedSweep)
  }

  /// - Parameter arguments: `dense`, `results/dense.json`, `batchsizes` (a sweep), `batchsizes/64` (one of its runs), `results/` (all
  ///   in that folder); none for all in the results folder. A comparison, which `results/*.json` also names, is left out, and is an
  ///   error only if alone.
  package init(_ arguments: [String], _ folder: String) throws {
    guard !arguments.isEmpty else {
      let unfinished = try UnfinishedSweep.all(in: folder)
      whole = (folder, unfinished)
      named = try all(in: folder, unfinished)
      if named.isEmpty { throw nothing(in: folder) }
      return
    }
    let results = arguments.filter { !ResultPaths(argument: $0, root: folder).isComparison }
    for argument in results.isEmpty ? arguments : results { try add(argument, folder) }
    if named.isEmpty { throw nothing(in: folder) }
  }

  private func nothing(in folder: String) -> Failure {
    problems.isEmpty
      ? RecordedResult.nothing(in: folder)
      : Failure(all: problems.map { Failure(.inputOutput, "error: \($0)") })
  }

  private mutating func add(_ argument: String, _ folder: String) throws {
    let paths = ResultPaths(argument: argument, root: folder)
    if RecordedSweep.isAt(paths) {
      let sweep = try RecordedSweep(paths)
      if let unfinished = sweep.unfinished, sweep.summary.runs.isEmpty {
        throw Failure(.missingInput, "error: \(unfinished.sentence)")
      }
      return add(.sweep(sweep))
    }
    if !paths.hasSummary, isFolder(argument) {
      let folder = withoutSlash(argument)
      let all = try all(in: folder, UnfinishedSweep.all(in: folder))
      for result in all { add(result) }
      if !all.isEmpty || !problems.isEmpty { return }
    }
    add(.run(try RecordedResult(argument: argument, folder)))
  }

  /// Adds it, but never twice.
  private mutating func add(_ result: NamedResult) {
    switch result {
    case .run(let run) where runs.contains(where: { $0.paths == run.paths }): break
    case .sweep(let sweep) where sweeps.contains(where: { $0.paths == sweep.paths }): break
    default: named.append(result)
    }
  }

  /// First the runs of the folder's last comparison, in its order, then other runs by name, then the sweeps.
  private mutating func all(in folder: String, _ unfinished: [UnfinishedSweep]) throws -> [NamedResult] {
    guard isFolder(folder) else { return [] }
    let all = try FolderOfResults(folder)
    problems += all.problems
    let first = Comparison.recordedNames(in: folder)
    let places = all.runs.map { first.firstIndex(of: $0.summary.name) ?? first.count }
    let runs = all.runs.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { NamedResult.run(all.runs[$0]) }
    let unranked = unfinished.filter { !$0.paths.hasSummary && !$0.summary.runs.isEmpty }
    return runs + (all.sweeps + unranked.map { RecordedSweep($0) }).map { .sweep($0) }
  }
}

extension ResultSelection {
  /// A sentence for each unfinished run or sweep: of the named sweeps, or of all in the folder.
  package func unfinished() throws -> [String] {
    guard let whole else { return sweeps.compactMap { $0.unfinished?.sentence } }
    return try UnfinishedRun.all(in: whole.folder).map(\.sentence) + whole.unfinished.map(\.sentence)
  }

  /// The runs that are named individually.
  package var runs: [RecordedResult] { named.compactMap { if case .run(let run) = $0 { run } else { nil } } }

  package var sweeps: [RecordedSweep] { named.compactMap { if case .sweep(let sweep) = $0 { sweep } else { nil } } }

  /// A run of a sweep is called as in the results: `batchsizes/batch-64`.
  func name(of run: RecordedResult) -> String {
    let sweep = sweeps.first { $0.paths.folder == run.paths.root }
    return (sweep.map { $0.summary.name + "/" } ?? "") + run.summary.name
  }

  /// All runs, including those of the sweeps, once each.
  package var results: [RecordedResult] {
    let all = named.flatMap { result in
      switch result {
      case .run(let run): [run]
      case .sweep(let sweep): sweep.results
      }
    }
    return all.reduce(into: []) { found, run in
      if !found.contains(where: { $0.paths == run.paths }) { found.append(run) }
    }
  }
}
