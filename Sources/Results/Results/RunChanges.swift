import Catalog
import Records
import Statistics
import Text

/// What differs between two runs of all that a run is a function of: spec, data and numerics version.
public struct RunChanges: Sendable {
  public typealias Change = SpecChanges.Change

  /// Without the seed.
  public let spec: [Change]
  /// nil if both have the same.
  public let seed: Change?
  /// nil if there is no record of the data of one of them, as for a spec that has not been run.
  public let data: [Change]?
  public let numericsVersion: Change?

  /// - Parameters:
  ///   - before: a resolved spec and, of a run, all its conditions.
  public init(_ before: (spec: ConfigValue, run: RunConditions?), _ after: (spec: ConfigValue, run: RunConditions?)) {
    let changes = SpecChanges(before.spec, after.spec).changes
    spec = changes.filter { $0.key != "seed" }
    seed = changes.first { $0.key == "seed" }
    guard let before = before.run, let after = after.run else {
      (data, numericsVersion) = (nil, nil)
      return
    }
    data = Self.dataChanges(before.data, after.data)
    numericsVersion =
      before.numericsVersion == after.numericsVersion
      ? nil
      : Change(
        key: "numerics_version", before: String(before.numericsVersion), after: String(after.numericsVersion))
  }

  public init(_ before: RunConditions, _ after: RunConditions) {
    self.init((before.spec, before), (after.spec, after))
  }

  /// Whether a run of one must have the same bits as a run of the other, as far as is known.
  public var isEmpty: Bool { all.isEmpty }

  /// Spec first, the numerics version last.
  public var all: [Change] {
    spec + [seed].compactMap(\.self) + (data ?? []) + [numericsVersion].compactMap(\.self)
  }
}

extension RunChanges {
  /// The members of the record that differ; the name of a data set is not one, because the spec has it.
  private static func dataChanges(_ before: DataSummary, _ after: DataSummary) -> [Change] {
    guard case .object(let old) = before.json, case .object(let new) = after.json else { return [] }
    let keys = old.map(\.key) + new.map(\.key).filter { key in !old.contains { $0.key == key } }
    return keys.filter { $0 != "dataset" }.flatMap { key -> [Change] in
      let (before, after) = (before.json[key], after.json[key])
      guard before != after else { return [] }
      if key == "files" { return fileChanges(before, after) }
      return [Change(key: key, before: before?.dataWord, after: after?.dataWord)]
    }
  }

  /// Files whose bytes differ, by their names.
  private static func fileChanges(_ before: JSONValue?, _ after: JSONValue?) -> [Change] {
    let (old, new) = (hashes(before), hashes(after))
    let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
    return names.compactMap { name in
      let (before, after) = (old.first { $0.name == name }?.hash, new.first { $0.name == name }?.hash)
      return before == after ? nil : Change(key: name, before: before?.shortHash, after: after?.shortHash)
    }
  }

  private static func hashes(_ files: JSONValue?) -> [(name: String, hash: String)] {
    guard case .list(let files)? = files else { return [] }
    return files.map { ($0["file"]?.cell ?? "", $0["sha256"]?.cell ?? "") }
  }
}

extension JSONValue {
  /// A number or a name as it is, a hash by its beginning, a list by its entries' names.
  fileprivate var dataWord: String {
    switch self {
    case .list(let entries): entries.map(\.cell).joined(separator: ", ")
    default: cell.shortHash
    }
  }
}

extension String {
  /// The beginning of a SHA-256, as git shows a commit; any other text as it is.
  public var shortHash: String { count == 64 && allSatisfy(\.isHexDigit) ? String(prefix(12)) : self }
}
