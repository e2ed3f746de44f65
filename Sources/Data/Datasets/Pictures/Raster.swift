/// A decoded picture: grey or in colour, of 8 or 16 bits.
package struct Raster: Equatable, Sendable {
  package let width: Int
  package let height: Int
  /// 1 for grey, 3 for red, green and blue.
  package let channels: Int
  /// The value of white: 255, or 65,535 if its file has 16 bits.
  package let white: Int
  /// Row by row, the channels of a pixel side by side.
  package let samples: [UInt16]
  /// Oddities that did not keep it from being read, in words that do not depend on the file's name.
  package var notes: [String] = []

  package init(
    width: Int, height: Int, channels: Int, white: Int = 255, samples: [UInt16], notes: [String] = []
  ) {
    precondition(width > 0 && height > 0 && samples.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.white = white
    self.samples = samples
    self.notes = notes
  }

  package var isDeep: Bool { white > 255 }

  /// With 8 bits for each sample, rounded.
  var eightBits: Raster {
    guard isDeep else { return self }
    return Raster(
      width: width, height: height, channels: channels,
      samples: samples.map { UInt16((UInt32($0) * 255 + 32_767) / 65_535) },
      notes: notes)
  }

  /// In grey or in colour.
  package func converted(channels: Int) -> Raster {
    if channels == self.channels { return self }
    return with(width: width, height: height, channels: channels, channels == 1 ? greys : coloured)
  }

  /// Luma as of television, in whole numbers: (299 R + 587 G + 114 B + 500) ÷ 1000.
  private var greys: [UInt16] {
    (0..<width * height).map { (pixel: Int) -> UInt16 in
      let (red, green, blue) = (Int(samples[3 * pixel]), Int(samples[3 * pixel + 1]), Int(samples[3 * pixel + 2]))
      let sum: Int = 299 * red + 587 * green + 114 * blue
      return UInt16((sum + 500) / 1000)
    }
  }

  private var coloured: [UInt16] { samples.flatMap { [$0, $0, $0] } }

  func with(width: Int, height: Int, channels: Int? = nil, _ samples: [UInt16]) -> Raster {
    Raster(
      width: width, height: height, channels: channels ?? self.channels, white: white, samples: samples, notes: notes)
  }
}

extension Raster {
  /// Grey and alpha, or colour and alpha, put on black; any other samples as they are.
  ///
  /// - Parameter samples: of as many channels as `channels` says.
  init(width: Int, height: Int, channels: Int, white: Int, withAlpha samples: [UInt16]) {
    guard channels == 2 || channels == 4 else {
      self.init(width: width, height: height, channels: channels, white: white, samples: samples)
      return
    }
    let (colours, pixels) = (channels - 1, width * height)
    let isTransparent = (0..<pixels).contains { samples[$0 * channels + colours] < white }
    let opaque = [UInt16](unsafeUninitializedCapacity: pixels * colours) { buffer, filled in
      for pixel in 0..<pixels {
        let alpha = Int(samples[pixel * channels + colours])
        for colour in 0..<colours {
          let value = Int(samples[pixel * channels + colour])
          buffer[pixel * colours + colour] = UInt16((value * alpha + white / 2) / white)  // at most white
        }
      }
      filled = pixels * colours
    }
    self.init(
      width: width, height: height, channels: colours, white: white, samples: opaque,
      notes: isTransparent ? ["its transparent parts were put on black"] : [])
  }
}
