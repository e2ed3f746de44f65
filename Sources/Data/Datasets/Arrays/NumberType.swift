/// The kinds of numbers that files of arrays have, by NumPy's names.
enum NumberType: String, Sendable {
  case bool, uint8, uint16, uint32, uint64, int8, int16, int32, int64, float32, float64

  /// In bytes.
  var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  var isWhole: Bool { self != .float32 && self != .float64 }
}

/// How numbers lie in a file.
struct NumberFormat: Equatable, Sendable {
  let type: NumberType
  let isBigEndian: Bool
}

/// What numbers of a file can become.
protocol ArrayNumber: BitwiseCopyable, Equatable, Sendable {
  /// Converts numbers of a file.
  ///
  /// - Parameter target: memory that need not be initialized, for as many numbers as there are bytes for.
  static func convert(
    _ raw: UnsafeRawBufferPointer, _ format: NumberFormat, into target: UnsafeMutableBufferPointer<Self>)

  /// Whether the conversion lost nothing that matters.
  var isValid: Bool { get }
}

extension Float: ArrayNumber {
  static func convert(
    _ raw: UnsafeRawBufferPointer, _ format: NumberFormat, into target: UnsafeMutableBufferPointer<Float>
  ) {
    switch format.type {
    case .bool: format.each(raw, target) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .uint8: format.each(raw, target) { (number: UInt8) in Float(number) }
    case .uint16: format.each(raw, target) { (number: UInt16) in Float(number) }
    case .uint32: format.each(raw, target) { (number: UInt32) in Float(number) }
    case .uint64: format.each(raw, target) { (number: UInt64) in Float(number) }
    case .int8: format.each(raw, target) { (number: Int8) in Float(number) }
    case .int16: format.each(raw, target) { (number: Int16) in Float(number) }
    case .int32: format.each(raw, target) { (number: Int32) in Float(number) }
    case .int64: format.each(raw, target) { (number: Int64) in Float(number) }
    case .float32: format.each(raw, target) { (bits: UInt32) in Float(bitPattern: bits) }
    case .float64: format.each(raw, target) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    }
  }

  var isValid: Bool { isFinite }
}

/// For labels: every number of a file that is no fraction, exactly, except those of 64 bits beyond 2⁵³, which no label has.
extension Double: ArrayNumber {
  static func convert(
    _ raw: UnsafeRawBufferPointer, _ format: NumberFormat, into target: UnsafeMutableBufferPointer<Double>
  ) {
    switch format.type {
    case .bool: format.each(raw, target) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .uint8: format.each(raw, target) { (number: UInt8) in Double(number) }
    case .uint16: format.each(raw, target) { (number: UInt16) in Double(number) }
    case .uint32: format.each(raw, target) { (number: UInt32) in Double(number) }
    case .uint64: format.each(raw, target) { (number: UInt64) in Double(number) }
    case .int8: format.each(raw, target) { (number: Int8) in Double(number) }
    case .int16: format.each(raw, target) { (number: Int16) in Double(number) }
    case .int32: format.each(raw, target) { (number: Int32) in Double(number) }
    case .int64: format.each(raw, target) { (number: Int64) in Double(number) }
    case .float32: format.each(raw, target) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: format.each(raw, target) { (bits: UInt64) in Double(bitPattern: bits) }
    }
  }

  var isValid: Bool { isFinite }
}

/// From `uint8` and `bool` alone.
extension UInt8: ArrayNumber {
  static func convert(
    _ raw: UnsafeRawBufferPointer, _ format: NumberFormat, into target: UnsafeMutableBufferPointer<UInt8>
  ) {
    if format.type == .bool {
      format.each(raw, target) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    } else {
      UnsafeMutableRawBufferPointer(target).copyMemory(from: raw)
    }
  }

  var isValid: Bool { true }
}

/// From `uint16` alone.
extension UInt16: ArrayNumber {
  static func convert(
    _ raw: UnsafeRawBufferPointer, _ format: NumberFormat, into target: UnsafeMutableBufferPointer<UInt16>
  ) {
    format.each(raw, target) { (number: UInt16) in number }
  }

  var isValid: Bool { true }
}

extension NumberFormat {
  @inline(__always)
  fileprivate func each<Stored: FixedWidthInteger & BitwiseCopyable, Number: BitwiseCopyable>(
    _ raw: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Number>, _ make: (Stored) -> Number
  ) {
    for index in target.indices {
      let stored = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
      target.initializeElement(
        at: index, to: make(isBigEndian ? Stored(bigEndian: stored) : Stored(littleEndian: stored)))
    }
  }
}
