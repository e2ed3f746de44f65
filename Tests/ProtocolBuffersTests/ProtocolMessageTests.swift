import ProtocolBuffers
import Testing

/// Bytes from the format's own description (https://protobuf.dev/programming-guides/encoding), or by `protoc --encode`.
@Suite struct ProtocolMessageTests {
  private func bytes(_ fill: (inout ProtocolMessage) -> Void) -> [UInt8] {
    var message = ProtocolMessage()
    fill(&message)
    return message.bytes
  }

  @Test(
    arguments: [
      (1, 150, [0x08, 0x96, 0x01]), (1, 0, [0x08, 0x00]), (1, 127, [0x08, 0x7F]), (1, 128, [0x08, 0x80, 0x01]),
      (20, 7, [0xA0, 0x01, 0x07]),
      (1, -2, [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
      (1, .max, [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    ] as [(Int, Int, [UInt8])])
  func wholeNumbersHaveSevenBitsAByte(field: Int, value: Int, expected: [UInt8]) {
    #expect(bytes { $0.add(field, value) } == expected)
  }

  @Test func otherFields() {
    #expect(bytes { $0.add(2, "testing") } == [0x12, 0x07] + Array("testing".utf8))
    #expect(bytes { $0.add(2, "") } == [0x12, 0x00])
    #expect(bytes { $0.add(1, Float(1)) } == [0x0D, 0x00, 0x00, 0x80, 0x3F])
    #expect(bytes { $0.add(1, -2.0) } == [0x09, 0, 0, 0, 0, 0, 0, 0x00, 0xC0])
    let inner = bytes { message in
      var inner = ProtocolMessage()
      inner.add(1, 150)
      message.add(3, inner)
    }
    #expect(inner == [0x1A, 0x03, 0x08, 0x96, 0x01])
    #expect(bytes { $0.add(1, Array(repeating: UInt8(9), count: 300)) }.prefix(4) == [0x0A, 0xAC, 0x02, 9])
  }
}
