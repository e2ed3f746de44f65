/// What names and tables call a key of a spec: its last part, as `learning_rate`, or all of it where two keys would be called
/// alike. A part that says little without what it belongs to has that before it: `dropout_rate`.
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

/// A dropout's, an elu's, a top-k accuracy's.
private let vagueParts: Set = ["rate", "alpha", "k"]
