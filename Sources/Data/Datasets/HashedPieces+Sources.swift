extension HashedPieces {
  /// All that `reader` still has: one thread reads while another hashes.
  ///
  /// - Parameter header: what it has read already.
  static func stream(
    _ reader: ByteReader, after header: [UInt8], into target: UnsafeMutableRawBufferPointer
  ) -> HashedPieces {
    let pieces = stride(from: 0, to: target.count, by: pieceLength).map { start in
      UnsafeMutableRawBufferPointer(rebasing: target[start..<min(start + pieceLength, target.count)])
    }
    nonisolated(unsafe) let (reader, buffers) = (reader, pieces)  // one piece at a time
    return HashedPieces(pieces, after: header, atOnce: 1) { piece throws(DatasetProblem) in
      let count = try reader.read(into: buffers[piece])
      guard count == buffers[piece].count else {
        let (read, expected) = (piece * pieceLength + count, buffers.reduce(0) { $0 + $1.count })
        throw reader.damaged("ends after \(read) of the \(expected) bytes its header names")
      }
      if piece == buffers.count - 1 { try reader.requireEnd() }
    }
  }

  /// The rest of a file in sections, each inflated by one thread; nil if the file has no sections, or they say that they hold
  /// more or less than that.
  ///
  /// Its problems are hardly worth reading: sections may be at fault that are none. As a stream, the file may even be valid.
  static func sections(
    of file: OpenFile, after header: [UInt8], into target: UnsafeMutableRawBufferPointer
  ) throws(DatasetProblem) -> HashedPieces? {
    guard let sections = try file.gzipSections(), sections[0].length >= header.count,
      sections.reduce(0, { $0 + $1.length }) == header.count + target.count
    else { return nil }
    var end = -header.count
    let pieces = sections.map { section in
      let start = max(0, end)
      end += section.length
      return UnsafeMutableRawBufferPointer(rebasing: target[start..<end])
    }
    nonisolated(unsafe) let buffers = pieces
    return HashedPieces(pieces, after: header, atOnce: pieces.count) { piece throws(DatasetProblem) in
      let reader = try ByteReader(file, section: sections[piece].bytes)
      if piece == 0 { _ = try reader.bytes(header.count) }
      guard try reader.read(into: buffers[piece]) == buffers[piece].count else { throw reader.damaged("is too short") }
      try reader.requireEnd()
    }
  }
}

/// Small enough to be still in the cache when it is hashed.
let pieceLength = 1 << 18
