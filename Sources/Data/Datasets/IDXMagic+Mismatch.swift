import Files

extension IDXMagic {
  /// Why this is not a file of `content`; nil if it is one.
  func mismatch(_ content: IDXFile.Content) -> (problem: String, hint: String)? {
    if isLittleEndian {
      return ("is an IDX file with its bytes in reverse order (little-endian)", "write the header's numbers big-endian")
    }
    guard element == .unsignedByte || !content.isMNISTs else {
      return (
        "is an IDX file of \(element.name), only unsigned bytes are read",
        content.areImages ? "write each pixel as a byte from 0 to 255" : "write each label as a byte"
      )
    }
    guard !content.allows(self) else { return nil }
    let found = "has \(dimensions) \(dimensions == 1 ? "dimension" : "dimensions")"
    return switch (content.areImages, dimensions) {
    case (true, 1): (found + ", as labels have; images have 3", "are two files swapped?")
    case (true, 4): (found + ": these images are grey", "name a data set in colour with dataset: {idx: FOLDER}")
    case (true, _): (found + "; images have 3: [count, height, width]", "write each image as rows and columns")
    case (false, 3): (found + ", as images have; labels have 1", "are two files swapped?")
    case (false, _): (found + "; labels have 1: [count]", "write each label as one number, not as a row")
    }
  }
}
