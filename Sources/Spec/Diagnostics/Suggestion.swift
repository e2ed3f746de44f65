/// The candidate that `text` was probably meant to be: differing in case or separators, or a few typing mistakes away.
public func suggestion(for text: String, among candidates: [String]) -> String? {
  guard text.utf8.count <= 64 else { return nil }
  let written = plain(text)
  guard !written.isEmpty else { return nil }
  let limit = written.count <= 3 ? 1 : written.count <= 6 ? 2 : 3
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let target = plain(candidate)
    let distance = editDistance(written, target)
    // A word that shares nothing with the candidate is not a misspelling of it.
    if distance <= limit, distance < max(written.count, target.count), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.candidate
}

private func plain(_ text: String) -> [UInt8] { Array(plainWord(text).utf8) }

/// The same for all spellings of a name: `batchnormalization` for `BatchNormalization` and `batch_normalization`.
public func plainWord(_ text: String) -> String { text.lowercased().filter { !"_- ".contains($0) } }

/// Damerau–Levenshtein distance with adjacent transpositions (optimal string alignment).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(substitution, last[j] + 1, row[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
