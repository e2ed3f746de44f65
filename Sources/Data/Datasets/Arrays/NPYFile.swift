import Files
import Text

/// An array that NumPy has saved:
///
///     0x93 N U M P Y   major   minor
///     UInt16 or, from version 2 on, UInt32, little-endian: how long the header is
///     header, in Latin-1 or, from version 3 on, UTF-8
///     numbers
enum NPYFile {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy's own limit for those that it does not trust.
  private static let longestHeader = 10_000

  /// A file of its own.
  static func array(_ file: OpenFile) throws(DatasetProblem) -> StoredArray {
    try array(ArrayPlace(file: file.path, name: nil), ByteReader(file, .plain), length: file.size)
  }

  /// Checks the beginning, and that the numbers are as many bytes as there are.
  ///
  /// - Parameter length: of all bytes that `bytes` has.
  static func array(_ place: ArrayPlace, _ bytes: any ByteSource, length: Int) throws(DatasetProblem) -> StoredArray {
    let start = try bytes.bytes(8)
    guard start.starts(with: magic) else {
      throw try notThis(place, start + bytes.bytes(FileKind.length - start.count))
    }
    guard start.count == 8 else { throw cut(place, length) }
    guard (1...3).contains(start[6]) else {
      throw place.problem(
        "is in version \(start[6]) of NumPy's format, and 1 to 3 are read", hint: "save it again with np.save")
    }
    let sizeBytes = start[6] == 1 ? 2 : 4
    let size = try bytes.bytes(sizeBytes)
    guard size.count == sizeBytes else { throw cut(place, length) }
    let headerLength = size.littleEndian
    guard headerLength <= longestHeader else {
      throw place.problem(
        "has a header of \(headerLength) bytes, and \(longestHeader) are possible", hint: "save it again with np.save")
    }
    let text = try bytes.bytes(headerLength)
    guard text.count == headerLength else { throw cut(place, length) }
    let header = try header(place, text)
    try require(header, place, 8 + sizeBytes + headerLength, length)
    return StoredArray(place, header.format, isColumnMajor: header.isColumnMajor, shape: header.shape, bytes)
  }

  private static func header(_ place: ArrayPlace, _ text: [UInt8]) throws(DatasetProblem) -> NPYHeader {
    do throws(NPYHeader.Problem) { return try NPYHeader(text) } catch {
      switch error {
      case .unreadable: throw place.problem("has no header of NumPy's", hint: "save it again with np.save")
      case .type(let words, let hint): throw place.problem("holds \(words), not numbers", hint: hint)
      }
    }
  }

  private static func require(
    _ header: NPYHeader, _ place: ArrayPlace, _ before: Int, _ length: Int
  ) throws(DatasetProblem) {
    guard let samples = header.shape.first else {
      throw place.problem("is one number", hint: "save an array with a number or more for each sample")
    }
    guard samples > 0, !header.shape.contains(0) else {
      throw place.problem("holds nothing: its shape is \(tuple(header.shape))", hint: "save samples")
    }
    var size = header.format.type.size
    for side in header.shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: side)
      size = overflows || product > 1 << 48 ? 1 << 48 : product  // more than any file has
    }
    guard before + size > length else {
      guard before + size == length else {
        throw place.problem(
          "\(bytesFollow(length - before - size)) the numbers of its header's shape \(tuple(header.shape))",
          hint: "save it again with np.save")
      }
      return
    }
    throw place.problem(
      "is too short: its \(length) bytes can't hold the \(tuple(header.shape)) numbers of \(header.format.type.rawValue) its "
        + "header names", hint: useWholeCopy)
  }

  private static func cut(_ place: ArrayPlace, _ length: Int) -> DatasetProblem {
    place.problem("ends after \(length) bytes, in its header", hint: useWholeCopy)
  }

  private static func notThis(_ place: ArrayPlace, _ start: [UInt8]) -> DatasetProblem {
    place.instead(FileKind(start), of: "a NumPy array (.npy)", hint: "save it with np.save")
  }
}

/// As NumPy writes a shape.
func tuple(_ shape: [Int]) -> String {
  "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
}

extension ArrayPlace {
  /// About a file that is not what it should be.
  func instead(_ kind: FileKind?, of wanted: String, hint: String) -> DatasetProblem {
    problem(
      kind.map { "is \($0.name), not \(wanted)" } ?? "is not \(wanted)",
      hint: kind?.nextStep ?? kind?.asData ?? kind?.conversion ?? hint)
  }
}
