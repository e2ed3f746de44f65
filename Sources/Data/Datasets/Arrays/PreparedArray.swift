import Catalog
import Files

/// An array that a trained model is asked about: its samples become inputs as the training's did.
public enum PreparedArray {
  /// Whether a file says of itself that it is one.
  public static func isArray(_ path: String) -> Bool {
    guard let file = try? OpenFile(path), let start = try? file.bytes(0..<NPYFile.magic.count) else { return false }
    return start == NPYFile.magic
  }

  /// Its samples, without targets: these are zeros.
  public static func samples(_ path: String, _ interface: DataInterface) throws(DatasetProblem) -> Samples {
    let array = try NPYFile.array(OpenFile(path))
    let input = interface.input
    try requireShape(array, input)
    guard array.format.type.element == input.element || input.element == .float && input.shape.rank < 3 else {
      throw array.place.problem(
        "holds \(array.format.type.rawValue), and the model was trained on \(input.element.name)",
        hint: "make the array as for training")
    }
    return Samples(
      interface, inputs: [try ArrayInput(input).values([array])], targets: interface.zeroTargets(array.count))
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
