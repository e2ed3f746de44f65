/// The first four bytes of an IDX file: two zeros, the type of its elements, the number of its dimensions.
struct IDXMagic: Equatable {
  enum Element: UInt8 {
    case unsignedByte = 0x08
    case signedByte = 0x09
    case short = 0x0b
    case int = 0x0c
    case float = 0x0d
    case double = 0x0e

    var name: String {
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

  let element: Element
  let dimensions: Int
  /// Of a file that was written in the byte order of its machine, which the format does not allow.
  let isLittleEndian: Bool

  /// Nil for any other file.
  init?(_ start: [UInt8]) {
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

extension IDXMagic {
  /// Why this is no file of `content`; nil if it is one.
  func mismatch(_ content: IDXFile.Content) -> (problem: String, hint: String)? {
    if isLittleEndian {
      return ("is an IDX file with its bytes in reverse order (little-endian)", "write the header's numbers big-endian")
    }
    guard element == .unsignedByte else {
      return (
        "is an IDX file of \(element.name), only unsigned bytes are read",
        content == .images ? "write each pixel as a byte from 0 to 255" : "write each label as a byte"
      )
    }
    guard dimensions != content.axes else { return nil }
    let found = "has \(dimensions) \(dimensions == 1 ? "dimension" : "dimensions")"
    return switch (content, dimensions) {
    case (.images, 1): (found + ", as labels have; images have 3", "are two files swapped?")
    case (.images, 4): (found + ": colour images are not read yet", "write grey images: [count, height, width]")
    case (.images, _): (found + "; images have 3: [count, height, width]", "write each image as rows and columns")
    case (.labels, 3): (found + ", as images have; labels have 1", "are two files swapped?")
    case (.labels, _): (found + "; labels have 1: [count]", "write each label as one number, not as a row")
    }
  }
}
