/// Steele, Lea and Flood's generator: a test's numbers are a function of its seed on every machine.
public struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// From 0 to below `count`, which is above 0. The bias of taking a remainder does not matter here.
  public mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[index(below: elements.count)] }

  /// A range of at most `longest` within `0..<count`.
  mutating func range(in count: Int, longest: Int) -> Range<Int> {
    let start = index(below: count + 1)
    return start..<min(count, start + index(below: longest + 1))
  }
}
