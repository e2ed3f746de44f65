import Files
import Geometry
import Records
import Text

/// Weights as bytes, in the format of https://github.com/huggingface/safetensors, which Keras's users can open.
///
///     UInt64             length of the header, little-endian
///     header             JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}, padded with spaces
///     values             little-endian, one tensor after the other
///
/// F32, and for reading also F64, F16 and BF16. What is written is F32, and a function of the tensors alone: in their
/// order, with one bit pattern for NaN.
public enum Safetensors {
  /// The format's own limit.
  static let greatestHeaderLength = 100_000_000

  public static func encode(_ tensors: [NamedTensor]) -> [UInt8] {
    let header = header(tensors)
    let count = 8 + header.count + tensors.reduce(0) { $0 + 4 * $1.values.count }
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      var end = UnsafeMutableRawBufferPointer(bytes)[...]
      func append(_ part: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: end.prefix(part.count)).copyMemory(from: part)
        end = end.dropFirst(part.count)
      }
      withUnsafeBytes(of: UInt64(header.count).littleEndian, append)
      header.withUnsafeBytes(append)
      for tensor in tensors {
        let values = UnsafeMutableRawBufferPointer(rebasing: end.prefix(4 * tensor.values.count))
        // After the header everything is at a multiple of 4. One loop without calls, because checkpoints are written
        // often.
        let words = values.bindMemory(to: UInt32.self)
        for (index, value) in tensor.values.enumerated() {
          words[index] = (value.isNaN ? Float.nan.bitPattern : value.bitPattern).littleEndian
        }
        end = end.dropFirst(values.count)
      }
      initialized = count
    }
  }

  /// - Returns: the tensors in the header's order, as float32.
  /// - Throws: `SafetensorsProblem` for anything but a complete, consistent file of floating-point tensors.
  public static func decode(_ bytes: [UInt8]) throws(SafetensorsProblem) -> [NamedTensor] {
    guard bytes.count >= 8 else {
      throw SafetensorsProblem("is \(bytes.count) bytes long, a safetensors file starts with 8 bytes of length")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= greatestHeaderLength, length <= bytes.count - 8 else {
      if let problem = anotherKind(bytes) { throw problem }
      throw SafetensorsProblem(
        "says its header has \(length) bytes; \(bytes.count - 8) follow, and the limit is \(greatestHeaderLength)")
    }
    let dataStart = 8 + Int(length)
    let entries = try SafetensorsEntry.parse(header: bytes[8..<dataStart])
    try requireWhole(entries, length: bytes.count - dataStart)
    var tensors: [NamedTensor] = []
    for entry in entries {
      tensors.append(
        NamedTensor(name: entry.name, shape: Shape(entry.shape), values: try floats(bytes, entry, from: dataStart)))
    }
    return tensors
  }

  /// What the file is, if its first bytes show it.
  private static func anotherKind(_ bytes: [UInt8]) -> SafetensorsProblem? {
    guard bytes.dropFirst(8).first != UInt8(ascii: "{"), let kind = FileKind(bytes) else { return nil }
    return SafetensorsProblem(
      "is \(kind.name), not a safetensors file; \(kind.nextStep ?? "save its tensors with the package safetensors")")
  }

  /// The tensors must cover the data without gap, overlap or remainder.
  private static func requireWhole(_ entries: [SafetensorsEntry], length: Int) throws(SafetensorsProblem) {
    var end = 0
    // Sorted by the end as well: an empty tensor starts where the next one does.
    let ranges = entries.map { (name: $0.name, start: $0.range.lowerBound, end: $0.range.upperBound) }
    for tensor in ranges.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard tensor.start == end else {
        throw SafetensorsProblem("tensor '\(tensor.name)' starts at byte \(tensor.start) of the data, not at \(end)")
      }
      end = tensor.end
    }
    guard end == length else {
      throw SafetensorsProblem("holds \(length) bytes of data, its header describes \(end)")
    }
  }

  private static func floats(
    _ bytes: [UInt8], _ entry: SafetensorsEntry, from start: Int
  ) throws(SafetensorsProblem) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(entry.range.count / entry.type.size)
    let offsets = stride(from: start + entry.range.lowerBound, to: start + entry.range.upperBound, by: entry.type.size)
    let isWhole = bytes.withUnsafeBytes { bytes in
      offsets.allSatisfy { offset in
        guard let value = entry.type.value(bytes, offset) else { return false }
        values.append(value)
        return true
      }
    }
    guard isWhole else { throw SafetensorsProblem("tensor '\(entry.name)' has a value that is too large for float32") }
    return values
  }

  private static func header(_ tensors: [NamedTensor]) -> [UInt8] {
    var offset = 0
    let members = tensors.map { tensor in
      precondition(tensor.shape.count == tensor.values.count, "tensor \(tensor.name): shape and values disagree")
      defer { offset += 4 * tensor.values.count }
      return JSONValue.Member(tensor.name, SafetensorsEntry.json(of: tensor, from: offset))
    }
    var header = Array(JSONValue.object(members).line.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return header
  }
}

/// What is wrong with the bytes; the caller knows the file's name.
public struct SafetensorsProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}
