import Catalog
import Text

/// A table that a trained model is asked about: its cells become inputs as the training's did.
public struct PreparedTable: Sendable {
  /// Without targets in the file, the targets are zeros.
  public let samples: Samples
  public let hasTargets: Bool
  /// Of each sample, the row in the file from 1.
  public let rows: ClosedRange<Int>
  /// About columns that are not used.
  public let notes: [String]
  public let file: DatasetFile

  /// - Parameters:
  ///   - interface: of a model that was trained on a table.
  ///   - needsTargets: whether a file without them is refused.
  public init(
    _ path: String, _ preparation: TablePreparation, _ interface: DataInterface, needsTargets: Bool
  ) throws(DatasetProblem) {
    let pieces = TablePieces.usual
    let file = try TableFile(path, preparation.dialect, pieces)
    let features = preparation.columns.map(\.name)
    let target = preparation.target
    hasTargets = needsTargets || target.allSatisfy(file.names.contains)
    try file.requireColumns(features + (needsTargets ? target : []))
    // Weights are for judging answers.
    let weight = preparation.weight.flatMap { needsTargets && file.names.contains($0) ? $0 : nil }
    let columns =
      preparation.columns.map(\.read) + (hasTargets ? target.map { interface.column($0) } : [])
      + [weight].compactMap { $0.map { TableColumn($0, .numbers) } }
    let table = try Table([file], columns, pieces)
    guard table.count > 0 else { throw file.problem("has no rows", hint: "name a table with rows") }
    let encoder = TableEncoder(table: table, preparation: preparation)
    let all = Array(0..<UInt32(table.count))
    let targets =
      hasTargets
      ? try TableTarget(interface.target, at: features.count).targets(encoder, all)
      : interface.zeroTargets(table.count)
    samples = Samples(
      interface, inputs: [.floats(try encoder.inputs(RowPlaces(all: table.count)).training())], targets: targets,
      weights: try weight.map { (_) throws(DatasetProblem) in try encoder.weights(columns.count - 1, all) })
    rows = 1...table.count
    let known = Set(features + target + preparation.others)
    let extra = file.names.filter { !known.contains($0) }
    notes =
      (extra.isEmpty ? [] : ["not used, because the model was not trained on it: \(shortList(extra))"])
      + (needsTargets && weight == nil
        ? preparation.weight.map { ["has no weights \(quoted($0)): each row counts once"] } ?? [] : [])
    self.file = DatasetFile(role: .test, name: file.name, sha256: file.sha256)
  }
}

extension TablePreparation.Column {
  /// The column that is read for it.
  fileprivate var read: TableColumn {
    switch encoding {
    case .number: TableColumn(name, .numbers, keepsNumbers: false)
    case .oneHot: TableColumn(name, .texts)
    }
  }
}

extension DataInterface {
  fileprivate func column(_ name: String) -> TableColumn {
    if case .classes = target { TableColumn(name, .texts) } else { TableColumn(name, .numbers) }
  }

  func zeroTargets(_ count: Int) -> Samples.Targets {
    if case .classes = target {
      .classes(Array(repeating: 0, count: count))
    } else {
      .values(Array(repeating: 0, count: count * outputs))
    }
  }
}
