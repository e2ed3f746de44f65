internal import CLibPNG

extension ImageFile {
  static func decodePNG(
    _ bytes: [UInt8], _ path: String
  ) throws(DatasetProblem) -> (image: GrayImage, notes: [String]) {
    let notes = try requireWholePNG(bytes, path)
    var picture = try DecodedPNG(bytes, on: 255, path)
    if picture.hasAlpha, try hasLightInk(bytes, path) { picture = try DecodedPNG(bytes, on: 0, path) }
    return (GrayImage(width: picture.width, height: picture.height, pixels: picture.samples), notes)
  }

  /// Whether everything visible in a picture with transparent parts is light: on white it would be lost.
  private static func hasLightInk(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) -> Bool {
    let samples = try DecodedPNG(bytes, on: nil, path).samples
    let pixels = stride(from: 0, to: samples.count, by: 2).map { (grey: samples[$0], alpha: samples[$0 + 1]) }
    let opacity = pixels.map(\.alpha).max() ?? 0
    let darkest = pixels.lazy.filter { $0.alpha > opacity / 2 }.map(\.grey).min()
    return darkest.map { $0 > 127 } ?? false
  }
}

/// A PNG decoded by libpng's simplified interface: every colour type, depth and interlacing becomes sRGB grey bytes.
private struct DecodedPNG {
  let width: Int
  let height: Int
  let hasAlpha: Bool
  /// One byte for each pixel, or two: grey and alpha.
  let samples: [UInt8]

  /// - Parameter ground: the grey on which the picture is put; nil keeps its alpha.
  init(_ bytes: [UInt8], on ground: UInt8?, _ path: String) throws(DatasetProblem) {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    var format: UInt32 = 0
    // The bytes must stay in place from libpng's first look at them to its last.
    samples = try bytes.withUnsafeBytes { bytes in
      Result { () throws(DatasetProblem) in try Self.read(bytes, &image, &format, ground, path) }
    }.get()
    width = Int(image.width)
    height = Int(image.height)
    hasAlpha = format & PNG_FORMAT_FLAG_ALPHA != 0
  }

  /// - Parameter format: becomes that of the file.
  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ image: inout png_image, _ format: inout UInt32, _ ground: UInt8?, _ path: String
  ) throws(DatasetProblem) -> [UInt8] {
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw damaged(image, path)
    }
    try ImageFile.requireSane(width: Int(image.width), height: Int(image.height), path)
    format = image.format
    // Without this, two-byte samples would be read as linear light, unlike in every viewer.
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    image.format = ground == nil ? PNG_FORMAT_FLAG_ALPHA : UInt32(PNG_FORMAT_GRAY)
    let grey = ground ?? 0
    var background = png_color(red: grey, green: grey, blue: grey)
    var samples = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * (ground == nil ? 2 : 1))
    guard png_image_finish_read(&image, &background, &samples, 0, nil) != 0 else { throw damaged(image, path) }
    return samples
  }

  private static func damaged(_ image: png_image, _ path: String) -> DatasetProblem {
    let message = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return DatasetProblem(.damaged, file: path, problem: "is a damaged PNG (\(message))", hint: "save it again")
  }
}
