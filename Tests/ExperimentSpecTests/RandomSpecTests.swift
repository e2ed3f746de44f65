import Catalog
import ExperimentSpec
import SpecMutations
import Testing

/// Specs with every option there is, drawn from the catalog: a construct is in these tests as soon as it is in its table.
@Suite("A random spec")
struct RandomSpecTests {
  private static let specs = (1...300).map { RandomOptions.spec(seed: $0) }

  @Test("is read as it was written")
  func isReadBack() throws {
    for spec in Self.specs {
      let yaml = spec.resolved().yaml()
      #expect(try ExperimentLoader.load(text: yaml, called: "spec.yaml").spec == spec, "\(yaml)")
    }
  }

  @Test("is inherited unchanged")
  func isInherited() throws {
    let folder = try Folder()
    for spec in Self.specs.prefix(50) {
      try folder.write("parent.yaml", spec.resolved().yaml())
      var expected = spec
      expected.name = "child"
      let child = try folder.write("child.yaml", "extends: parent.yaml\noptimizer: \(spec.optimizer.words.name)\n")
      #expect(try ExperimentLoader.load(child).spec == expected)
    }
  }

  @Test("random specs together use every construct")
  func areComplete() {
    // A schedule of several values seldom has as many as it needs.
    let written = (1...2000).map { RandomOptions.spec(seed: $0).resolved().yaml() }.joined()
    for word in Families.all.flatMap({ $0.members.map(\.words.name) }) { #expect(written.contains(word), "\(word)") }
    for option in Families.all.flatMap({ $0.members.flatMap(\.options) }) {
      // A value that is longer than a line begins on the next one.
      #expect(written.contains(option.key + ": ") || written.contains(option.key + ":\n"), "\(option.key)")
    }
  }
}
