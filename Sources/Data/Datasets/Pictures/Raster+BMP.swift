extension Raster {
  /// An uncompressed BMP of 1, 4, 8, 24 or 32 bits a pixel; a fourth byte is not looked at. Little-endian:
  ///
  ///     "BM"   size of the file (4)   0 (4)   where the pixels start (4)
  ///     length of what follows (4)   width (4)   height (4): below zero if the top row comes first   1 (2)   bits a pixel (2)
  ///     compression (4)   size of the pixels (4)   resolution (8)   colours in the palette (4)   important ones (4)
  ///     the palette: blue, green, red and 0; the rows, each filled up to 4 bytes
  init(bmp bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    let header = try BMPHeader(bytes, path)
    let indices = header.bits <= 8 ? try header.palette(bytes) : []
    var samples: [UInt16] = []
    samples.reserveCapacity(3 * header.width * header.height)
    for y in 0..<header.height {
      let row = header.pixels + (header.isTopFirst ? y : header.height - 1 - y) * header.rowLength
      for x in 0..<header.width {
        let colour: ArraySlice<UInt8>
        if header.bits <= 8 {
          let index = header.index(x, bytes, row: row)
          guard index < indices.count else { throw header.damaged("a pixel's colour is not in its palette") }
          colour = bytes[indices[index]..<indices[index] + 3]
        } else {
          let start = row + x * header.bits / 8
          colour = bytes[start..<start + 3]
        }
        for value in colour.reversed() { samples.append(UInt16(value)) }
      }
    }
    self.init(width: header.width, height: header.height, channels: 3, samples: samples)
  }
}

private struct BMPHeader {
  let width: Int
  let height: Int
  let isTopFirst: Bool
  let bits: Int
  /// Where they start, and how many bytes there are from one row to the next.
  let pixels: Int
  let rowLength: Int
  private let paletteStart: Int
  private let colours: Int
  private let path: String

  init(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) {
    func damaged(_ problem: String) -> DatasetProblem {
      DatasetProblem(.damaged, file: path, problem: "is a damaged BMP (\(problem))", hint: "save it again")
    }
    guard bytes.count >= 54 else { throw damaged("it ends within its header") }
    func number(_ start: Int, _ count: Int) -> Int { bytes[start..<start + count].littleEndian }
    let length = number(14, 4)
    guard (40...1024).contains(length), 14 + length <= bytes.count else {
      throw damaged("its header has \(length) bytes, where 40 or more are needed")
    }
    (bits, pixels, self.path) = (number(28, 2), number(10, 4), path)
    let (signedWidth, signedHeight) = (
      Int(Int32(truncatingIfNeeded: number(18, 4))), Int(Int32(truncatingIfNeeded: number(22, 4)))
    )
    (width, height, isTopFirst) = (signedWidth, abs(signedHeight), signedHeight < 0)
    try ImageFile.requireSane(width: width, height: height, path)
    guard [1, 4, 8, 24, 32].contains(bits) else {
      throw DatasetProblem(
        .damaged, file: path, problem: "is a BMP of \(bits) bits a pixel, where 1, 4, 8, 24 or 32 are read",
        hint: "convert it to PNG")
    }
    // Bit fields in the usual order are the same as none; they may follow the header or be part of it.
    let compression = number(30, 4)
    let isUsual =
      compression == 0
      || compression == 3 && bits == 32 && bytes.count >= 66
        && (number(54, 4), number(58, 4), number(62, 4)) == (0xff0000, 0xff00, 0xff)
    guard isUsual else {
      throw DatasetProblem(
        .damaged, file: path, problem: "is a compressed BMP (method \(compression))", hint: "convert it to PNG")
    }
    rowLength = (width * bits + 31) / 32 * 4
    guard pixels >= 14 + length, pixels <= bytes.count, bytes.count - pixels >= rowLength * height else {
      throw damaged("it has \(max(0, bytes.count - pixels)) of \(rowLength * height) bytes of pixels")
    }
    let named = number(46, 4)
    (paletteStart, colours) = (14 + length, named == 0 ? 1 << min(bits, 8) : named)
  }

  /// Where each colour of the palette starts.
  func palette(_ bytes: [UInt8]) throws(DatasetProblem) -> [Int] {
    guard (1...256).contains(colours), paletteStart + 4 * colours <= pixels else {
      throw damaged("its palette of \(colours) colours does not fit before its pixels")
    }
    return (0..<colours).map { paletteStart + 4 * $0 }
  }

  /// The palette's index of a pixel of 1, 4 or 8 bits: the first one is in a byte's highest bits.
  func index(_ x: Int, _ bytes: [UInt8], row: Int) -> Int {
    let place = x * bits
    return Int(bytes[row + place / 8]) >> (8 - bits - place % 8) & (1 << bits - 1)
  }

  func damaged(_ problem: String) -> DatasetProblem {
    DatasetProblem(.damaged, file: path, problem: "is a damaged BMP (\(problem))", hint: "save it again")
  }
}
