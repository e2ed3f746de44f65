import Exports
import Testing

/// The frames of an event file; that TensorBoard reads it, `TensorBoardTests` of the program shows.
@Suite struct EventFileTests {
  /// The first record of every file that TensorFlow has written: `brain.Event:2`, here at time 0.
  @Test func theVersionComesFirst() {
    let bytes = EventFile([]).bytes
    let message: [UInt8] = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(bytes.count == 8 + 4 + message.count + 4)
    // The check of a length of 24, as it stands in TensorFlow's own files.
    #expect(bytes.prefix(12) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
    #expect(Array(bytes[12..<12 + message.count]) == message)
  }
}
