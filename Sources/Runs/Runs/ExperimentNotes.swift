/// What to know before training, each once, however many runs there are.
package func notes(about experiments: [Experiment]) -> [String] {
  let found = ([seedNote(of: experiments)] + experiments.map(\.classNote)).compactMap(\.self)
  return (found + experiments.flatMap { $0.spec.notes + $0.graph.notes }).reduce(into: []) { notes, note in
    if !notes.contains(note) { notes.append(note) }
  }
}

/// Warns that other programs may misread a seed: JSON has no limit, but most programs read every number as a double, and a rounded
/// seed would train another run.
private func seedNote(of experiments: [Experiment]) -> String? {
  let exact: UInt64 = 1 << 53
  return experiments.map(\.spec.seed).first { $0 > exact }.map {
    "seed \($0) is above 2^53: jq, R and JavaScript may read another number from the JSON files; "
      + "choose a smaller one, or read it as text"
  }
}

extension Experiment {
  /// Names of folders are sorted, numbers among them by value: a reader of outputs may expect another order.
  fileprivate var classNote: String? {
    let names = dataset.interface.classNames
    guard dataset.interface.input.pictures != nil, !names.isEmpty else { return nil }
    let most = 20
    return "\(spec.dataset.source.title): classes in this order: " + names.prefix(most).joined(separator: ", ")
      + (names.count > most ? ", … (\(names.count))" : "")
  }
}
