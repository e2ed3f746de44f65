import Statistics
import Catalog
import ExperimentSpec
import Foundation
import Records
import SpecMutations
import Testing

/// Sweeps over every pair of a spec's keys, as their rankings show them.
@Suite struct SweptColumnTests {
  @Test(arguments: ["dense.yaml", "conv.yaml"])
  func columnsTellTheRunsApartAndSayWhatTheyAre(file: String) throws {
    let folder = try TemporaryFolder()
    let spec = try packageFolder() + "/experiments/" + file
    let keys = SweptKey.all(of: try ExperimentLoader.load(spec).spec.resolved())
    var seen = 0
    for pair in SweptPair.all(of: keys) {
      let path = folder.path + "/sweep.yaml"
      try pair.sweep(extending: spec).write(toFile: path, atomically: false, encoding: .utf8)
      guard let runs = try? SweepLoader.load(path).runs.map(\.spec) else { continue }
      seen += 1
      check(SweepSummary(name: "sweep", rankBy: nil, runs: runs.map(summary)))
    }
    #expect(seen > keys.count * keys.count / 4)
  }

  private func check(_ sweep: SweepSummary) {
    let table = sweep.table
    let columns = Comparison(sweep.runs).columns(keys: sweep.differences.keys)
    let shown = columns.compactMap { column, key in
      key.map { (column, $0) } ?? (["batch_size", "epochs"].contains(column) ? (column, column) : nil)
    }.compactMap { column, key in table.header.firstIndex(of: column).map { (index: $0, key: key) } }
    let name = table.header.firstIndex(of: "name") ?? 0
    for row in table.rows {
      guard let run = sweep.runs.first(where: { $0.name == row[name] }) else { continue }
      for (index, key) in shown {
        #expect(row[index] == cell(run.spec.found(at: key)) || row[index].hasPrefix("["), "\(run.name): \(key)")
      }
    }
    let labels = table.rows.map { row in shown.map { row[$0.index] } }
    #expect(Set(labels).count == sweep.runs.count, "\(sweep.runs.map(\.name)): \(labels)")
    let words = sweep.runs.indices.map { sweep.differences.label(at: $0) }
    #expect(Set(words).count == sweep.runs.count)
  }

  /// Written independently of the program: a construct is shown by its name, a missing value as nothing.
  private func cell(_ value: ConfigValue?) -> String {
    switch value {
    case nil, .null?: ""
    case .bool(let value)?: "\(value)"
    case .integer(let value)?: "\(value)"
    case .unsigned(let value)?: "\(value)"
    case .number(let value)?: "\(value)"
    case .string(let text)?: text
    case .mapping(let entries)?: entries.count == 1 ? entries[0].key : "?"
    case .list?: "?"
    }
  }

  private func summary(_ spec: ExperimentSpec) -> RunSummary {
    var summary = exampleSummary(name: spec.name)
    summary.spec = spec.resolved()
    summary.metrics = spec.metrics.map(\.name)
    summary.test?.scores.metrics = spec.metrics.map { _ in 0.5 }
    summary.history = (1...spec.epochs).map { epoch in
      EpochRecord(
        epoch: epoch, training: Scores(loss: 0.5, metrics: spec.metrics.map { _ in 0.5 }), validation: nil,
        learningRate: 0.001)
    }
    return summary
  }

  private func packageFolder() throws -> String {
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  }
}
