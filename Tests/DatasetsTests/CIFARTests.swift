import Catalog
import Datasets
import Foundation
import Geometry
import Testing

/// CIFAR's binary versions, in small.
@Suite struct CIFARTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The same bytes as Fixtures/arrays/arrays.py has in mind.
  private func write(_ name: String, labelBytes: Int, batch: Int, records: Int) throws {
    var bytes: [UInt8] = []
    for record in 0..<records {
      for label in 0..<labelBytes { bytes.append(UInt8((batch + record + label) % 10)) }
      for place in 0..<3072 { bytes.append(UInt8((place * 7 + record * 31 + batch * 13) % 256)) }
    }
    try folder.write(bytes, name)
  }

  private func write10() throws {
    for batch in 1...5 { try write("data_batch_\(batch).bin", labelBytes: 1, batch: batch, records: 5) }
    try write("test_batch.bin", labelBytes: 1, batch: 6, records: 3)
    try folder.write(
      "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n".utf8, "batches.meta.txt")
  }

  private func load(_ source: DataSource) throws(DatasetProblem) -> Dataset {
    try DatasetLoader.load(source, dataDirectory: nil, trainLimit: nil, testLimit: nil)
  }

  private func refusal(_ source: DataSource? = nil) -> String {
    do throws(DatasetProblem) {
      _ = try load(source ?? DataSource(CIFAR10(folder: folder.path)))
      return "nothing was refused"
    } catch { return error.description.replacing(folder.path, with: "F") }
  }

  private func expected(_ name: String) throws -> String {
    try #require(ArrayFixtureTests.Expected.all.first { $0.name == name }).sha256
  }

  @Test func tensorsAreThoseOfNumPy() throws {
    try write10()
    let dataset = try load(DataSource(CIFAR10(folder: folder.path)))
    #expect(dataset.hashes?.tensors == (try expected("CIFAR-10")))
    #expect(dataset.interface.input == .init(Shape([32, 32, 3]), .byte))
    #expect(dataset.interface.classNames.first == "airplane" && dataset.interface.classNames.count == 10)
    #expect(dataset.files.map(\.name) == (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"])
  }

  @Test func aHundredClassesOrTheirTwenty() throws {
    try write("train.bin", labelBytes: 2, batch: 1, records: 12)
    try write("test.bin", labelBytes: 2, batch: 2, records: 3)
    try folder.write((0..<20).map { "coarse\($0)\n" }.joined().utf8, "coarse_label_names.txt")
    try folder.write((0..<100).map { "fine\($0)\n" }.joined().utf8, "fine_label_names.txt")
    for labels in CIFAR100.Labels.allCases {
      var source = CIFAR100(folder: folder.path)
      source.labels = labels
      let dataset = try load(DataSource(source))
      #expect(dataset.hashes?.tensors == (try expected("CIFAR-100 \(labels.rawValue)")))
      #expect(dataset.interface.classNames.count == (labels == .fine ? 100 : 20))
      #expect(dataset.interface.classNames[3] == "\(labels.rawValue)3")
    }
  }

  @Test func otherVersionsAreTold() throws {
    try folder.write([0x80, 2], "data_batch_1")
    #expect(
      refusal() == "F: holds the version of CIFAR-10 for Python; fetch the binary version, cifar-10-binary.tar.gz")
    try folder.shell("mv data_batch_1 data_batch_1.mat")
    #expect(
      refusal() == "F: holds the version of CIFAR-10 for MATLAB; fetch the binary version, cifar-10-binary.tar.gz")
    try folder.write([0x80, 2], "train")
    #expect(
      refusal(DataSource(CIFAR100(folder: folder.path)))
        == "F: holds the version of CIFAR-100 for Python; fetch the binary version, cifar-100-binary.tar.gz")
  }

  @Test func whatIsMissingIsTold() throws {
    let unpack = "unpack cifar-10-binary.tar.gz and name its folder cifar-10-batches-bin"
    #expect(refusal() == "F: holds no data_batch_1.bin; " + unpack)
    #expect(
      refusal(DataSource(CIFAR10(folder: folder.path + "/x")))
        == "F/x: is not there: there is no such folder; check the path; a relative one starts at the spec")
    try folder.write([0x1f, 0x8b, 8], "a.tar.gz")
    #expect(
      refusal(DataSource(CIFAR10(folder: folder.path + "/a.tar.gz"))) == "F/a.tar.gz: is a gzip file, not a folder; "
        + unpack)
    try write10()
    try folder.shell("mkdir cifar-10-batches-bin; mv *.bin *.txt cifar-10-batches-bin")
    #expect(refusal() == "F: holds no data_batch_1.bin; did you mean 'F/cifar-10-batches-bin'?")
  }

  @Test func damageIsTold() throws {
    try write10()
    let whole = try folder.read("data_batch_2.bin")
    for length in [0, 1, 3072, 3074, 15_364] {
      try folder.write(whole[..<length], "data_batch_2.bin")
      #expect(
        refusal() == "F/data_batch_2.bin: has \(length) bytes, which are no whole number of records of 3073 bytes; "
          + "use a whole copy of the file")
    }
    try folder.write("<!DOCTYPE html>".utf8, "data_batch_2.bin")
    #expect(
      refusal() == "F/data_batch_2.bin: is a web page, not a file of CIFAR-10's binary version; "
        + "the download was refused or has moved: open the file to see what it says")
    var changed = whole
    changed[3073] = 10
    try folder.write(changed, "data_batch_2.bin")
    #expect(
      refusal() == "F/data_batch_2.bin: has label 10 at image 1, the classes are 0 to 9; use a whole copy of the file")
    try folder.write(whole, "data_batch_2.bin")
    try folder.write([0xff, 0xfe], "batches.meta.txt")
    #expect(
      refusal() == "F/batches.meta.txt: has no list of classes, one in each line; "
        + "take it from cifar-10-binary.tar.gz, or write class_names")
    var named = CIFAR10(folder: folder.path)
    named.arrays.classNames = (0..<10).map { "c\($0)" }
    #expect(try load(DataSource(named)).interface.classNames.last == "c9")
  }
}
