import Catalog
import Geometry

extension Raster {
  /// As a model's input.
  ///
  /// - Throws: if it would become too large on the way.
  package func prepared(
    _ settings: PictureSettings, size: Extent2D, _ path: String
  ) throws(DatasetProblem) -> Raster {
    let picture = converted(channels: settings.colorMode.channels)
    if settings.cropsToAspectRatio {
      return picture.cropped(toAspectRatioOf: size).resized(to: size, settings.interpolation)
    }
    guard settings.padsToAspectRatio else { return picture.resized(to: size, settings.interpolation) }
    let whole = paddedSize(size)
    try ImageFile.requireSane(width: whole.width, height: whole.height, path)
    return picture.padded(to: whole).resized(to: size, settings.interpolation)
  }

  /// The middle of it with the proportions of `size`, as Keras cuts it.
  func cropped(toAspectRatioOf size: Extent2D) -> Raster {
    let rows = max(1, min(height, width * size.height / size.width))
    let columns = max(1, min(width, height * size.width / size.height))
    return window(top: (height - rows) / 2, left: (width - columns) / 2, height: rows, width: columns)
  }

  /// The smallest picture with the proportions of `size` that has room for it.
  private func paddedSize(_ size: Extent2D) -> Extent2D {
    Extent2D(max(height, width * size.height / size.width), max(width, height * size.width / size.height))
  }

  /// With black around it, as Keras fills it up.
  private func padded(to size: Extent2D) -> Raster {
    window(
      top: -((size.height - height) / 2), left: -((size.width - width) / 2), height: size.height, width: size.width)
  }

  /// A part of the picture; what lies outside of it is black.
  private func window(top: Int, left: Int, height: Int, width: Int) -> Raster {
    if (height, width) == (self.height, self.width) { return self }
    var part = [UInt16](repeating: 0, count: height * width * channels)
    let columns = (left..<left + width).clamped(to: 0..<self.width)
    for y in (top..<top + height).clamped(to: 0..<self.height) {
      let start = ((y - top) * width + columns.lowerBound - left) * channels
      let row = (y * self.width + columns.lowerBound) * channels
      part.replaceSubrange(
        start..<start + columns.count * channels, with: samples[row..<row + columns.count * channels])
    }
    return with(width: width, height: height, part)
  }

  /// In another size, rounded to the nearest whole number, halves up.
  func resized(to size: Extent2D, _ interpolation: PictureSettings.Interpolation) -> Raster {
    if (height, width) == (size.height, size.width) { return self }
    let rows = Resampling.made(interpolation, from: height, to: size.height)
    let columns = Resampling.made(interpolation, from: width, to: size.width)
    let total = rows.total * columns.total
    let samples = [UInt16](unsafeUninitializedCapacity: size.height * size.width * channels) { buffer, filled in
      for y in 0..<size.height {
        for sum in sums(row: y, rows, columns) {
          buffer[filled] = UInt16((sum + total / 2) / total)  // a mean, so at most white
          filled += 1
        }
      }
    }
    return with(width: size.width, height: size.height, samples)
  }

  /// A new row, times the totals of both axes' weights.
  private func sums(row: Int, _ rows: Resampling, _ columns: Resampling) -> [Int] {
    var sums = [Int](repeating: 0, count: columns.firsts.count * channels)
    sums.withUnsafeMutableBufferPointer { sums in
      samples.withUnsafeBufferPointer { samples in
        for (offset, place) in rows.places[row].enumerated() {
          let (start, weight) = ((rows.firsts[row] + offset) * width, rows.weights[place])
          for x in columns.firsts.indices {
            for channel in 0..<channels {
              sums[x * channels + channel] +=
                weight * columns.sum(x) { Int(samples[(start + $0) * channels + channel]) }
            }
          }
        }
      }
    }
    return sums
  }
}

extension Resampling {
  static func made(_ interpolation: PictureSettings.Interpolation, from old: Int, to new: Int) -> Resampling {
    switch interpolation {
    case .bilinear: bilinear(from: old, to: new)
    case .nearest: nearest(from: old, to: new)
    case .area: area(from: old, to: new)
    }
  }
}
