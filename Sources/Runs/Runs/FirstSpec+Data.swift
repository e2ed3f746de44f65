import Catalog
import Datasets
import Diagnostics
import Files
import Text

extension FirstSpec {
  /// A spec for a table, a folder of pictures or an archive of arrays, fitted to what is in it.
  ///
  /// - Parameters:
  ///   - path: from the spec's folder.
  ///   - target: a table's column to predict; by default the last one that can be.
  ///   - read: reads a spec's data, to see whether it can be read so.
  /// - Returns: why the data cannot be read so, if they can't; then the layers are not fitted to them.
  package static func fitted(
    to path: String, target: String?, read: (_ spec: FirstSpec) throws -> Dataset
  ) throws -> (spec: FirstSpec, failure: (any Error)?) {
    let candidates =
      if isFolder(path) { pictures(path) } else if path.hasSuffix(".npz") { arrays(path) } else {
        try table(path, target: target, try TableSketch(path))
      }
    var failure: (any Error)?
    for var candidate in candidates {
      do {
        let data = try read(candidate)
        candidate.fit(data.interface, samples: data.training.count)
        return (candidate, nil)
      } catch { failure = failure ?? error }
    }
    return (candidates[0], failure)
  }

  /// A scalar as YAML writes it.
  private static func yaml(_ text: String) -> String { String(ConfigValue.string(text).yaml().dropLast()) }

  private static func list(_ texts: [String]) -> String { "[" + texts.map(yaml).joined(separator: ", ") + "]" }
}

// MARK: - Tables

extension FirstSpec {
  /// With classes in equal parts if there are enough rows of each.
  private static func table(_ path: String, target: String?, _ sketch: TableSketch) throws -> [FirstSpec] {
    let names = sketch.columns.map(\.name)
    let parts = sketch.columns.first { $0.looksLikeParts && $0.name != target }
    let target = target ?? sketch.likelyTarget
    guard let wanted = sketch.columns.first(where: { $0.name == target }) else {
      let advice = suggestion(for: target, among: names).map { "did you mean '\($0)'?" }
      throw Failure(
        .missingInput,
        "error: \(path): there is no column '\(target)'; \(advice ?? "the columns are \(names.joined(separator: ", "))")"
      )
    }
    let features = sketch.columns.filter { $0.name != target && $0.name != parts?.name }
    let left = features.filter(\.tellsNothing)
    let used = features.filter { !$0.tellsNothing }
    let missing = Set(sketch.columns.flatMap(\.missing)).sorted()
    var lines = ["csv: \(yaml(path))", "target: \(yaml(target))"]
    if sketch.separator != .comma { lines.append("separator: \(yaml(sketch.separator.rawValue))") }
    if sketch.decimal != .point { lines.append("decimal: \(yaml(sketch.decimal.rawValue))") }
    if !left.isEmpty {
      lines.append("features: {exclude: \(list(left.map(\.name)))}   # empty, constant, or different in every row")
    }
    if missing.contains(where: { !$0.isEmpty }) { lines.append("missing_values: \(list(missing))") }
    let rules =
      used.filter { !$0.missing.isEmpty }.map { "\(yaml($0.name)): \($0.isNumeric ? "median" : "most_frequent")" }
      // Nobody knows what a model should have learned from such a row.
      + (wanted.missing.isEmpty ? [] : ["\(yaml(wanted.name)): drop_row"])
    if !rules.isEmpty { lines.append("missing: {\(rules.joined(separator: ", "))}") }
    let isClasses = wanted.looksLikeClasses
    var splits = isClasses ? ["{test: 0.2, validation: 0.1, stratify: true}"] : []
    splits.append("{test: 0.2, validation: 0.1}")
    if let parts { splits = ["{column: \(yaml(parts.name))}"] }
    // A category may be so rare that no row to train on has it.
    return splits.flatMap { split in
      [[], ["unknown: zeros"]].map { unknown in
        FirstSpec(
          dataset: lines + unknown + ["split: \(split)"], loss: isClasses ? .classes : .numbers,
          subject: "'\(target)' of \(lastComponent(of: path))")
      }
    }
  }
}

// MARK: - Pictures and arrays

extension FirstSpec {
  /// As they are if they have one size that is not large, and otherwise scaled to 64 × 64.
  private static func pictures(_ path: String) -> [FirstSpec] {
    let parts = [
      ("train", ["train", "training"]), ("validation", ["validation", "valid", "val", "dev"]),
      ("test", ["test", "testing"]),
    ].compactMap { part, names in
      names.map { "\(path)/\($0)" }.first(where: isFolder).map { (part: part, folder: $0) }
    }
    let isDivided = parts.contains { $0.part == "train" } && parts.contains { $0.part == "test" }
    let source =
      isDivided
      ? "images: {" + parts.map { "\($0.part): \(yaml($0.folder))" }.joined(separator: ", ") + "}"
      : "images: \(yaml(path))"
    let split = isDivided ? [] : ["split: {test: 0.2, validation: 0.1, stratify: true}"]
    return [[], ["image_size: [64, 64]"]].map { size in
      FirstSpec(
        dataset: [source] + size + split, loss: .classes, subject: "the pictures in \(lastComponent(of: path))")
    }
  }

  /// With a test part of their own or without, with classes or with numbers.
  private static func arrays(_ path: String) -> [FirstSpec] {
    let splits = [[], ["split: {test: 0.2, validation: 0.1}"]]
    return [Loss.classes, .numbers].flatMap { loss in
      splits.map { split in
        FirstSpec(
          dataset: ["npz: \(yaml(path))"] + split, loss: loss, subject: "the arrays in \(lastComponent(of: path))")
      }
    }
  }
}
