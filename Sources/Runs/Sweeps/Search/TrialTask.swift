/// What a task must know of a trial, as one word of its command: `trial-07:3:0.25,0.5`. Its spec may depend on results, and the task is
/// to train what was decided, not decide again.
package struct TrialTask: Equatable {
  package let name: String
  /// Nil for all epochs of its spec.
  package let epochs: Int?
  package let fractions: [Double]

  package init(name: String, epochs: Int?, fractions: [Double]) {
    (self.name, self.epochs, self.fractions) = (name, epochs, fractions)
  }

  package var word: String {
    "\(name):\(epochs.map(String.init) ?? ""):\(fractions.map(\.description).joined(separator: ","))"
  }

  /// Nil for a word that is no trial's. A run's name has no colon.
  package init?(word: String) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { return nil }
    let fractions = parts[2].split(separator: ",").map { Double($0) }
    let known = fractions.compactMap(\.self)
    guard known.count == fractions.count, known.allSatisfy({ (0..<1).contains($0) }) else { return nil }
    let epochs = Int(parts[1])
    guard parts[1].isEmpty || epochs.map({ $0 > 0 }) == true else { return nil }
    self.init(name: parts[0], epochs: epochs, fractions: known)
  }
}
