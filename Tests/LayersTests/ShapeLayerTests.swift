import Catalog
import Geometry
import Kernels
import Layers
import Testing

/// y[k] = x[places[k]] in each sample, or 0 where there is no place.
private struct ReferenceGather: Reference {
  var inputs: Int
  var places: [Int?]

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    (0..<samples).flatMap { sample in places.map { place in place.map { x[sample * inputs + $0] } ?? 0 } }
  }
}

/// The index of an element; nil outside.
private func place(_ shape: [Int], _ index: [Int]) -> Int? {
  guard zip(shape, index).allSatisfy({ (0..<$0).contains($1) }) else { return nil }
  return zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }
}

/// Every index of an array, in row-major order.
private func indices(_ shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { starts, size in starts.flatMap { start in (0..<size).map { start + [$0] } } }
}

/// Layers that only copy numbers, and global max pooling.
struct ShapeLayerTests {
  private func check(_ layer: LayerCase) {
    layer.check(samples: 2)
    for samples in [1, 5, 33] { layer.checkDeterminism(samples: samples) }
  }

  private static let margins = [
    Margins(1), Margins(0), Margins(top: 0, bottom: 3, left: 2, right: 0),
    Margins(top: 2, bottom: 0, left: 0, right: 1),
  ]

  @Test(arguments: margins, [1, 3, 16, 17]) func zeroPadding(_ margins: Margins, channels: Int) {
    let (shape, frame) = ([3, 4, channels], ImageFrame(image: Shape([3, 4, channels]), margins))
    let outer = [3 + margins.top + margins.bottom, 4 + margins.left + margins.right, channels]
    let places = indices(outer).map { place(shape, [$0[0] - margins.top, $0[1] - margins.left, $0[2]]) }
    check(
      LayerCase(
        "zero padding \(margins)", inputCount: 12 * channels, outputCount: places.count,
        reference: ReferenceGather(inputs: 12 * channels, places: places)
      ) { _ in Frame2D(frame, crops: false) })
  }

  @Test(arguments: margins, [1, 3, 16, 17]) func cropping(_ margins: Margins, channels: Int) {
    let (shape, frame) = ([2, 3, channels], ImageFrame(image: Shape([2, 3, channels]), margins))
    let outer = [2 + margins.top + margins.bottom, 3 + margins.left + margins.right, channels]
    let places = indices(shape).map { place(outer, [$0[0] + margins.top, $0[1] + margins.left, $0[2]]) }
    check(
      LayerCase(
        "cropping \(margins)", inputCount: outer.reduce(1, *), outputCount: places.count,
        reference: ReferenceGather(inputs: outer.reduce(1, *), places: places)
      ) { _ in Frame2D(frame, crops: true) })
  }

  @Test(arguments: [(2, 2), (1, 3), (3, 1), (1, 1)], [1, 5, 16, 20]) func upSampling(_ size: (Int, Int), channels: Int)
  {
    let shape = [2, 3, channels]
    let places = indices([2 * size.0, 3 * size.1, channels]).map {
      place(shape, [$0[0] / size.0, $0[1] / size.1, $0[2]])
    }
    let geometry = PoolingGeometry(
      input: (2 * size.0, 3 * size.1, channels), pool: size, strides: size, same: false)
    check(
      LayerCase(
        "up-sampling \(size)", inputCount: 6 * channels, outputCount: places.count,
        reference: ReferenceGather(inputs: 6 * channels, places: places)
      ) { _ in UpSampling2D(geometry) })
  }

  @Test(arguments: [
    ([4, 5, 6], [2, 0, 1]), ([4, 5, 6], [1, 0, 2]), ([4, 5, 6], [2, 1, 0]), ([4, 5, 6], [0, 2, 1]),
    ([4, 5, 6], [0, 1, 2]),
    ([17, 33], [1, 0]), ([1, 7, 1], [2, 1, 0]), ([1, 1], [1, 0]), ([9], [0]), ([3, 1, 20, 2], [3, 1, 0, 2]),
    ([2, 3, 2, 3], [3, 2, 1, 0]), ([2, 3, 2, 3], [2, 3, 0, 1]),
  ])
  func permutation(_ shape: [Int], _ order: [Int]) {
    let places = indices(order.map { shape[$0] }).map { index in
      place(shape, shape.indices.map { axis in index[order.firstIndex(of: axis) ?? 0] })
    }
    check(
      LayerCase(
        "\(shape) as \(order)", inputCount: places.count, outputCount: places.count,
        reference: ReferenceGather(inputs: places.count, places: places)
      ) { _ in Permute(Shape(shape), order: order) })
  }

  @Test(arguments: [(1, 1), (7, 1), (16, 4), (19, 3)]) func repetition(_ size: Int, times: Int) {
    let places = (0..<times * size).map { Optional($0 % size) }
    check(
      LayerCase(
        "\(times) times \(size)", inputCount: size, outputCount: places.count,
        reference: ReferenceGather(inputs: size, places: places)
      ) { _ in RepeatVector(size: size, times: times) })
  }

  @Test(arguments: [(4, 5, 3), (1, 1, 16), (7, 7, 17), (3, 2, 64)]) func globalMaxPooling(_ image: (Int, Int, Int)) {
    let (height, width, channels) = image
    let geometry = PoolingGeometry(
      input: (height, width, channels), pool: (height, width), strides: (1, 1), same: false)
    check(
      LayerCase(
        "global max pooling of \(image)", inputCount: geometry.inputCount, outputCount: channels,
        reference: ReferencePooling(geometry: geometry, kind: .largest)
      ) { _ in GlobalMaxPooling2D(geometry) })
  }

  /// As TensorFlow's `reduce_max` does, unlike max pooling.
  @Test func equalMaximaShareTheGradient() {
    let geometry = PoolingGeometry(input: (2, 2, 2), pool: (2, 2), strides: (1, 1), same: false)
    let layer = LayerCase(
      "ties", inputCount: 8, outputCount: 2, reference: ReferencePooling(geometry: geometry, kind: .largest),
      inputs: { samples in Array(repeatElement([3, 1, 3, 0, -1, 0, 3, 0], count: samples).joined()) }
    ) { _ in GlobalMaxPooling2D(geometry) }
    let outcome = layer.run(samples: 1)
    let dy = layer.weights(1)
    #expect(outcome.y.map(Float.init(bitPattern:)) == [3, 1])
    #expect(outcome.dx.map(Float.init(bitPattern:)) == [dy[0] / 3, dy[1], dy[0] / 3, 0, 0, 0, dy[0] / 3, 0])
  }
}
