import Catalog
import Datasets
import ExperimentSpec
import Training

extension Experiment {
  /// Layers that look numbers up need samples that are whole numbers within their range.
  func requireWholeNumbers(_ engine: EngineOptions) throws {
    for node in graph.nodes {
      guard let construct = node.spec.construct as? any SampleConstruct else { continue }
      let path = node.place.path
      guard graph.isSample(node.sources[0]) else {
        throw loaded.diagnostic(
          at: path, "\(node.spec.keyword) looks the samples' numbers up: other layers can't come before it",
          hint: "put it first")
      }
      let limit = Float(construct.wholeNumbersBelow)
      for (part, samples) in [("training", dataset.training), ("test", dataset.test)] {
        guard let found = samples.first(engine, where: { !($0 >= 0 && $0 < limit && $0 == $0.rounded()) }) else {
          continue
        }
        let expected = "a whole number from 0 to \(construct.wholeNumbersBelow - 1)"
        throw loaded.diagnostic(
          at: path, "\(part) sample \(found.sample) has the number \(found.number), which is not \(expected)",
          hint: found.number == found.number.rounded() && (0..<Float(Limits.units)).contains(found.number)
            ? "write input_dim: \(Int(found.number) + 1) or more, or correct the data"
            : "use data that are numbers of rows")
      }
    }
  }
}

extension ModelGraph {
  /// Whether a value is the samples themselves, perhaps in another shape.
  fileprivate func isSample(_ value: ValueNumber) -> Bool {
    var value = value
    while value > 0, nodes[value - 1].spec.construct.onlyReshapes { value = nodes[value - 1].sources[0] }
    return value == 0
  }
}

extension Samples {
  /// The first of their numbers of which `predicate` is true, as the model sees it.
  fileprivate func first(
    _ engine: EngineOptions, where predicate: (Float) -> Bool
  ) -> (sample: Int, number: Float)? {
    guard count > 0 else { return nil }
    var found: (sample: Int, number: Float)?
    var numbers = [Float](repeating: 0, count: interface.input.shape.count)
    withReader(engine.compute.kernels) { reader in
      for sample in 0..<count where found == nil {
        numbers.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { reader.read(sample, to: base) } }
        found = numbers.first(where: predicate).map { (sample, $0) }
      }
    }
    return found
  }
}
