import Hashing
import Testing

@Suite struct SHA256Tests {
  @Test func abc() {
    #expect(SHA256.hash([UInt8]("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
