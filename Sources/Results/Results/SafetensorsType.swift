/// The type in which a tensor's values are stored; they are read as the nearest float32.
enum SafetensorsType: String {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"

  /// The size of a value in bytes.
  var size: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// The little-endian value at `offset`; nil for a number that is too large for float32.
  func value(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Float? {
    func bits<Bits: FixedWidthInteger & BitwiseCopyable>(_: Bits.Type) -> Bits {
      Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self))
    }
    switch self {
    case .float32: return Float(bitPattern: bits(UInt32.self))
    case .float64:
      let value = Double(bitPattern: bits(UInt64.self))
      return value.isFinite && Float(value).isInfinite ? nil : Float(value)
    case .float16: return Float(Float16(bitPattern: bits(UInt16.self)))
    case .bfloat16: return Float(bitPattern: UInt32(bits(UInt16.self)) << 16)  // the upper half of a float32
    }
  }
}
