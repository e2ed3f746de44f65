import Catalog
import Geometry

/// An image [height, width, channels] within a larger one.
public struct ImageFrame: Sendable {
  let height: Int
  let width: Int
  let channels: Int
  let margins: Margins

  /// - Parameter image: the smaller one.
  public init(image: Shape, _ margins: Margins) {
    (height, width, channels) = (image[0], image[1], image[2])
    self.margins = margins
  }

  var imageCount: Int { height * width * channels }
  var outerWidth: Int { margins.left + width + margins.right }
  var outerCount: Int { (margins.top + height + margins.bottom) * outerWidth * channels }

  /// Where the image's row begins in the larger one.
  private func start(of row: Int) -> Int { ((margins.top + row) * outerWidth + margins.left) * channels }

  /// The image with zeros around it.
  func embed(_ image: UnsafePointer<Float>, _ outer: UnsafeMutablePointer<Float>) {
    let count = width * channels
    var end = 0
    for row in 0..<height {
      let start = start(of: row)
      (outer + end).update(repeating: 0, count: start - end)
      (outer + start).update(from: image + row * count, count: count)
      end = start + count
    }
    (outer + end).update(repeating: 0, count: outerCount - end)
  }

  /// The image alone.
  func extract(_ outer: UnsafePointer<Float>, _ image: UnsafeMutablePointer<Float>) {
    let count = width * channels
    for row in 0..<height { (image + row * count).update(from: outer + start(of: row), count: count) }
  }
}

/// y = x with zeros around it, or x without what is around it. Backward is the other of the two.
public final class Frame2D: Layer {
  private let frame: ImageFrame
  private let crops: Bool

  /// - Parameter crops: whether the input is the larger image.
  public init(_ frame: ImageFrame, crops: Bool) {
    self.frame = frame
    self.crops = crops
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    copy(x, y, crops: crops, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { copy(dy, dx, crops: !crops, pass) }
  }

  private func copy(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, crops: Bool, _ pass: Pass) {
    pass.parallelism.forEach(pass.samples) { sample, _ in
      if crops {
        frame.extract(x + sample * frame.outerCount, y + sample * frame.imageCount)
      } else {
        frame.embed(x + sample * frame.imageCount, y + sample * frame.outerCount)
      }
    }
  }
}

extension ZeroPadding2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    Frame2DPlan(frame: ImageFrame(image: site.input, padding), crops: false)
  }
}

extension Cropping2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    Frame2DPlan(frame: ImageFrame(image: site.output, cropping), crops: true)
  }
}

private struct Frame2DPlan: LayerPlan {
  let frame: ImageFrame
  let crops: Bool

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Frame2D(frame, crops: crops) }

  func way(_ site: Site) -> String { crops ? "cropping" : "zero padding" }
}
