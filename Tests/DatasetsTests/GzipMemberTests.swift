import Datasets
import Testing

/// A gzip file is a series of members (RFC 1952): what bgzip writes, and what `cat a.gz b.gz` makes.
@Suite struct GzipMemberTests {
  /// Shell commands that make \(trainImages).gz out of `F`, which is 88 bytes long.
  @Test(arguments: [
    "{ head -c 40 F | gzip; tail -c +41 F | gzip; } > G",
    "{ head -c 16 F | gzip; tail -c +17 F | gzip; } > G",
    "for i in $(seq 0 87); do tail -c +$((i + 1)) F | head -c 1 | gzip; done > G",
    "{ gzip < F; gzip < /dev/null; gzip < /dev/null; } > G",
    "{ gzip < /dev/null; gzip < F; } > G",
    "{ gzip < F; head -c 1 /dev/zero; } > G",
    "{ head -c 40 F | gzip; tail -c +41 F | gzip; head -c 200000 /dev/zero; } > G",
  ])
  func everyMemberIsRead(_ command: String) throws {
    let tiny = try TinyDataset()
    let plain = try tiny.load()
    try tiny.make(command)
    let set = try tiny.load()
    #expect(set.training == plain.training)
    #expect(set.files.map(\.sha256) == plain.files.map(\.sha256))
  }

  /// Members that end at every position within the 64 KiB blocks in which the file is read.
  @Test func membersEndAnywhereInTheBuffer() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("gzip -c \(trainLabels) > rest.gz")
    let rest = try tiny.folder.read("rest.gz")
    for padding in 65_500...65_540 {
      let name = [UInt8](repeating: UInt8(ascii: "n"), count: padding) + [0]
      // A gzip header with a file name of that length (flag 8), and an empty block.
      let member = [0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255] + name + [3, 0] + [UInt8](repeating: 0, count: 8)
      try tiny.folder.write(member + rest, trainLabels + ".gz")
      #expect(try tiny.load().training.labels.count == 12, "\(padding)")
    }
  }

  @Test(arguments: [
    ("printf junk", "4 bytes follow"), ("printf x", "1 byte follows"), ("printf '\\037'", "1 byte follows"),
    ("{ printf junk; head -c 100000 /dev/zero; }", "100004 bytes follow"),
    ("{ head -c 70000 /dev/zero; printf x; }", "70001 bytes follow"),
    ("{ printf '\\000'; gzip < /dev/null; }", "21 bytes follow"),
  ])
  func anythingElseBehindThemIsRefused(_ junk: String, _ count: String) throws {
    let tiny = try TinyDataset()
    try tiny.make("{ head -c 40 F | gzip; tail -c +41 F | gzip; \(junk); } > G")
    #expect(
      tiny.refusal() == "\(trainImages).gz: \(count) the compressed data; cut them off, or use a whole copy of the file"
    )
  }

  @Test func aSecondMemberCutAnywhereIsRefused() throws {
    let tiny = try TinyDataset()
    try tiny.make("head -c 40 F | gzip -n > G; wc -c < G > first; tail -c +41 F | gzip -n >> G")
    let whole = try tiny.folder.read(trainImages + ".gz")
    let first = try #require(Int(String(decoding: try tiny.folder.read("first"), as: UTF8.self).dropLast()))
    for length in first..<whole.count {
      try tiny.folder.write(whole[..<length], trainImages + ".gz")
      #expect(throws: DatasetProblem.self, "cut at \(length)") { try tiny.load() }
    }
    var flipped = whole
    flipped[whole.count - 8] ^= 1
    try tiny.folder.write(flipped, trainImages + ".gz")
    #expect(
      tiny.refusal()
        == "\(trainImages).gz: is not valid gzip data (incorrect data check); use a whole copy of the file")
  }

  @Test func aBombInALaterMemberDoesNotGoOff() throws {
    let tiny = try TinyDataset()
    try tiny.make("{ gzip < F; head -c 300000000 /dev/zero | gzip -1; } > G")
    #expect(
      tiny.refusal() == "\(trainImages).gz: goes on after its last sample: the header's count is too small; "
        + "correct the header")
  }
}

extension TinyDataset {
  /// Runs a shell command in which `F` is the plain file of training images and `G` the one to be made of it.
  fileprivate func make(_ command: String) throws {
    try folder.shell("mv \(trainImages) F; \(command); mv G \(trainImages).gz")
  }
}
