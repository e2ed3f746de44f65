/// The first four bytes of an IDX file: two zeros, the type of its elements, the number of its dimensions.
package struct IDXMagic: Equatable {
  package enum Element: UInt8 {
    case unsignedByte = 0x08
    case signedByte = 0x09
    case short = 0x0b
    case int = 0x0c
    case float = 0x0d
    case double = 0x0e

    /// In bytes.
    package var size: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .short: 2
      case .int, .float: 4
      case .double: 8
      }
    }

    package var name: String {
      switch self {
      case .unsignedByte: "unsigned bytes"
      case .signedByte: "signed bytes"
      case .short: "int16"
      case .int: "int32"
      case .float: "float32"
      case .double: "float64"
      }
    }
  }

  package let element: Element
  package let dimensions: Int
  /// The magic of a file that was written in the byte order of its machine, which the format does not allow.
  package let isLittleEndian: Bool

  /// Nil for any other file.
  package init?(_ start: [UInt8]) {
    guard start.count >= 4 else { return nil }
    isLittleEndian = start[2] == 0 && start[3] == 0
    let (type, rank) = isLittleEndian ? (start[1], start[0]) : (start[2], start[3])
    guard isLittleEndian || (start[0] == 0 && start[1] == 0), (1...8).contains(rank),
      let element = Element(rawValue: type)
    else { return nil }
    self.element = element
    dimensions = Int(rank)
  }
}
