import Diagnostics
import Text
import YAMLTree

/// A mapping under decoding: its keys are requested one by one, and the remaining ones are unknown.
struct Fields {
  let place: Place
  let collector: DiagnosticCollector
  private let entries: [String: YAMLEntry]
  /// In the order in which messages list them: required keys first.
  private var asked: [String] = []
  private var requiredCount = 0
  private var missing: [(key: String, example: String)] = []

  /// - Parameter example: the right form, for a value that is not a mapping.
  init?(_ place: Place, example: String?, _ collector: DiagnosticCollector) {
    guard let entries = place.node.entries ?? (place.node.isNull ? [] : nil) else {
      place.reportKind(
        "expected a mapping, found \(place.finding)", hint: example.map { "write \($0)" }, collector)
      return nil
    }
    self.place = place
    self.collector = collector
    self.entries = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Where the value under `key` is, if there is one.
  mutating func optional(_ key: String) -> Place? { entry(key).map(place.member) }

  /// The same without asking for it: the key may still be unknown.
  func written(_ key: String) -> Place? { entries[key].map(place.member) }

  /// The same for a required key: if it is missing, a problem is reported.
  mutating func required(_ key: String, example: String) -> Place? {
    let value = requiredLast(key, example: example)
    asked.insert(asked.removeLast(), at: requiredCount)
    requiredCount += 1
    return value
  }

  /// The same for a key that messages list last, since another may take its place.
  mutating func requiredLast(_ key: String, example: String) -> Place? {
    let value = optional(key)
    if value == nil { missing.append((key, example)) }
    return value
  }

  /// The entry under `key`, which the caller reads itself.
  mutating func entry(_ key: String) -> YAMLEntry? {
    asked.append(key)
    return entries[key]
  }

  /// Reports unknown and missing keys. A misspelt key is not reported as missing as well.
  ///
  /// - Parameters:
  ///   - reportsMissing: false if a missing key may be in a part that could not be read.
  ///   - elsewhere: where a key that is known elsewhere belongs, or what replaces it.
  func finish(reportsMissing: Bool = true, elsewhere: (YAMLEntry) -> String? = { _ in nil }) {
    var reportsMissing = reportsMissing
    var meant: Set<String> = []
    for entry in place.node.entries ?? [] where !asked.contains(entry.name) {
      if entry.key.isInvalid {
        reportsMissing = false
        continue
      }
      // Problems that are only counted need no wording.
      guard !collector.isFull else {
        collector.omit()
        continue
      }
      if collector.reportSlips(in: entry.key, path: place.path) {
        reportsMissing = false
        continue
      }
      let alias = keyAliases[entry.name]
      let similar = alias ?? suggestion(for: entry.name, among: asked)
      let isSame =
        similar.map { asked.contains($0) && ($0 == alias || plainWord($0) == plainWord(entry.name)) } ?? false
      // A known word is not a misspelling of another.
      let other = isSame ? nil : elsewhere(entry)
      let near = other == nil ? similar : nil
      let assigned = entry.value.isNull ? entry.name.split(separator: "=", maxSplits: 1).map(String.init) : []
      // If a file has both, one of them is right; a key of another file, of --set or of a sweep does not count.
      let candidate = near.flatMap { name in
        asked.contains(name) && (entries[name]?.key.source !== entry.key.source || entry.key.isOfPath) ? name : nil
      }
      if let candidate { meant.insert(candidate) }
      let hint =
        (assigned.count == 2 ? "a ':' stands between key and value: write \(assigned[0]): \(assigned[1])" : nil)
        ?? other ?? candidate.map { "did you mean '\($0)'?" } ?? hint(ifOfSpec: entry)
        ?? (asked.isEmpty ? "it has no options" : "known: \(listed(asked))")
      collector.report(
        in: entry.key.source, at: entry.key.range, path: place.path, "unknown key \(quoted(entry.name))", hint: hint)
    }
    for (key, example) in missing where reportsMissing && !meant.contains(key) {
      collector.report(
        in: place.head.source, at: place.head.range, path: place.path, "missing key '\(key)'", hint: "write \(example)")
    }
  }

  /// For a key of the spec itself that is indented too far.
  private func hint(ifOfSpec entry: YAMLEntry) -> String? {
    guard !place.path.isEmpty, SpecKeys.isTopLevel(entry.name) else { return nil }
    return "write it outside of \(place.path.prefix { !".[".contains($0) }), as a key of the spec itself"
  }
}

extension YAMLNode {
  /// Whether this key is a part of a written one, as `layer` in `layers[0].residual.layer[0]`.
  fileprivate var isOfPath: Bool {
    let bytes = source.bytes
    guard range.upperBound < bytes.count else { return false }
    let isAfterDot = range.lowerBound > 0 && bytes[range.lowerBound - 1] == UInt8(ascii: ".")
    return isAfterDot || [UInt8(ascii: "."), UInt8(ascii: "[")].contains(bytes[range.upperBound])
  }
}

/// Short names that are not misspellings of the long ones.
package let keyAliases = [
  "lr": "learning_rate", "decay": "weight_decay", "bias": "use_bias", "beta1": "beta_1", "beta2": "beta_2",
  "stride": "strides", "dilation": "dilation_rate", "kernel": "kernel_size", "slope": "negative_slope",
  "model": "layers", "data": "dataset",
  "out_features": "units", "out_channels": "filters", "p": "rate", "batch": "batch_size",
]
