import Files

extension IDXMagic {
  /// Why this is not a file of `content`; nil if it is one.
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
