import Catalog
import Files

/// An array that a trained model is asked about: its samples become inputs as the training's did.
public enum PreparedArray {
  /// Whether a file says of itself that it is one.
  public static func isArray(_ path: String) -> Bool { starts(path, with: NPYFile.magic) }

  /// Whether it may be an archive of them.
  public static func isArchive(_ path: String) -> Bool { starts(path, with: NPZFile.magic) }

  private static func starts(_ path: String, with magic: [UInt8]) -> Bool {
    guard let file = try? OpenFile(path), let start = try? file.bytes(0..<magic.count) else { return false }
    return start == magic
  }

  /// Its samples, without targets: these are zeros.
  public static func samples(_ path: String, _ interface: DataInterface) throws(DatasetProblem) -> Samples {
    let array = try NPYFile.array(OpenFile(path))
    return Samples(
      interface, inputs: [try values(array, interface.input)], targets: interface.zeroTargets(array.count))
  }

  /// Samples with what is right about them, of later data: x and y of a NumPy archive, or x_test and y_test.
  public static func judged(_ path: String, _ interface: DataInterface) throws(DatasetProblem) -> Samples {
    let archive = try NPZFile(path)
    let ending = archive.names.contains("x_test") ? "_test" : ""
    guard let x = try archive.array("x" + ending), let y = try archive.array("y" + ending) else {
      throw DatasetProblem(
        .damaged, file: path, problem: "has no x and y; its arrays are \(shortList(archive.names))",
        hint: "name them so: np.savez(\"later.npz\", x=…, y=…)")
    }
    let input = ArrayInput(interface.input)
    try ArraySet(training: .init(inputs: x, targets: y), test: nil).requireMatches(input.kind)
    let inputs = try values(x, interface.input)
    return Samples(interface, inputs: [inputs], targets: try targets(y, interface.target, input.kind))
  }

  private static func values(
    _ array: StoredArray, _ input: DataInterface.Input
  ) throws(DatasetProblem) -> Samples.Values {
    try requireShape(array, input)
    guard array.format.type.element == input.element || input.element == .float && input.shape.rank < 3 else {
      throw array.place.problem(
        "holds \(array.format.type.rawValue), and the model was trained on \(input.element.name)",
        hint: "make the array as for training")
    }
    return try ArrayInput(input).values([array])
  }

  private static func targets(
    _ array: StoredArray, _ target: DataInterface.Target, _ kind: SampleKind
  ) throws(DatasetProblem) -> Samples.Targets {
    switch target {
    case .classes(let names):
      let reader = try ArrayTargetReader([array], needsClasses: true)
      return try reader.targets(0, .classes(ArrayClasses(ofModel: names)), kind)
    case .values(let names):
      guard array.size == names.count else {
        throw array.place.problem(
          "has \(array.size) numbers for each sample, and the model predicts \(names.count)",
          hint: "save those that it was trained on")
      }
      return .values(Array(try array.numbers() as PagedArray<Float>))
    }
  }

  /// Either the model's, or as the training's array may have had it: without the axis of one channel, or in a row.
  private static func requireShape(_ array: StoredArray, _ input: DataInterface.Input) throws(DatasetProblem) {
    let shape = input.shape.dimensions
    let stored = input.isTransposed ? [shape[1], shape[0], shape[2]] : shape
    let own = Array(array.shape.dropFirst())
    let isRow = own.count < 2 && array.size == input.shape.count
    guard own == stored || stored.last == 1 && own == Array(stored.dropLast()) || isRow else {
      throw array.place.problem(
        "has the shape \(tuple(array.shape)), and the model takes samples of the shape \(input.shape)",
        hint: "save an array of samples: (samples, \(stored.map(String.init).joined(separator: ", ")))")
    }
  }
}
