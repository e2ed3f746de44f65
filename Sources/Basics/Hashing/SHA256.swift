internal import CSHA

/// SHA-256 (FIPS 180-4) of bytes that arrive piece by piece.
///
///     var hash = SHA256()
///     bytes.withUnsafeBytes { hash.update($0) }
///     print(hash.finalize().hex)
///
/// Why it is our own: Documentation/decisions/sha256.md.
public struct SHA256: Sendable {
  /// The 32 bytes of a hash.
  public struct Digest: Equatable, Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
    public var description: String { hex }
  }

  /// What compresses the blocks. The digest is the same; tests use both.
  public enum Implementation: Sendable, CaseIterable {
    case portable, instructions

    /// False where the processor has no SHA instructions.
    public var isAvailable: Bool { self == .portable || csha_available() == 1 }
  }

  private let usesInstructions: Bool
  private var state: InlineArray<8, UInt32> = initialState
  /// Bytes that wait until their block is full: only the first `pendingCount` of them count.
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var pendingCount = 0
  private var byteCount: UInt64 = 0

  /// The fastest implementation this machine can run.
  public init() { self.init(.instructions) }

  /// Falls back to `.portable` where `implementation` is not available.
  public init(_ implementation: Implementation) {
    usesInstructions = implementation == .instructions && implementation.isAvailable
  }

  /// The hash of `bytes`, in one call.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The hash of `bytes`, in one call.
  public static func hash(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { hash($0) } }

  /// Appends `bytes` to the message. Pieces may have any length.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if pendingCount > 0 {
      let taken = min(64 - pendingCount, rest.count)
      append(rest.prefix(taken))
      rest = rest.dropFirst(taken)
      if pendingCount < 64 { return }
      compressPending()
    }
    let whole = rest.count / 64
    if whole > 0, let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress { compress(start, blocks: whole) }
    append(rest.dropFirst(whole * 64))
  }

  /// Appends `bytes` to the message.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The hash of everything so far; the message can continue afterwards.
  public func finalize() -> Digest {
    var last = self
    let zeros = (119 - last.pendingCount) % 64
    var padding = [UInt8](repeating: 0, count: 1 + zeros)
    padding[0] = 0x80
    withUnsafeBytes(of: (byteCount &* 8).bigEndian) { padding += $0 }
    last.update(padding)
    return Digest(bytes: (0..<32).map { UInt8(truncatingIfNeeded: last.state[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) })
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    for byte in bytes {
      pending[pendingCount] = byte
      pendingCount += 1
    }
  }

  private mutating func compressPending() {
    let block = pending
    withUnsafeBytes(of: block) { compress($0.baseAddress!, blocks: 1) }  // 64 bytes are never at address nil
    pendingCount = 0
  }

  private mutating func compress(_ start: UnsafeRawPointer, blocks: Int) {
    guard usesInstructions else { return compressPortably(&state, start, blocks: blocks) }
    withUnsafeMutableBytes(of: &state) { words in
      csha_compress(words.baseAddress!.assumingMemoryBound(to: UInt32.self), start, blocks)  // as above
    }
  }
}

/// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
private let initialState: InlineArray<8, UInt32> = [
  0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
]
