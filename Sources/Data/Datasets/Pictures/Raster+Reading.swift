import Files

extension Raster {
  /// Reads a PNG, JPEG, BMP, PGM or PPM, told apart by its first bytes.
  ///
  /// - Throws: `DatasetProblem` if the file is missing, too large, damaged, or something else.
  package init(file path: String) throws(DatasetProblem) { try self.init(ImageFile.bytes(path), path) }

  /// The same with the file's bytes.
  ///
  /// - Parameter isNamed: whether the user has named this very file, which then need not be moved out of the way.
  package init(_ bytes: [UInt8], _ path: String, isNamed: Bool = false) throws(DatasetProblem) {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
      try self.init(png: bytes, path)
    } else if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      try self.init(jpeg: bytes, path)
    } else if bytes.starts(with: "BM".utf8) {
      try self.init(bmp: bytes, path)
    } else if NetpbmMap.isStart(of: bytes) {
      try self.init(netpbm: bytes, path)
    } else {
      throw Self.unknown(bytes, path, isNamed: isNamed)
    }
  }

  private init(netpbm bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    let map = try NetpbmMap(bytes, path)
    let white = map.maximum > 255 ? 65_535 : 255
    self.init(
      width: map.width, height: map.height, channels: map.channels, white: white, samples: map.values(upTo: white),
      notes: map.notes)
  }

  private static func unknown(_ bytes: [UInt8], _ path: String, isNamed: Bool) -> DatasetProblem {
    guard !bytes.isEmpty else {
      return DatasetProblem(
        .damaged, file: path, problem: "is empty", hint: isNamed ? "save it again" : "remove it, or save it again")
    }
    let kind = FileKind(bytes)
    return DatasetProblem(
      .damaged, file: path,
      problem: "is \(kind?.name ?? "no picture known here"), where a PNG, JPEG, BMP, PGM or PPM is needed",
      hint: kind?.nextStep ?? "convert it to PNG" + (isNamed ? "" : ", or move it elsewhere"))
  }
}
