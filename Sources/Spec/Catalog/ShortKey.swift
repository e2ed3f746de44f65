/// What names and tables call a key of a spec: its last part, such as `learning_rate`, or the whole key if two would have
/// the same name. A part that says little by itself is preceded by what it belongs to: `dropout_rate`.
public func shortKey(_ key: String, among keys: [String]) -> String {
  let name = lastPart(of: key)
  return keys.count { lastPart(of: $0) == name } > 1 ? key : name
}

private func lastPart(of key: String) -> String {
  let parts = key.split(separator: ".")
  guard let last = parts.last, parts.count > 1 else { return key }
  let owner = parts[parts.count - 2]
  return vagueParts.contains(String(last)) && !owner.hasSuffix("]") ? "\(owner)_\(last)" : String(last)
}

/// Those of dropout, elu and top-k accuracy.
private let vagueParts: Set = ["rate", "alpha", "k"]
