import Tensors

/// Weights as bytes, in the format of https://github.com/huggingface/safetensors: what Keras's users can open.
///
///     UInt64             length of the header, little-endian
///     header             JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}, padded with spaces
///     values             float32, little-endian, one tensor after the other
///
/// Only F32. What is written is a function of the tensors alone: in their order, with one bit pattern for NaN.
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
        // Behind the header everything is at a multiple of 4; one loop without calls, for checkpoints are written often.
        let words = values.bindMemory(to: UInt32.self)
        for (index, value) in tensor.values.enumerated() {
          words[index] = (value.isNaN ? Float.nan.bitPattern : value.bitPattern).littleEndian
        }
        end = end.dropFirst(values.count)
      }
      initialized = count
    }
  }

  /// - Returns: the tensors in the header's order.
  /// - Throws: `SafetensorsProblem` for anything but a whole, consistent file of F32 tensors.
  public static func decode(_ bytes: [UInt8]) throws(SafetensorsProblem) -> [NamedTensor] {
    guard bytes.count >= 8 else {
      throw SafetensorsProblem("is \(bytes.count) bytes long, a safetensors file starts with 8 bytes of length")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= greatestHeaderLength, length <= bytes.count - 8 else {
      throw SafetensorsProblem(
        "says its header has \(length) bytes; \(bytes.count - 8) follow, and the limit is \(greatestHeaderLength)")
    }
    let dataStart = 8 + Int(length)
    let entries = try SafetensorsEntry.parse(header: bytes[8..<dataStart])
    try requireWhole(entries, length: bytes.count - dataStart)
    return entries.map { entry in
      NamedTensor(name: entry.name, shape: Shape(entry.shape), values: floats(bytes, entry.range, from: dataStart))
    }
  }

  /// The tensors must cover the data: no gap, no overlap, nothing left over.
  private static func requireWhole(_ entries: [SafetensorsEntry], length: Int) throws(SafetensorsProblem) {
    var end = 0
    // By the end as well: a tensor without values starts where the next one does.
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

  private static func floats(_ bytes: [UInt8], _ range: Range<Int>, from start: Int) -> [Float] {
    bytes.withUnsafeBytes { bytes in
      stride(from: start + range.lowerBound, to: start + range.upperBound, by: 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
      }
    }
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
