import Catalog
import Datasets
import Foundation
import Testing

/// Arrays as NumPy reads them: Fixtures/arrays/arrays.py.
@Suite struct ArrayFixtureTests {
  struct Expected: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let sha256: String
    let labels: [String]?
    let values: [String]?
    let shape: [Int]?
    let rescale: Double?
    let transpose: Bool?
    /// Those of an IDX data set.
    let files: [String: String]?

    var testDescription: String { name }

    var isOfCIFAR: Bool { name.hasPrefix("CIFAR") }

    static let all: [Expected] = {
      do {
        let data = try Data(contentsOf: URL(fileURLWithPath: fixture("arrays/expected.json")))
        return try JSONDecoder().decode([Expected].self, from: data)
      } catch { fatalError("\(error)") }
    }()
  }

  @Test(arguments: Expected.all.filter { !$0.isOfCIFAR }) func tensorsAreThoseOfNumPy(_ expected: Expected) throws {
    let dataset = try DatasetLoader.load(
      source(expected), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: expected.values == nil)
    #expect(dataset.hashes?.tensors == expected.sha256)
    #expect(
      dataset.interface.target == expected.values.map { .values($0) } ?? .classes(expected.labels ?? ["0", "1", "2"]))
    #expect(DataInterface(dataset.interface.json) == dataset.interface)
  }

  /// The last two samples test where there is no part of its own for that.
  private func source(_ expected: Expected) -> DataSource {
    var arrays = ArrayOptions()
    (arrays.shape, arrays.rescale, arrays.transpose) = (expected.shape, expected.rescale, expected.transpose)
    if let paths = expected.files {
      var idx = IDX()
      idx.files = .parts(paths.mapValues { fixture("arrays/" + $0) })
      idx.arrays = arrays
      return DataSource(idx)
    }
    if !["stored.npz", "deflated.npz"].contains(expected.name) {
      arrays.split = SplitSpec(test: 2, shuffle: false)
    }
    let file = fixture("arrays/" + expected.name)
    if expected.name.hasSuffix(".npz") {
      var archive = NPZ(file: file)
      archive.arrays = arrays
      return DataSource(archive)
    }
    var files = NPY(files: ["x": file, "y": fixture("arrays/labels.npy")])
    files.arrays = arrays
    return DataSource(files)
  }

  @Test func partsAreHeldOutAndOtherArraysNamed() throws {
    let file = fixture("arrays/deflated.npz")
    let dataset = try DatasetLoader.load(
      DataSource(NPZ(file: file)), dataDirectory: nil, trainLimit: nil, testLimit: nil)
    #expect((dataset.training.count, dataset.heldOut, dataset.test.count) == (11, 2, 3))
    #expect(dataset.notes == ["\(file): not used: 'names'"])
    #expect(dataset.files.map(\.name) == ["deflated.npz"] && dataset.files.map(\.role) == [.all])
  }
}
