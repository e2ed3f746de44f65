import Datasets
import Foundation
import Testing

struct SharedDatasetTests {
  private func shared(_ dataset: ImageDataset) throws -> SharedDataset { try #require(SharedDataset(dataset)) }

  private func requireEqual(_ a: ImageDataset, _ b: ImageDataset) {
    #expect(a.name == b.name)
    #expect(a.classes == b.classes)
    #expect(a.training == b.training)
    #expect(a.test == b.test)
    #expect(a.fileHashes.map { "\($0)" } == b.fileHashes.map { "\($0)" })
  }

  @Test(arguments: [(nil, nil), (1, 1), (7, 2)] as [(Int?, Int?)])
  func whatIsSharedIsTheSameAsOftenAsItIsRead(_ train: Int?, _ test: Int?) throws {
    let dataset = try TinyDataset().load(train: train, test: test)
    let memory = try shared(dataset)
    for _ in 1...2 { requireEqual(try #require(ImageDataset(shared: memory.descriptor)), dataset) }
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
    #expect(ImageDataset(shared: -1) == nil)
    #expect(ImageDataset(shared: 1_000_000) == nil)
    let tiny = try TinyDataset()
    let file = open(tiny.path + "/" + trainImages, O_RDONLY)
    defer { close(file) }
    #expect(ImageDataset(shared: file) == nil)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(ImageDataset(shared: ends[0]) == nil)
    for end in ends { close(end) }
  }
}
