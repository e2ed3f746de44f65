import Text

/// How the pictures of a data set hold their ink, if all do so alike, as MNIST's do: each has been scaled until its ink filled a square, and
/// moved until the pixel in its middle contained the ink's centre of mass.
public struct InkFrame: Hashable, Sendable {
  /// The longer side of the ink, in pixels.
  public let side: Int

  public init(side: Int) { self.side = side }

  /// In the form of preprocessing.json.
  var json: JSONValue {
    .object([.init("longer_side", .integer(side)), .init("centred_by", .string("mass"))])
  }

  init?(_ json: JSONValue) {
    guard case .number(let digits)? = json["longer_side"], let side = Int(digits), (1...1 << 20).contains(side),
      json["centred_by"] == .string("mass")
    else { return nil }
    self.init(side: side)
  }
}
