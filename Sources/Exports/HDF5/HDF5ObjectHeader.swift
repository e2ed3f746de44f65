/// What a group or an array is, as a list of messages: section IV.A.1.a, version 1.
struct HDF5ObjectHeader {
  private let messages: [HDF5Message]

  init(_ messages: [HDF5Message]) { self.messages = messages }

  var bytes: HDF5Bytes {
    var list = HDF5Bytes()
    for message in messages {
      list.add(message.type)
      list.add(UInt16(message.body.count))
      list.add(UInt32(0))
      list.add(message.body)
    }
    var header = HDF5Bytes()
    header.add([1, 0] as [UInt8])
    header.add(UInt16(messages.count))
    // One name leads to it.
    header.add([1, UInt32(list.count), 0] as [UInt32])
    header.add(list)
    return header
  }
}

/// A message of an object header: section IV.A.2.
struct HDF5Message {
  let type: UInt16
  private(set) var body = HDF5Bytes()

  private init(_ type: UInt16, _ fill: (inout HDF5Bytes) -> Void) {
    self.type = type
    fill(&body)
    body.align()
  }

  /// Section IV.A.2.r: where a group's members are.
  static func symbolTable(tree: Int, heap: Int) -> Self {
    Self(0x11) { $0.add([UInt64(tree), UInt64(heap)]) }
  }

  /// Section IV.A.2.b: an array's sizes.
  static func dataspace(_ sizes: [Int]) -> Self {
    Self(0x1) { body in
      body.add([1, UInt8(sizes.count), 0, 0, 0, 0, 0, 0])
      body.add(sizes.map(UInt64.init))
    }
  }

  /// Section IV.A.2.d: which of the bits are what.
  static func datatype(of numbers: HDF5Array.Numbers) -> Self {
    Self(0x3) { body in
      switch numbers {
      case .floats:
        // IEEE 754 with 32 bits: the first bit of the mantissa is implied, the sign is bit 31.
        body.add([0x11, 0x20, 31, 0, 4, 0, 0, 0] as [UInt8])
        body.add([0, 32] as [UInt16])
        // The exponent's place and size, the mantissa's, the exponent's bias.
        body.add([23, 8, 0, 23] as [UInt8])
        body.add(UInt32(127))
      case .integers:
        // With a sign, of 64 bits.
        body.add([0x10, 0x08, 0, 0, 8, 0, 0, 0] as [UInt8])
        body.add([0, 64] as [UInt16])
      }
    }
  }

  /// Section IV.A.2.f, version 2: none, because every number is there.
  static var fillValue: Self { Self(0x5) { $0.add([2, 1, 2, 0] as [UInt8]) } }

  /// Section IV.A.2.i, version 3: an array's numbers are one after another.
  static func layout(_ address: Int, size: Int) -> Self {
    Self(0x8) { body in
      body.add([3, 1] as [UInt8])
      body.add([UInt64(address), UInt64(size)])
    }
  }
}
