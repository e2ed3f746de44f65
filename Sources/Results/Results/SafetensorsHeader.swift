import Records
import Text

/// One tensor of a safetensors header.
struct SafetensorsEntry {
  var name: String
  var type: SafetensorsType
  var shape: [Int]
  /// Bytes after the header.
  var range: Range<Int>

  /// - Returns: the tensors in the header's order, each with as many bytes as its shape needs.
  static func parse(header: ArraySlice<UInt8>) throws(SafetensorsProblem) -> [SafetensorsEntry] {
    guard let text = String(validating: header, as: UTF8.self) else {
      throw SafetensorsProblem("its header is not UTF-8")
    }
    let json: JSONValue
    do throws(JSONProblem) {
      json = try JSONValue(text: text)
    } catch { throw SafetensorsProblem("its header is not JSON: \(error.problem)") }
    guard case .object(let members) = json else { throw SafetensorsProblem("its header is not a JSON object") }
    var entries: [SafetensorsEntry] = []
    for member in members where member.key != "__metadata__" {
      entries.append(try SafetensorsEntry(member.key, member.value))
    }
    return entries
  }

  /// `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`
  static func json(of tensor: NamedTensor, from start: Int) -> JSONValue {
    .object([
      .init("dtype", .string("F32")),
      .init("shape", .list(tensor.shape.dimensions.map(JSONValue.integer))),
      .init("data_offsets", .list([.integer(start), .integer(start + 4 * tensor.values.count)])),
    ])
  }

  private init(_ name: String, _ json: JSONValue) throws(SafetensorsProblem) {
    guard let shape = Self.sizes(json["shape"]), let offsets = Self.sizes(json["data_offsets"]), offsets.count == 2,
      case .string(let type)? = json["dtype"]
    else { throw SafetensorsProblem("tensor '\(name)' needs dtype, shape and two data_offsets") }
    guard let type = SafetensorsType(rawValue: type) else {
      throw SafetensorsProblem(
        "tensor '\(name)' is \(type), only F32, F64, F16 and BF16 are read: convert it to float32")
    }
    guard offsets[0] <= offsets[1], Self.byteCount(shape, type) == offsets[1] - offsets[0] else {
      throw SafetensorsProblem("tensor '\(name)' of shape \(shape) doesn't fit its data_offsets \(offsets)")
    }
    self.name = name
    self.type = type
    self.shape = shape
    range = offsets[0]..<offsets[1]
  }

  /// Nil unless every element is a whole number from 0.
  private static func sizes(_ json: JSONValue?) -> [Int]? {
    guard case .list(let values)? = json else { return nil }
    var sizes: [Int] = []
    for value in values {
      guard case .number(let digits) = value, let size = Int(digits), size >= 0 else { return nil }
      sizes.append(size)
    }
    return sizes
  }

  /// Nil when it doesn't fit an `Int`.
  private static func byteCount(_ shape: [Int], _ type: SafetensorsType) -> Int? {
    var count = type.size
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }
}
