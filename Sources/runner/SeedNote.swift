extension Console {
  /// Says that a seed is not safe with other programs: JSON has no limit, but most programs that read it take every number for a double,
  /// and a seed that is rounded trains another run. Once a command, however many runs there are.
  static func noteSeeds(of experiments: [Experiment]) {
    let exact: UInt64 = 1 << 53
    guard let seed = experiments.map(\.spec.seed).first(where: { $0 > exact }) else { return }
    note(
      "seed \(seed) is above 2^53: jq, R and JavaScript may read another number from the JSON files; "
        + "choose a smaller one, or read it as text")
  }
}
