/// What names and tables call a key of a spec: its last part, such as `learning_rate`. If two would have the same name, a key
/// within a block is called from the block's word on, `repeat.layers[0].dense.units`, and any other by the whole key. A part
/// that says little by itself is preceded by what it belongs to: `dropout_rate`, `repeat_times`.
public func shortKey(_ key: String, among keys: [String]) -> String {
  let name = lastPart(of: key)
  if keys.count(where: { lastPart(of: $0) == name }) < 2 { return name }
  let part = partWithinBlock(of: key)
  return keys.count { partWithinBlock(of: $0) == part } > 1 ? key : part
}

private func lastPart(of key: String) -> String {
  let parts = key.split(separator: ".")
  guard let last = parts.last, parts.count > 1 else { return key }
  let owner = parts[parts.count - 2]
  return vagueParts.contains(String(last)) && !owner.hasSuffix("]") ? "\(owner)_\(last)" : String(last)
}

/// Without the way to the innermost block. With the block's word, it can't be taken for another whole key.
private func partWithinBlock(of key: String) -> String {
  let parts = key.split(separator: ".")
  guard let entry = parts.lastIndex(where: { $0.hasSuffix("]") }), entry > 0 else { return key }
  return parts[(entry - 1)...].joined(separator: ".")
}

/// Those of dropout, elu, top-k accuracy, repeat and repeat_vector.
private let vagueParts: Set = ["rate", "alpha", "k", "times", "n"]
