import Catalog
import Geometry

/// What an array of inputs is to the model.
struct ArrayInput: Equatable {
  let interface: DataInterface.Input

  /// The sizes that preprocessing.json can have.
  private static let greatestSide = 1 << 20
  private static let greatestSize = 1 << 31

  init(_ interface: DataInterface.Input) { self.interface = interface }

  init(_ array: StoredArray, _ options: ArrayOptions) throws(DatasetProblem) {
    let stored = try Self.shape(array, options.shape)
    let isTransposed = options.transpose ?? false
    guard !isTransposed || stored.rank == 3 else {
      throw array.place.problem(
        "has samples of the shape \(stored), which have no height and width", hint: "leave transpose out",
        .option("transpose"))
    }
    var interface = DataInterface.Input(
      isTransposed ? Shape([stored[1], stored[0], stored[2]]) : stored, array.format.type.element,
      rescale: options.rescale.map { Float($0) } ?? Self.rescale(array.format.type, isImage: stored.rank == 3))
    interface.isTransposed = isTransposed
    self.init(interface)
  }

  /// Images of one channel may lack the axis for it.
  private static func shape(_ array: StoredArray, _ written: [Int]?) throws(DatasetProblem) -> Shape {
    let own = Array(array.shape.dropFirst())
    var sizes = own.isEmpty ? [1] : own.count == 2 ? own + [1] : own
    if let written {
      let product = written.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
      guard written.count <= 3, product == array.size else {
        throw array.place.problem(
          "has \(array.size) numbers in each sample, which are not \(written.map(String.init).joined(separator: " × "))",
          hint: "write one to three sizes whose product is \(array.size)", .option("shape"))
      }
      sizes = written
    }
    guard sizes.count <= 3 else {
      throw array.place.problem(
        "has the shape \(tuple(array.shape)), and samples have three axes at most: height, width, channels",
        hint: "write shape: [height, width, channels]", .option("shape"))
    }
    guard sizes.allSatisfy({ $0 <= greatestSide }), Shape(sizes).size <= Double(greatestSize) else {
      throw array.place.problem(
        "has samples of the shape \(Shape(sizes)), and a side may have \(greatestSide)", hint: "use smaller samples")
    }
    return Shape(sizes)
  }

  /// What the element's own scale is not right for.
  private static func rescale(_ type: NumberType, isImage: Bool) -> Float? {
    switch type {
    case .uint8, .uint16: isImage ? nil : 1
    case .bool: 1
    default: nil
    }
  }

  var kind: SampleKind { interface.shape.rank == 3 ? .image : .sample }

  /// The samples of arrays, one after another.
  ///
  /// - Parameter slots: which place each of them gets; nil for their order.
  func values(_ arrays: [StoredArray], slots: [Int]? = nil) throws(DatasetProblem) -> Samples.Values {
    if slots == nil, arrays.count == 1, let bytes = arrays[0].wholeBytes { return .bytes(transposed(bytes)) }
    return switch interface.element {
    case .byte: .bytes(transposed(try StoredArray.numbers(arrays, slots: slots)))
    case .word: .words(transposed(try StoredArray.numbers(arrays, slots: slots)))
    case .float: .floats(transposed(try StoredArray.numbers(arrays, slots: slots)))
    }
  }

  private func transposed<Number>(_ numbers: consuming PagedArray<Number>) -> PagedArray<Number> {
    guard interface.isTransposed else { return numbers }
    let (height, width, channels) = (interface.shape[0], interface.shape[1], interface.shape[2])
    numbers.withUnsafeMutableBufferPointer { numbers in
      for start in stride(from: 0, to: numbers.count, by: interface.shape.count) {
        let sample = Array(numbers[start..<start + interface.shape.count])
        for y in 0..<height {
          for x in 0..<width {
            for channel in 0..<channels {
              numbers[start + (y * width + x) * channels + channel] = sample[(x * height + y) * channels + channel]
            }
          }
        }
      }
    }
    return numbers
  }
}

extension NumberType {
  /// How a model's inputs are stored that come from such numbers.
  var element: DataInterface.Element {
    switch self {
    case .bool, .uint8: .byte
    case .uint16: .word
    default: .float
    }
  }
}
