import Catalog
import ExperimentSpec
import SpecMutations
import Testing

/// Two keys of a spec with two values each: every pair of keys that a resolved spec has.
@Suite("Each run of a sweep over two keys does what its name says, or the sweep is refused")
struct SweptPairTests {
  @Test("every pair of keys", arguments: ["dense.yaml", "conv.yaml"])
  func pairs(file: String) throws {
    let folder = try Folder()
    let spec = try ExperimentLoader.load(folder.write(file, packageFile("experiments/" + file))).spec
    let keys = SweptKey.all(of: spec.resolved())
    func runs(_ sweep: String) throws -> [ExperimentSpec]? {
      let path = try folder.write("sweep.yaml", sweep)
      return (try? SweepLoader.load(path))?.runs.map(\.spec)
    }
    let valid = try keys.filter { key in
      try runs("extends: \(file)\nsweep: {grid: {\"\(key)\": [\(key.values.map(\.text).joined(separator: ", "))]}}")
        != nil
    }
    // A description makes no difference to the experiment, and one number for height and width has no list entries.
    #expect(
      keys.map(\.key).filter { key in !valid.contains { $0.key == key } && !key.hasSuffix("]") } == ["description"])
    var accepted = 0
    for pair in SweptPair.all(of: valid) {
      guard let runs = try runs(pair.sweep(extending: file)) else {
        #expect(pair.isRelated, "\(pair.first) and \(pair.second) are refused")
        continue
      }
      accepted += 1
      #expect(runs.map(\.name) == pair.names)
      for (run, values) in zip(runs, pair.runs) {
        let spec = run.resolved()
        #expect(
          values.first.isHeld(by: spec, at: pair.first.key) && values.second.isHeld(by: spec, at: pair.second.key),
          "\(run.name) is \(spec.yaml())")
      }
    }
    #expect(accepted > valid.count * (valid.count - 1) / 2 * 3 / 4)
  }
}
