import ProtocolBuffers

/// A file of TensorBoard's events (tensorflow/core/util/event.proto) in the frames of TFRecord: length, check of the length, message,
/// check of the message.
package struct EventFile {
  /// A number of one epoch.
  package struct Scalar {
    let tag: String
    let step: Int
    /// In seconds since 1970.
    let time: Double
    let value: Float
  }

  /// TensorBoard reads files whose names contain `tfevents`. The usual name has the time and the machine, and so a file more each time.
  package static let name = "events.out.tfevents.0.runner"

  package private(set) var bytes: [UInt8] = []

  /// - Parameter scalars: in the order of time.
  package init(_ scalars: [Scalar]) {
    var version = Self.event(at: scalars.first?.time ?? 0)
    version.add(3, "brain.Event:2")
    append(version)
    for scalar in scalars { append(Self.event(scalar)) }
  }

  private static func event(at time: Double) -> ProtocolMessage {
    var event = ProtocolMessage()
    event.add(1, time)
    return event
  }

  private static func event(_ scalar: Scalar) -> ProtocolMessage {
    var (value, summary, event) = (ProtocolMessage(), ProtocolMessage(), event(at: scalar.time))
    value.add(1, scalar.tag)
    value.add(2, scalar.value)
    summary.add(1, value)
    event.add(2, scalar.step)
    event.add(5, summary)
    return event
  }

  private mutating func append(_ event: ProtocolMessage) {
    let length = Self.littleEndian(UInt64(event.bytes.count))
    bytes += length + Self.littleEndian(CRC32C.masked(length))
    bytes += event.bytes + Self.littleEndian(CRC32C.masked(event.bytes))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
