/// An image in characters. Two rows of pixels make one line, because a character is about twice as high as it is wide.
///
/// - Parameter pixels: row by row, 0 = background, 255 = ink.
package func asciiPicture(_ pixels: ArraySlice<UInt8>, width: Int) -> [String] {
  let shades = Array(" .:-=+*#%@")
  let rows = width > 0 ? pixels.count / width : 0
  return stride(from: 0, to: rows, by: 2).map { row in
    String(
      (0..<width).map { column in
        let upper = Int(pixels[pixels.startIndex + row * width + column])
        let lower = row + 1 < rows ? Int(pixels[pixels.startIndex + (row + 1) * width + column]) : upper
        return shades[(upper + lower) / 2 * (shades.count - 1) / 255]
      })
  }
}
