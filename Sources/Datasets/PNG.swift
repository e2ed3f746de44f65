internal import CLibPNG

extension ImageFile {
  /// libpng's simplified interface: every colour type, depth and interlacing comes out as sRGB grey bytes.
  static func decodePNG(_ bytes: [UInt8], _ path: String) throws(DatasetProblem) -> GrayImage {
    try requireWholePNG(bytes, path)
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let pixels = bytes.withUnsafeBytes { bytes in
      Result { () throws(DatasetProblem) in try readPNG(bytes, &image, path) }
    }
    return GrayImage(width: Int(image.width), height: Int(image.height), pixels: try pixels.get())
  }

  /// `bytes` must stay where they are from libpng's first look at them to its last.
  private static func readPNG(
    _ bytes: UnsafeRawBufferPointer, _ image: inout png_image, _ path: String
  ) throws(DatasetProblem) -> [UInt8] {
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw damagedPNG(image, path)
    }
    try requireSane(width: Int(image.width), height: Int(image.height), path)
    // Without this, two bytes a sample are taken for linear light, unlike what every viewer shows.
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    image.format = UInt32(PNG_FORMAT_GRAY)
    var white = png_color(red: 255, green: 255, blue: 255)
    var pixels = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height))
    guard png_image_finish_read(&image, &white, &pixels, 0, nil) != 0 else { throw damagedPNG(image, path) }
    return pixels
  }

  private static func damagedPNG(_ image: png_image, _ path: String) -> DatasetProblem {
    let message = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return DatasetProblem(.damaged, file: path, problem: "is a damaged PNG (\(message))", hint: "save it again")
  }
}
