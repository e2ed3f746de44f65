import Geometry

/// A model's inputs from the data and the targets for its outputs: everything that a trained model has to know about its
/// data.
public struct DataInterface: Hashable, Sendable {
  public struct Input: Hashable, Sendable {
    /// That of a sample: [height, width, channels], or [features].
    public var shape: Shape
    public var element: Element
    /// By what a stored number is multiplied to be the model's input; nil for the element's own scale.
    public var rescale: Float?
    /// Whether height and width have changed places on the way from the file.
    public var isTransposed = false
    /// How a file of a picture becomes this input; nil for numbers that do not come from such files.
    public var pictures: PictureSettings?

    public init(_ shape: Shape, _ element: Element, rescale: Float? = nil, pictures: PictureSettings? = nil) {
      self.shape = shape
      self.element = element
      self.rescale = rescale
      self.pictures = pictures
    }
  }

  /// How a number of the input is stored, and what it is for the model unless the input says otherwise.
  public enum Element: Hashable, CaseIterable, Sendable {
    /// The byte is divided by 255.
    case byte
    /// The number of 16 bits is divided by 65,535.
    case word
    /// The number is as it is.
    case float

    /// The greatest number, by which the others are divided; nil for numbers that are used as they are.
    public var divisor: Int? {
      switch self {
      case .byte: 255
      case .word: 65_535
      case .float: nil
      }
    }

    /// Of a number in memory.
    public var byteCount: Int {
      switch self {
      case .byte: 1
      case .word: 2
      case .float: 4
      }
    }

    /// As NumPy calls it.
    public var name: String {
      switch self {
      case .byte: "uint8"
      case .word: "uint16"
      case .float: "float32"
      }
    }
  }

  public enum Target: Hashable, Sendable {
    /// A sample belongs to one of these classes; its label is the class's index here.
    case classes([String])
    /// A sample has a number for each of these names.
    case values([String])
  }

  /// At least one.
  public let inputs: [Input]
  /// At least one class or value.
  public let target: Target
  /// How a table's cells become inputs and targets; nil if the data are no table.
  public let table: TablePreparation?
  /// The samples of the parts that a split has made of data that are no table, whose preparation has them; nil without a split.
  public var rows: TablePreparation.Rows?
  /// How each picture holds its ink; nil if the data are no pictures, or differ in that.
  public var ink: InkFrame?

  public init(inputs: [Input], target: Target, table: TablePreparation? = nil, ink: InkFrame? = nil) {
    self.inputs = inputs
    self.target = target
    self.table = table
    self.ink = ink
    precondition(!inputs.isEmpty && outputs > 0)
  }

  /// The rows or samples of the parts that a split has made.
  public var dividedRows: TablePreparation.Rows? { table?.rows ?? rows }

  /// Those of the test part.
  public var testRows: [Int]? { dividedRows?.test.map(Int.init) }

  /// The input of a model with one input.
  public var input: Input { inputs[0] }

  /// Empty if the targets are values.
  public var classNames: [String] { if case .classes(let names) = target { names } else { [] } }

  /// How many numbers the model's last layer has.
  public var outputs: Int {
    switch target {
    case .classes(let names), .values(let names): names.count
    }
  }

  /// Classes that have numbers but no names.
  public static func numbered(_ classes: Int) -> Target { .classes((0..<classes).map(String.init)) }
}

extension DataInterface {
  /// Whether a sample is a drawing, light on black, and no photograph: a grey picture that comes from no file of its own, as MNIST's, or one
  /// of many that hold their ink alike.
  public var holdsInk: Bool {
    guard let shape = input.pictureShape, shape[2] == 1 else { return false }
    return input.pictures == nil || ink != nil
  }
}

extension DataInterface.Input {
  /// [height, width, channels] of a picture in grey or colour, which can be drawn and read from a file; nil for anything else.
  public var pictureShape: Shape? {
    shape.rank == 3 && [1, 3].contains(shape[2]) && element != .float ? shape : nil
  }
}
