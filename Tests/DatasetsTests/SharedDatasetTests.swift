import Catalog
import Datasets
import Foundation
import Geometry
import Testing

struct SharedDatasetTests {
  private func shared(_ dataset: Dataset) throws -> SharedDataset { try #require(SharedDataset(dataset)) }

  private func requireEqual(_ a: Dataset, _ b: Dataset) {
    #expect(a.name == b.name)
    #expect(a.training == b.training)
    #expect(a.test == b.test)
    #expect(a.files == b.files)
  }

  @Test(arguments: [(nil, nil), (1, 1), (7, 2)] as [(Int?, Int?)])
  func whatIsSharedIsTheSameAsOftenAsItIsRead(_ train: Int?, _ test: Int?) throws {
    let dataset = try TinyDataset().load(train: train, test: test)
    let memory = try shared(dataset)
    for _ in 1...2 { requireEqual(try #require(Dataset(shared: memory.descriptor)), dataset) }
  }

  /// Three inputs, each stored in another way, and numbers to be predicted; each sample has a weight of its own.
  @Test func everyKindOfSamples() throws {
    let interface = DataInterface(
      inputs: [.init(Shape([3]), .float), .init(Shape([2, 1, 1]), .byte), .init(Shape([2]), .word, rescale: 0.5)],
      target: .values(["low", "high, \"2\""]))
    func samples(_ count: Int, weights: [Float]? = nil) -> Samples {
      Samples(
        interface,
        inputs: [
          .floats((0..<count * 3).map { Float($0) / 7 }), .bytes((0..<count * 2).map { UInt8($0 * 9) }),
          .words((0..<count * 2).map { UInt16($0 * 6553) }),
        ],
        targets: .values((0..<count * 2).map { -Float($0) }), weights: weights)
    }
    let files = [
      DatasetFile(role: .training, name: "größe/a b.csv", sha256: "1", count: 7),
      DatasetFile(role: .test, name: "", sha256: "2"),
    ]
    let dataset = Dataset(
      name: "a\tb", training: samples(5, weights: [0, 1, 2.5, 1, 7]), test: samples(2, weights: [3, 0.5]), files: files)
    let memory = try shared(dataset)
    requireEqual(try #require(Dataset(shared: memory.descriptor)), dataset)
  }

  /// Inputs move into the shared memory: this process's own pages are gone, and what it reads at the same place is the same.
  @Test func thereIsNoSecondCopy() throws {
    let interface = DataInterface(inputs: [.init(Shape([1 << 20]), .byte)], target: .values(["y"]))
    let bytes = (0..<40 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 8) }
    let samples = Samples(interface, inputs: [.bytes(bytes)], targets: .values(Array(repeating: 0.5, count: 40)))
    let dataset = Dataset(name: "a", training: samples, test: samples, files: [])
    let before = try Self.ownMemory()
    let memory = try shared(dataset)
    #expect(try Self.ownMemory() < before - 30 << 20)
    let read = try #require(Dataset(shared: memory.descriptor))
    #expect(try Self.ownMemory() < before - 30 << 20)
    guard case .bytes(let moved) = dataset.training.inputs[0], case .bytes(let mapped) = read.test.inputs[0] else {
      return
    }
    #expect(Array(moved) == bytes && Array(mapped) == bytes)
  }

  /// What is in memory of this process alone, in bytes.
  private static func ownMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
    return 1024 * (try #require(Int(line.split(separator: " ")[1])))
  }

  /// A child process finds the same bytes at the same descriptor, and cannot change them.
  @Test func itCannotBeWritten() throws {
    let memory = try shared(TinyDataset().load())
    let path = "/proc/self/fd/\(memory.descriptor)"
    #expect(open(path, O_RDWR | O_TRUNC) == -1)
    let byte: [UInt8] = [1]
    #expect(write(memory.descriptor, byte, 1) == -1)
    #expect(errno == EPERM)
    #expect(fcntl(memory.descriptor, F_GETFD) == FD_CLOEXEC)
  }

  @Test func anythingElseIsNoDataset() throws {
    #expect(Dataset(shared: -1) == nil)
    #expect(Dataset(shared: 1_000_000) == nil)
    let tiny = try TinyDataset()
    let file = open(tiny.path + "/" + trainImages, O_RDONLY)
    defer { close(file) }
    #expect(Dataset(shared: file) == nil)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(Dataset(shared: ends[0]) == nil)
    for end in ends { close(end) }
  }
}
