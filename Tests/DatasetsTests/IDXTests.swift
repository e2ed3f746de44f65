import Datasets
import Foundation
import Hashing
import Testing

/// What a folder of IDX files may hold, and everything that makes it refused.
@Suite struct IDXTests {
  @Test func plainFilesAreRead() throws {
    let tiny = try TinyDataset()
    let set = try tiny.load()
    #expect(set.name == tiny.path)
    #expect((set.training.count, set.training.height, set.training.width) == (12, 3, 2))
    #expect(set.training.pixels == Array(stride(from: UInt8(0), to: 216, by: 3)))
    #expect(set.training.labels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect((set.test.count, set.test.height, set.test.width) == (5, 3, 2))
    #expect(set.test.pixels == Array(stride(from: UInt8(200), to: 170, by: -1)))
    #expect(set.test.labels == [4, 3, 2, 1, 0])
    #expect(set.files.map(\.name) == [trainImages, trainLabels, testImages, testLabels])
    #expect(set.files.map(\.role) == [.trainingInputs, .trainingTargets, .testInputs, .testTargets])
    for file in set.files { #expect(file.sha256 == SHA256.hash(try tiny.folder.read(file.name)).hex) }
  }

  @Test(arguments: ["gzip -9 *", "gzip -1 t10k*", "for f in *-idx*; do mv $f ${f%-idx*}.idx${f#*-idx}; done"])
  func compressedAndDottedNamesToo(_ command: String) throws {
    let tiny = try TinyDataset()
    let plain = try tiny.load()
    try tiny.folder.shell(command)
    let set = try tiny.load()
    #expect(set.training == plain.training)
    #expect(set.test == plain.test)
    #expect(set.files.map(\.sha256) == plain.files.map(\.sha256))
  }

  @Test func limitsTakeTheFirstSamples() throws {
    let tiny = try TinyDataset()
    let (whole, part) = (try tiny.load(), try tiny.load(train: 7, test: 1))
    #expect(part.training.count == 7)
    #expect(part.training.pixels == Array(whole.training.pixels.prefix(7 * 6)))
    #expect(part.training.labels == Array(whole.training.labels.prefix(7)))
    #expect(part.test.labels == [4])
    #expect(try tiny.load(train: 12, test: 5).training == whole.training)
  }

  @Test func limitsBeyondTheCountAreRefused() throws {
    let tiny = try TinyDataset()
    let train = #expect(throws: DatasetProblem.self) { _ = try tiny.load(train: 13) }
    #expect(train?.kind == .trainLimit(available: 12))
    #expect(
      train?.description
        == "\(tiny.path): has 12 training samples, and the limit asks for 13; ask for 1 to 12, or leave the limit out")
    #expect(throws: DatasetProblem.self) { _ = try tiny.load(train: 0) }
    let test = #expect(throws: DatasetProblem.self) { _ = try tiny.load(test: 6) }
    #expect(test?.kind == .testLimit(available: 5))
    #expect(
      test?.description
        == "\(tiny.path): has 5 test samples, and the limit asks for 6; ask for 1 to 5, or leave the limit out")
  }

  struct Refusal: Sendable {
    var file = trainImages
    var bytes: [UInt8]
    var problem: String
    var hint = "correct the header"
  }

  static let impossible: [Refusal] = [
    Refusal(
      file: trainLabels, bytes: [], problem: "ends after 0 bytes, in its 8-byte header",
      hint: "use a whole copy of the file"),
    Refusal(
      file: trainLabels, bytes: [0, 0, 8, 1, 0, 0], problem: "ends after 6 bytes, in its 8-byte header",
      hint: "use a whole copy of the file"),
    Refusal(bytes: idx([0, 28, 28], []), problem: "holds no images: its header says 0"),
    Refusal(file: trainLabels, bytes: idx([0], []), problem: "holds no labels: its header says 0"),
    Refusal(
      bytes: idx([10_000_001, 1, 1], []), problem: "its header says 10000001 images, the limit is 10000000"),
    Refusal(
      bytes: idx([1, 1025, 28], []),
      problem: "its header says images of 1025 × 28 pixels, a side may have 1 to 1024"),
    Refusal(
      bytes: idx([1, 28, 0], []), problem: "its header says images of 28 × 0 pixels, a side may have 1 to 1024"),
    Refusal(
      bytes: idx([.max, .max, .max], []), problem: "its header says 4294967295 images, the limit is 10000000"),
    Refusal(
      bytes: idx([10_000_000, 1024, 1024], []),
      problem: "its header says 10485760000000 bytes of images, the limit is 1073741824",
      hint: "use fewer or smaller images"),
    Refusal(
      bytes: idx([12, 3, 2], [1, 2, 3]),
      problem: "is too short: its 19 bytes can't hold the 72 bytes of images its header names",
      hint: "use a whole copy of the file"),
    Refusal(
      bytes: idx([12, 3, 2], [UInt8](repeating: 0, count: 73)),
      problem: "goes on after its last sample: the header's count is too small"),
  ]

  @Test(arguments: impossible)
  func aHeaderThatCannotBe(_ refusal: Refusal) throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(refusal.bytes, refusal.file)
    #expect(tiny.refusal() == "\(refusal.file): \(refusal.problem); \(refusal.hint)")
  }

  @Test func filesThatDisagree() throws {
    var tiny = try TinyDataset()
    try tiny.folder.write(idx([11], [UInt8](repeating: 0, count: 11)), trainLabels)
    #expect(
      tiny.refusal() == "\(trainLabels): holds 11 labels, where \(trainImages) holds 12 images; "
        + "use two files that belong together")
    tiny = try TinyDataset()
    try tiny.folder.write(idx([5], [0, 1, 9, 10, 255]), testLabels)
    #expect(
      tiny.refusal()
        == "\(testLabels): has label 10 at image 3, which no training image has; use files that belong together")
    tiny = try TinyDataset()
    try tiny.folder.write(idx([5, 2, 3], [UInt8](repeating: 0, count: 30)), testImages)
    #expect(
      tiny.refusal() == "\(testImages): has images of 2 × 3 pixels, the training images have 3 × 2; "
        + "use files that belong together")
    tiny = try TinyDataset()
    try tiny.folder.remove(testLabels)
    #expect(
      tiny.refusal() == "\(testLabels).gz: is missing, though other files of the set are there; "
        + "put it beside them (or \(testLabels), not compressed)")
  }

  @Test func aCompressedFileCutAnywhereIsRefused() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("gzip -9n \(trainImages)")
    let name = trainImages + ".gz"
    let whole = try tiny.folder.read(name)
    for length in 0..<whole.count {
      try tiny.folder.write(whole[..<length], name)
      let refusal = tiny.refusal()
      #expect(refusal.hasPrefix(name + ": "), "cut at \(length)")
      if length > 1 {
        #expect(
          refusal == "\(name): ends in the middle of its compressed data, after \(length) bytes; "
            + "use a whole copy of the file")
      }
    }
  }

  @Test func aFlippedBitIsRefusedOrMeansNothing() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("gzip -9n \(trainImages)")
    let name = trainImages + ".gz"
    let whole = try tiny.folder.read(name)
    let pixels = try tiny.load().training.pixels
    var accepted: Set<Int> = []
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try tiny.folder.write(bytes, name)
      if let read = try? tiny.load() {
        accepted.insert(bit / 8)
        #expect(read.training.pixels == pixels, "bit \(bit)")
      }
    }
    // gzip's header: flags (one says "probably text"), time, extra flags, operating system; and the padding bits of the
    // last byte before the checksum.
    #expect(accepted.subtracting([whole.count - 9]) == Set(3...9))
  }

  /// After the header come pixels or labels, where every value is possible: only gzip's checksum protects them, and the
  /// SHA-256 of a known data set.
  @Test(arguments: [trainImages, trainLabels, testImages, testLabels])
  func aFlippedBitOfAHeaderIsRefused(_ name: String) throws {
    let tiny = try TinyDataset()
    let whole = try tiny.folder.read(name)
    let header = name.contains("images") ? 16 : 8
    // As signed bytes, labels are the same.
    func isTheSame(_ bytes: [UInt8]) -> Bool { header == 8 && bytes[2] == 9 }
    for bit in 0..<header * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      if isTheSame(bytes) { continue }
      try tiny.folder.write(bytes, name)
      #expect(throws: DatasetProblem.self, "bit \(bit)") { try tiny.load() }
    }
    for byte in 0..<header {
      for value in 0...255 where whole[byte] != UInt8(value) {
        var bytes = whole
        bytes[byte] = UInt8(value)
        if isTheSame(bytes) { continue }
        try tiny.folder.write(bytes, name)
        #expect(throws: DatasetProblem.self, "byte \(byte) as \(value)") { try tiny.load() }
      }
    }
  }

  @Test func aFileCutAtAnyOfAThousandOffsetsIsRefused() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(idx([300, 3, 2], (0..<1800).map { UInt8($0 % 251) }), trainImages)
    try tiny.folder.write(idx([300], (0..<300).map { UInt8($0 % 10) }), trainLabels)
    let whole = try tiny.folder.read(trainImages)
    _ = try tiny.load()
    for length in stride(from: 0, to: whole.count, by: 1) {
      try tiny.folder.write(whole[..<length], trainImages)
      #expect(throws: DatasetProblem.self, "\(length) bytes") { try tiny.load() }
    }
  }

  /// 300 MB of zeros in 300 KB: refused at the first byte too many; what only a header claims takes no memory.
  @Test func bombsDoNotGoOff() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(idx([12, 3, 2], []), "small")
    try tiny.folder.write(idx([1_000_000, 28, 28], []), "large")
    try tiny.folder.shell(
      "rm \(trainImages); { cat small; head -c 300000000 /dev/zero; } | gzip -1n > \(trainImages).gz")
    let before = peakMemory()
    #expect(
      tiny.refusal() == "\(trainImages).gz: goes on after its last sample: the header's count is too small; "
        + "correct the header")
    try tiny.folder.shell("gzip < large > \(trainImages).gz")
    let size = try tiny.folder.read(trainImages + ".gz").count
    #expect(
      tiny.refusal() == "\(trainImages).gz: is too short: its \(size) bytes can't hold the 784000000 bytes of images "
        + "its header names; use a whole copy of the file")
    #expect(peakMemory() - before < 100_000_000)
  }

  /// In bytes.
  private func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 } ?? 0
  }
}
