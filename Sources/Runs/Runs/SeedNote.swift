/// Warns that other programs may misread a seed: JSON has no limit, but most programs read every number as a double, and a rounded
/// seed would train another run. One note, however many runs there are.
package func seedNote(of experiments: [Experiment]) -> String? {
  let exact: UInt64 = 1 << 53
  return experiments.map(\.spec.seed).first { $0 > exact }.map {
    "seed \($0) is above 2^53: jq, R and JavaScript may read another number from the JSON files; "
      + "choose a smaller one, or read it as text"
  }
}
