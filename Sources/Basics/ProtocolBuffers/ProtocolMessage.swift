/// A message in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding): what its fields come to, in the
/// order in which they are added.
///
/// Written here and not by SwiftProtobuf, which needs protoc and the whole of a schema (ONNX's has 900 lines) for the dozen of
/// messages that files for other tools are made of.
public struct ProtocolMessage: Sendable {
  public private(set) var bytes: [UInt8] = []

  /// How the value of a field is laid out; the lowest three bits of the number before it.
  private enum Wire: UInt64 {
    case varint = 0
    case eightBytes = 1
    case lengthDelimited = 2
    case fourBytes = 5
  }

  public init() {}

  /// A field of the type int32, int64, bool or enum. A negative one takes ten bytes, as protocol buffers have it.
  public mutating func add(_ field: Int, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  public mutating func add(_ field: Int, _ value: Float) {
    key(field, .fourBytes)
    fixed(value.bitPattern)
  }

  public mutating func add(_ field: Int, _ value: Double) {
    key(field, .eightBytes)
    fixed(value.bitPattern)
  }

  public mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  public mutating func add(_ field: Int, _ message: ProtocolMessage) { add(field, message.bytes) }

  public mutating func add(_ field: Int, _ content: [UInt8]) {
    key(field, .lengthDelimited)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: Int, _ wire: Wire) { varint(UInt64(field) << 3 | wire.rawValue) }

  /// Seven bits a byte, the lowest first; the eighth says whether more follow.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func fixed(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
