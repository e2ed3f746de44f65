import Datasets
import Foundation
import SpecMutations
import Testing

/// Pictures from strangers, damaged at random: each is read, or refused with the next step, and no picture is larger than the
/// limit that the messages name.
@Suite struct PictureMutationTests {
  private static let seeds: [[UInt8]] = {
    let folder = fixture("pictures")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let endings = [".png", ".jpg", ".bmp", ".pgm", ".ppm"]
    return names.sorted().filter { name in endings.contains { name.hasSuffix($0) } }.compactMap { name in
      FileManager.default.contents(atPath: folder + "/" + name).map { [UInt8]($0) }
    }.filter { $0.count < 20_000 }
  }()

  /// As many as RUNNER_TABLE_MUTANTS says.
  @Test func mutants() throws {
    let count = ProcessInfo.processInfo.environment["RUNNER_TABLE_MUTANTS"].flatMap { Int($0) } ?? 2000
    try #require(Self.seeds.count > 10)
    var random = SplitMix64(seed: 1)
    var readable = 0
    for _ in 0..<count {
      var bytes = random.pick(Self.seeds)
      for _ in 0...random.index(below: 4) { Self.mutate(&bytes, &random) }
      if random.index(below: 4) > 0 { Self.mendChecksums(&bytes) }
      if check(bytes) { readable += 1 }
    }
    #expect((1..<count).contains(readable))
  }

  @Test func everyPrefix() {
    for seed in Self.seeds {
      for end in stride(from: 0, to: seed.count, by: 1 + seed.count / 60) { _ = check(Array(seed[..<end])) }
    }
  }

  private func check(_ bytes: [UInt8]) -> Bool {
    setProcessorTimeLimit(seconds: 120)
    defer { setProcessorTimeLimit(seconds: 0) }
    do throws(DatasetProblem) {
      let picture = try Raster(bytes, "a.png")
      #expect(picture.width * picture.height <= 1 << 26)
      return true
    } catch {
      #expect(!error.problem.isEmpty && !error.hint.isEmpty)
      return false
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    // Headers are worth more than pixels.
    let reach = random.index(below: 3) > 0 ? min(bytes.count, 64) : bytes.count
    let place = random.index(below: reach + 1)
    let special: [UInt8] = [0, 1, 2, 8, 16, 0x20, 0x39, 0x7f, 0x80, 0xc4, 0xd9, 0xff]
    switch random.index(below: 6) {
    case 0: bytes.insert(random.pick(special), at: place)
    case 1 where place < bytes.count: bytes[place] = random.pick(special)
    case 2 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 3 where place < bytes.count: bytes.remove(at: place)
    case 4: bytes.insert(contentsOf: bytes[..<min(bytes.count, 40)], at: place)
    default: if random.index(below: 5) == 0 { bytes.removeLast(bytes.count - place) }
    }
  }

  /// Those of a PNG's chunks, which would keep most mutants from the decoder.
  private static func mendChecksums(_ bytes: inout [UInt8]) {
    guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) else { return }
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard start + 12 + length <= bytes.count else { return }
      var sum = crc32(bytes[start + 4..<start + 8 + length])
      for place in (start + 8 + length..<start + 12 + length).reversed() {
        bytes[place] = UInt8(truncatingIfNeeded: sum)
        sum >>= 8
      }
      start += 12 + length
    }
  }

  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}
