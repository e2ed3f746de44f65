/// Says that a seed is not safe with other programs: JSON has no limit, but most programs that read it take every number for a
/// double, and with a seed that was rounded another run would be trained. Said once, however many runs there are.
package func seedNote(of experiments: [Experiment]) -> String? {
  let exact: UInt64 = 1 << 53
  return experiments.map(\.spec.seed).first { $0 > exact }.map {
    "seed \($0) is above 2^53: jq, R and JavaScript may read another number from the JSON files; "
      + "choose a smaller one, or read it as text"
  }
}
