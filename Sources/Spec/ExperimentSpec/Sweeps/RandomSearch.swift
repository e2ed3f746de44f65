import Diagnostics
import YAMLTree

/// `random`: values drawn for each sample, instead of every combination.
///
///     random: {samples: 20, seed: 1, KEY: {choice: [64, 128]}, KEY: {uniform: [0.1, 0.5]}, KEY: {log_uniform: [1e-4, 1e-2]},
///              KEY: {int_uniform: [16, 512]}, KEY: {int_log_uniform: [16, 512]}}
struct RandomSearch {
  let place: Place
  private(set) var samples = 1
  let space: SearchSpace

  init?(_ place: Place, _ collector: DiagnosticCollector) {
    self.place = place
    guard let count = place.node.entry("samples") else {
      place.report(
        "expected samples and keys", hint: "write random: {samples: 20, batch_size: {choice: [64, 128]}}", collector)
      return nil
    }
    samples = Reader<Int>.integer(1...SweepLimits.runs).read(place.member(count), collector) ?? 1
    space = SearchSpace(place, options: ["samples"], collector)
  }
}
