import Catalog
import Records
import Text

/// The first thing in which a run differs from what was recorded.
public struct Difference: Equatable, Sendable {
  /// Such as `epoch 3, val_loss`, `test loss` or `weights_sha256`.
  public var place: String
  public var recorded: String
  public var now: String
  /// The epoch whose row differs; nil when the history is the same.
  public var epoch: Int?

  public init(place: String, recorded: String, now: String, epoch: Int? = nil) {
    self.place = place
    self.recorded = recorded
    self.now = now
    self.epoch = epoch
  }
}

extension RunSummary {
  /// nil if both are the same to the last bit. Words may differ, see ``RunConditions/withoutWords``.
  public func firstDifference(from recorded: RunSummary) -> Difference? {
    conditions.firstDifference(from: recorded.conditions) ?? firstResultDifference(from: recorded) ?? rest(recorded)
  }

  /// The same of the numbers that a training gives, whatever its conditions.
  public func firstResultDifference(from recorded: RunSummary) -> Difference? {
    historyDifference(recorded) ?? outcome(recorded)
  }

  private func historyDifference(_ recorded: RunSummary) -> Difference? {
    let (old, new) = (recorded.historyTable, historyTable)
    for (before, after) in zip(old.rows, new.rows) {
      for (column, (recorded, now)) in zip(new.header, zip(before, after)) where recorded != now {
        return Difference(
          place: "epoch \(after[0]), \(column)", recorded: recorded, now: now, epoch: Int(after[0]))
      }
    }
    guard old.rows.count != new.rows.count else { return nil }
    return Difference(
      place: "number of epochs", recorded: String(old.rows.count), now: String(new.rows.count),
      epoch: min(old.rows.count, new.rows.count) + 1)
  }

  private func outcome(_ recorded: RunSummary) -> Difference? {
    if let difference = Difference("status", .string(recorded.status.rawValue), .string(status.rawValue)) {
      return difference
    }
    if let before = recorded.test, let after = test {
      let names = ["loss"] + conditions.metrics
      let values = zip([before.scores.loss] + before.scores.metrics, [after.scores.loss] + after.scores.metrics)
      for (name, (recorded, now)) in zip(names, values) {
        if let difference = Difference("test \(name)", .float(recorded), .float(now)) { return difference }
      }
    }
    let hashes = (recorded.weightsHash ?? "", weightsHash ?? "")
    return Difference("weights_sha256", .string(hashes.0), .string(hashes.1))
  }

  /// Everything else in the files: no difference may go unnoticed.
  private func rest(_ recorded: RunSummary) -> Difference? {
    let haveTheSameWords = conditions == recorded.conditions
    let (recorded, now) = haveTheSameWords ? (recorded, self) : (recorded.withoutWords, withoutWords)
    guard case .object(let before) = recorded.json, case .object(let after) = now.json else { return nil }
    for (before, after) in zip(before, after) where before != after {
      return Difference(place: after.key, recorded: before.value.line, now: after.value.line)
    }
    return nil
  }
}

extension RunSummary {
  /// See ``RunConditions/withoutWords``.
  public var withoutWords: RunSummary {
    var summary = self
    summary.conditions = conditions.withoutWords
    return summary
  }
}

extension RunConditions {
  /// The first difference in what a run is a function of: if these differ, the numbers may. Words are not part of it,
  /// see ``withoutWords``.
  public func firstDifference(from recorded: RunConditions) -> Difference? {
    Difference("numerics_version", .integer(recorded.numericsVersion), .integer(numericsVersion))
      ?? specDifference(recorded) ?? dataDifference(recorded)
  }

  private func specDifference(_ recorded: RunConditions) -> Difference? {
    // Most records are of the same spec as the run, and reading them anew takes time.
    guard spec != recorded.spec else { return nil }
    return Difference("spec", JSONValue(recorded.spec.withoutWords), JSONValue(spec.withoutWords))
  }

  private func dataDifference(_ recorded: RunConditions) -> Difference? {
    guard data.withoutWords != recorded.data.withoutWords else { return nil }
    // That another data set is named is more informative than another hash.
    return Difference("spec", JSONValue(recorded.spec.unnamed), JSONValue(spec.unnamed))
      ?? data.changedFile(recorded.data) ?? Difference("data", recorded.data.withoutWords.json, data.withoutWords.json)
  }

  /// The conditions without what can be worded differently: the name, the description, and the paths of data and
  /// weights, whose hashes represent their bytes.
  public var withoutWords: RunConditions {
    var conditions = self
    conditions.name = ""
    conditions.spec = spec.withoutWords
    conditions.data = data.withoutWords
    return conditions
  }
}

extension Difference {
  /// nil if both are the same.
  fileprivate init?(_ place: String, _ recorded: JSONValue, _ now: JSONValue) {
    guard recorded != now else { return nil }
    let (old, new) = Self.firstLeaf(recorded, now)
    self.init(place: place + old.path, recorded: old.text, now: new)
  }

  /// Descends to the first leaf that differs, and names it.
  private static func firstLeaf(_ old: JSONValue, _ new: JSONValue) -> (old: (path: String, text: String), new: String)
  {
    switch (old, new) {
    case (.object(let a), .object(let b)) where a.map(\.key) == b.map(\.key):
      for (a, b) in zip(a, b) where a.value != b.value {
        let found = firstLeaf(a.value, b.value)
        return (("." + a.key + found.old.path, found.old.text), found.new)
      }
    case (.list(let a), .list(let b)) where a.count == b.count:
      for (index, (a, b)) in zip(a, b).enumerated() where a != b {
        let found = firstLeaf(a, b)
        return (("[\(index)]" + found.old.path, found.old.text), found.new)
      }
    default: break
    }
    return (("", old.cell), new.cell)
  }
}

extension ConfigValue {
  /// A resolved spec without what does not affect a run.
  var unnamed: ConfigValue { without(["name", "description"]) }

  /// See ``RunConditions/withoutWords``.
  var withoutWords: ConfigValue {
    guard case .mapping(let entries) = current.unnamed.without(["initial_weights"]) else { return self }
    return .mapping(
      entries.map { ($0.key, $0.key == "dataset" ? $0.value.without(Set(["name"] + DataSource.keys)) : $0.value) })
  }
}

extension DataSummary {
  /// The first file with other bytes, if the files have kept their names.
  fileprivate func changedFile(_ recorded: DataSummary) -> Difference? {
    guard files.map(\.name) == recorded.files.map(\.name) else { return nil }
    return zip(recorded.files, files).enumerated().lazy.compactMap { index, pair in
      Difference("data.files[\(index)].sha256 (\(pair.1.name))", .string(pair.0.sha256), .string(pair.1.sha256))
    }.first
  }

  fileprivate var withoutWords: DataSummary {
    var data = self
    data.dataset = ""
    return data
  }
}
