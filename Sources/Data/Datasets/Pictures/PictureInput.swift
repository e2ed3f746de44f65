import Catalog
import Geometry

/// A picture of the user's own as a trained model's input.
extension DataInterface.Input {
  /// In the size and the colours of the data set's pictures, brought there as they were: by the recorded settings. If those were read from
  /// arrays, there are none; then by the mean of the area that a pixel covers, which is said.
  ///
  /// - Returns: also what is odd about the file.
  /// - Throws: `DatasetProblem` if the file is no picture that can be read.
  /// - Precondition: the input is one of pictures.
  public func read(picture path: String) throws(DatasetProblem) -> (values: Samples.Values, notes: [String]) {
    let file = try Raster(ImageFile.bytes(path), path, isNamed: true)
    let size = Extent2D(shape[0], shape[1])
    guard let pictures else {
      var settings = PictureSettings()
      (settings.colorMode, settings.interpolation) = (shape[2] == 1 ? .grayscale : .rgb, .area)
      let isOther = (file.height, file.width) != (size.height, size.width)
      let change = isOther ? ["its \(file.width) × \(file.height) pixels became \(size.width) × \(size.height)"] : []
      return (try file.prepared(settings, size: size, path).values(element), change + file.notes)
    }
    return (try file.prepared(pictures, size: size, path).values(element), file.notes)
  }

  /// A drawing, whose pixels are those of the data set's.
  public func values(_ drawing: GrayImage) -> Samples.Values {
    Raster(width: drawing.width, height: drawing.height, channels: 1, samples: drawing.pixels.map { UInt16($0) })
      .values(element)
  }
}

extension Raster {
  /// With as many bits as the element has.
  fileprivate func values(_ element: DataInterface.Element) -> Samples.Values {
    guard element == .word else { return .bytes(eightBits.samples.map { UInt8($0) }) }  // white is 255
    return .words(isDeep ? samples : samples.map { $0 * 257 })
  }
}
