import Catalog
import Datasets
import Geometry
import Testing

/// Samples as a page shows them.
@Suite struct SamplePictureTests {
  private func pictures(
    _ shape: Shape, _ values: Samples.Values, _ settings: PictureSettings? = nil
  ) throws -> SamplePictures {
    let input = DataInterface.Input(shape, values.element, pictures: settings)
    let count = values.count / shape.count
    return try #require(
      SamplePictures(
        Samples(
          DataInterface(inputs: [input], target: .classes(["a", "b"])), inputs: [values],
          targets: .classes((0..<count).map { Int32($0 % 2) }))))
  }

  @Test func smallOnesAreShownAsTheyAre() throws {
    let grey = try pictures(Shape([1, 2, 1]), .bytes([0, 9, 255, 7]))
    #expect(grey.thumbnail(of: 1, side: 2).pixels == [255, 7] && grey.areInk && grey.count == 2)
    let colour = try pictures(Shape([1, 2, 3]), .bytes([255, 0, 0, 0, 255, 0]))
    #expect(colour.thumbnail(of: 0, side: 2).pixels == [255, 0, 0, 0, 255, 0] && !colour.areInk)
    #expect(colour.thumbnail(of: 0, side: 2).channels == 3)
    #expect(colour.greyThumbnail(of: 0, side: 2).pixels == [76, 150])
    #expect(!(try pictures(Shape([1, 1, 1]), .bytes([3]), PictureSettings()).areInk))
    let deep = try pictures(Shape([1, 2, 1]), .words([65_535, 257 * 7]))
    #expect(deep.thumbnail(of: 0, side: 2).pixels == [255, 7])
  }

  /// Each pixel is the mean of those in its place.
  @Test func largeOnesAreMadeSmaller() throws {
    let wide = try pictures(Shape([2, 4, 3]), .bytes([10, 20, 0, 0, 100, 200, 50, 70].flatMap { [$0, 0, $0] }))
    let small = wide.thumbnail(of: 0, side: 2)
    #expect(small.width == 2 && small.channels == 3)
    #expect(small.pixels == [83, 0, 83, 30, 0, 30])
  }

  @Test func numbersAreNoPictures() {
    let interface = DataInterface(inputs: [.init(Shape([1, 1, 1]), .float)], target: .classes(["a"]))
    #expect(SamplePictures(Samples(interface, inputs: [.floats([0.5])], targets: .classes([0]))) == nil)
  }
}
