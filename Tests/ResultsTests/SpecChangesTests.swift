import Catalog
import ExperimentSpec
import Statistics
import Testing

@Suite struct SpecChangesTests {
  private let head = "dataset: mnist\noptimizer: adam\nloss: categorical_crossentropy\n"

  /// `key: before → after`
  private func changes(_ before: String, _ after: String) throws -> [String] {
    let specs = try [before, after].map { try ExperimentLoader.load(text: $0, called: "spec").spec.resolved() }
    return SpecChanges(specs[0], specs[1]).changes.map { "\($0.key): \($0.before ?? "–") → \($0.after ?? "–")" }
  }

  private func layers(_ lines: String...) -> String {
    head + "layers:\n" + lines.map { "  - \($0)\n" }.joined()
  }

  @Test func equalSpecsHaveNone() throws {
    let spec = layers("flatten", "dense: {units: 10, activation: softmax}")
    #expect(try changes(spec, spec) == [])
    #expect(try changes(spec, "name: other\ndescription: words\n" + spec) == [])
  }

  @Test func aLayerThatWasAddedIsOneChange() throws {
    let before = layers(
      "flatten", "dense: {units: 64, activation: relu}", "dense: {units: 10, activation: softmax}")
    let after = layers(
      "flatten", "dense: {units: 64, activation: relu}", "dropout: 0.5", "dense: {units: 10, activation: softmax}")
    #expect(try changes(before, after) == ["layers[2]: – → dropout 0.5"])
    #expect(try changes(after, before) == ["layers[2]: dropout 0.5 → –"])
  }

  @Test func aLayerThatWasReplacedIsOneChange() throws {
    let before = layers("flatten", "dropout: 0.5", "dense: {units: 10, activation: softmax}")
    #expect(
      try changes(before, before.replacing("dropout: 0.5", with: "batch_normalization"))
        == ["layers[1]: dropout 0.5 → batch_normalization"])
  }

  /// The layer after the added one is compared with its own counterpart, not with the one at its index.
  @Test func layersBehindAnAddedOneAreComparedWithTheirOwn() throws {
    let before = layers(
      "flatten", "dense: {units: 64, activation: relu}", "dense: {units: 10, activation: softmax}")
    let after = layers(
      "flatten", "batch_normalization", "dense: {units: 128, activation: relu}",
      "dense: {units: 10, activation: softmax}")
    #expect(
      try changes(before, after) == [
        "layers[1]: – → batch_normalization", "layers[1].dense.units: 64 → 128",
      ])
  }

  @Test func anOptionWithinABlockHasItsPath() throws {
    func spec(_ filters: Int, _ more: String = "") -> String {
      layers(
        "residual: {layers: [{conv2d: {filters: \(filters), kernel_size: 3, padding: same}}\(more)], "
          + "shortcut: [{conv2d: {filters: 4, kernel_size: 1}}]}", "flatten", "dense: {units: 10, activation: softmax}")
    }
    #expect(try changes(spec(4), spec(8)) == ["layers[0].residual.layers[0].conv2d.filters: 4 → 8"])
    #expect(
      try changes(spec(4), spec(4, ", batch_normalization"))
        == ["layers[0].residual.layers[1]: – → batch_normalization"])
  }

  @Test func optimizersAreToldApartByNameAndSharedOptions() throws {
    let before = layers("flatten", "dense: {units: 10, activation: softmax}")
    let found = try changes(before, before.replacing("adam", with: "{sgd: {learning_rate: 0.1}}"))
    #expect(found.first == "optimizer: adam → sgd")
    #expect(found.contains("optimizer.learning_rate: 0.001 → 0.1"))
  }

  @Test func plainKeysAndTheSeedAreChanges() throws {
    let before = layers("flatten", "dense: {units: 10, activation: softmax}") + "seed: 1\nepochs: 2\nbatch_size: 32\n"
    let after = before.replacing("seed: 1", with: "seed: 2").replacing("batch_size: 32", with: "batch_size: 64")
    #expect(try changes(before, after) == ["seed: 1 → 2", "batch_size: 32 → 64"])
  }
}

@Suite struct ListAlignmentTests {
  /// Against all alignments of short random lists.
  @Test func noAlignmentIsCheaper() {
    func cost(_ a: Int, _ b: Int) -> Int {
      a == b ? ListAlignment.same : a % 3 == b % 3 ? ListAlignment.similar : ListAlignment.different
    }
    func cheapest(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
      guard let x = a.first, let y = b.first else { return 2 * (a.count + b.count) }
      return min(
        cheapest(a.dropFirst(), b.dropFirst()) + cost(x, y), cheapest(a.dropFirst(), b) + 2,
        cheapest(a, b.dropFirst()) + 2)
    }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let (a, b) = (
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in Int.random(in: 0..<9, using: &generator) },
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in Int.random(in: 0..<9, using: &generator) }
      )
      let pairs = ListAlignment.pairs(a, b, cost: cost)
      #expect(pairs.compactMap(\.a) == Array(a.indices) && pairs.compactMap(\.b) == Array(b.indices), "\(a) \(b)")
      let sum = pairs.reduce(0) { sum, pair in
        if let x = pair.a, let y = pair.b { sum + cost(a[x], b[y]) } else { sum + 2 }
      }
      #expect(sum == cheapest(a[...], b[...]), "\(a) \(b)")
    }
  }
}
