import Catalog
import Datasets
import Foundation
import SpecMutations
import Testing

/// Tables from strangers, damaged at random: each is read, or refused with its place and the next step.
@Suite struct TableMutationTests {
  private static let seeds = [
    "x,w,y\n1,p,a\n,\"q,r\",b\n3,\"s\"\"t\"\"\",a\n5,q,b\n4,\"u\nv\",a\n2,p,b\n",
    "\u{FEFF}x,w,y\r\n0.5,é,a\r\n1e3,日,b\r\n-2,é,a\r\n7,日,b\r\n+1.,é,a\r\n.5,日,b",
    "x\tw\ty\n1\t2\t1\n2\t3\t2\n3\t4\t1\n4\t5\t2\n5\t6\t1\n",
  ].map { Array($0.utf8) }

  private func read(_ bytes: [UInt8], _ folder: TemporaryFolder, _ random: inout SplitMix64) throws {
    setProcessorTimeLimit(seconds: 120)
    defer { setProcessorTimeLimit(seconds: 0) }
    try folder.write(bytes, "t.csv")
    var csv = CSV()
    csv.files = .path(folder.path + "/t.csv")
    csv.target = random.pick([.one("y"), .one("x"), .more(["x", "y"])])
    csv.missing = random.pick([nil, .all(.dropRow), .all(.mostFrequent), .all(.median)])
    csv.separator = random.pick([.comma, .comma, .tab])
    csv.scaling = .all(random.pick([.standard, .minMax, .none]))
    csv.unknown = random.pick([.error, .zeros])
    csv.indicator = random.pick([true, false])
    csv.header = random.pick([true, true, false])
    csv.split = SplitSpec()
    csv.split?.test = random.pick([0.3, 1])
    csv.split?.validation = random.pick([nil, 0.2])
    csv.split?.stratify = random.pick([.none, .none, .byTarget])
    let needsClasses = random.pick([true, false])
    let dataset: Dataset
    do throws(DatasetProblem) {
      dataset = try DatasetLoader.load(
        .csv(csv), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: needsClasses)
    } catch { return check(error, bytes) }
    #expect(dataset.training.floats.allSatisfy(\.isFinite) && dataset.test.count > 0)
    #expect(DataInterface(dataset.interface.json) == dataset.interface)
  }

  private func check(_ problem: DatasetProblem, _ bytes: [UInt8]) {
    #expect(!problem.problem.isEmpty && !problem.hint.isEmpty)
    if let line = problem.line { #expect((1...bytes.count { $0 == 0x0A } + 1).contains(line)) }
  }

  /// As many as RUNNER_TABLE_MUTANTS says.
  @Test func mutants() throws {
    let count = ProcessInfo.processInfo.environment["RUNNER_TABLE_MUTANTS"].flatMap { Int($0) } ?? 2000
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 1)
    for _ in 0..<count {
      var bytes = random.pick(Self.seeds)
      for _ in 0...random.index(below: 4) { Self.mutate(&bytes, &random) }
      try read(bytes, folder, &random)
    }
  }

  @Test func everyPrefix() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 2)
    for seed in Self.seeds { for end in 0...seed.count { try read(Array(seed[..<end]), folder, &random) } }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let special = Array("\",;\t\r\n 0.e-+x".utf8) + [0, 0xff, 0xc3]
    let place = random.index(below: bytes.count + 1)
    switch random.index(below: 5) {
    case 0: bytes.insert(random.pick(special), at: place)
    case 1 where place < bytes.count: bytes[place] = random.pick(special)
    case 2 where place < bytes.count: bytes.remove(at: place)
    case 3: bytes.insert(contentsOf: bytes[..<min(bytes.count, 12)], at: place)
    default: bytes.removeLast(bytes.count - place)
    }
    if bytes.isEmpty { bytes = [0x78] }
  }
}
