/// Floats between canaries: NaNs with a pattern of their own, before and after the floats and in any gaps that a test
/// leaves. A kernel may read vectors that reach into them, but no result may depend on them, and none may be
/// overwritten.
final class GuardedArray: @unchecked Sendable {
  static let canary: UInt32 = 0x7fc0_dead
  private static let guards = 128

  let count: Int
  private let memory: UnsafeMutableBufferPointer<Float>
  private let start: Int

  /// `misalignment`: how many floats past a cache line the first element lies.
  init(count: Int, misalignment: Int = 0) {
    self.count = count
    let total = count + 2 * Self.guards
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: total * 4, alignment: 64)
    memory = raw.bindMemory(to: Float.self)
    memory.initialize(repeating: Float(bitPattern: Self.canary))
    start = Self.guards / 2 + misalignment
  }

  convenience init(_ values: [Float], misalignment: Int = 0) {
    self.init(count: values.count, misalignment: misalignment)
    for (index, value) in values.enumerated() { pointer[index] = value }
  }

  deinit { memory.deallocate() }

  // A buffer of at least 256 floats has a base address.
  var pointer: UnsafeMutablePointer<Float> { memory.baseAddress! + start }
  var readOnly: UnsafePointer<Float> { UnsafePointer(pointer) }
  var values: [Float] { (0..<count).map { pointer[$0] } }
  var bits: [UInt32] { (0..<count).map { pointer[$0].bitPattern } }

  /// Whether every canary outside the first `written` elements is intact.
  func canariesLive(after written: Int? = nil) -> Bool {
    memory.indices.allSatisfy { index in
      (start..<start + (written ?? count)).contains(index) || memory[index].bitPattern == Self.canary
    }
  }
}

/// A `Contraction`'s table of rows.
final class OffsetTable {
  private let memory: UnsafeMutableBufferPointer<Int>

  init(_ offsets: [Int]) {
    memory = .allocate(capacity: offsets.count + 1)
    _ = memory.initialize(from: offsets + [0])
  }

  deinit { memory.deallocate() }

  // At least one element.
  var readOnly: UnsafePointer<Int> { UnsafePointer(memory.baseAddress!) }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): test data that is the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }
}

/// Lengths around the vectors' width: none, one, a width and one more or less, several, several and a tail.
let lengths = [0, 1, 15, 16, 17, 31, 32, 33, 64, 100]
let misalignments = [0, 1, 3]
