import Hashing
import Testing

/// Every test runs the portable code and, where the processor has them, the SHA instructions.
@Suite struct SHA256Tests {
  static let implementations = SHA256.Implementation.allCases.filter(\.isAvailable)

  /// NIST's example messages for SHA-256 (FIPS 180-4; csrc.nist.gov, "Example Values").
  static let published = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]

  @Test(arguments: implementations, published)
  func publishedVectors(_ implementation: SHA256.Implementation, _ vector: (message: String, digest: String)) {
    #expect(hash([UInt8](vector.message.utf8), implementation) == vector.digest)
    #expect(SHA256.hash([UInt8](vector.message.utf8)).hex == vector.digest)
  }

  @Test(arguments: implementations)
  func aMillionTimesTheLetterA(_ implementation: SHA256.Implementation) {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(hash(message, implementation) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: implementations)
  func everyLengthUpToTwoBlocksAndOne(_ implementation: SHA256.Implementation) {
    for (length, expected) in hashesByLength.enumerated() {
      #expect(hash(message(length), implementation) == expected, "length \(length)")
    }
  }

  @Test(arguments: implementations)
  func theMessageMayComeInPiecesOfAnySize(_ implementation: SHA256.Implementation) {
    let message = message(129)
    for first in 0...129 {
      for second in stride(from: first, through: 129, by: 7) {
        var hash = SHA256(implementation)
        hash.update(Array(message[..<first]))
        hash.update(Array(message[first..<second]))
        hash.update(Array(message[second...]))
        #expect(hash.finalize().hex == hashesByLength[129], "cut at \(first) and \(second)")
      }
    }
  }

  @Test(arguments: implementations)
  func piecesMayStartAtAnyAddress(_ implementation: SHA256.Implementation) {
    for offset in 0..<16 {
      let shifted = [UInt8](repeating: 0xff, count: offset) + message(128)
      var hash = SHA256(implementation)
      shifted.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
      #expect(hash.finalize().hex == hashesByLength[128], "offset \(offset)")
    }
  }

  @Test func theMessageCanGoOnAfterADigest() {
    var hash = SHA256()
    hash.update(message(70))
    #expect(hash.finalize().hex == hashesByLength[70])
    hash.update(Array(message(129)[70...]))
    #expect(hash.finalize().hex == hashesByLength[129])
  }

  private func message(_ length: Int) -> [UInt8] { (0..<length).map { UInt8((7 * $0 + 3) % 256) } }

  private func hash(_ message: [UInt8], _ implementation: SHA256.Implementation) -> String {
    var hash = SHA256(implementation)
    hash.update(message)
    return hash.finalize().hex
  }
}
