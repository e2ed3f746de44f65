import Geometry

/// What follows from a layer and its input: parameters, initial weights, their names in files and the memory for them.
public struct Inference: Equatable, Sendable {
  public var output: Shape
  /// In the order of files.
  public var weights: [Weight] = []
  /// Of one sample's forward pass: products with the kernel; biases and pooling are not counted.
  public var multiplyAdds = 0

  public init(output: Shape) { self.output = output }
}

/// An array of numbers that a layer owns.
public struct Weight: Equatable, Sendable {
  /// The last part of its tensor's name in a file: "kernel".
  public let name: String
  public let shape: Shape
  public let initializer: Initializer
  /// Whether the optimizer changes it; a layer may change others itself, such as a running mean.
  public let isTrained: Bool
  public let regularizer: RegularizerSpec?
  public let constraint: ConstraintSpec?
  /// What the layer's options about it begin with: `kernel` in `kernel_constraint`.
  private let option: String
  /// The axis along which each filter or unit is one place.
  private let filterAxis: Int

  public init(
    _ name: String, _ shape: Shape, _ initializer: Initializer, isTrained: Bool = true,
    regularizer: RegularizerSpec? = nil, constraint: ConstraintSpec? = nil, option: String? = nil,
    filterAxis: Int? = nil
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrained = isTrained
    self.regularizer = regularizer
    self.constraint = constraint
    self.option = option ?? name
    self.filterAxis = filterAxis ?? shape.rank - 1
  }

  func checkConstraint() throws(LayerProblem) {
    guard let constraint, let problem = constraint.construct.problem(shape) else { return }
    let place = "\(option)_constraint.\(constraint.words.name)"
    throw LayerProblem(problem.problem, key: place + (problem.key.map { ".\($0)" } ?? ""), hint: problem.hint)
  }

  /// What to know about its constraint.
  var constraintNote: String? {
    guard shape.rank == 4 || shape.rank == 3 && name == "kernel",
      let norm = constraint?.construct as? any NormConstruct, norm.axes(rank: shape.rank) == [0]
    else { return nil }
    let (first, axes) = (shape.rank == 4 ? "rows" : "steps", (0..<shape.rank).filter { $0 != filterAxis })
    return "\(option)_constraint: axis 0 is the window's \(first) only; axis: \(axes) limits each filter"
  }
}

/// A problem of one layer whose place in the list is not known yet.
public struct LayerProblem: Error {
  var key: String?
  var problem: String
  var hint: String?
  /// The option to point at, if the problem is not one of that option alone.
  var pointer: String?
  /// The hint if that option is not written.
  var hintWithout: String?

  public init(
    _ problem: String, key: String? = nil, hint: String? = nil, pointer: String? = nil, hintWithout: String? = nil
  ) {
    self.problem = problem
    self.key = key
    self.hint = hint
    self.pointer = pointer
    self.hintWithout = hintWithout
  }

  func at(_ path: String) -> ShapeProblem {
    ShapeProblem(
      path: path + (key.map { ".\($0)" } ?? ""), problem: problem, hint: hint, pointer: pointer.map { "\(path).\($0)" },
      hintWithout: hintWithout)
  }
}

extension Shape {
  func requireFlat(_ keyword: String) throws(LayerProblem) {
    guard rank == 1 else {
      throw LayerProblem("\(keyword) needs a flat input, but its input is \(self)", hint: "put flatten before it")
    }
  }

  func requireImage(_ keyword: String) throws(LayerProblem) {
    guard rank == 3 else {
      throw LayerProblem(
        "\(keyword) needs an image [height, width, channels], but its input is \(self)", hint: "put it before flatten")
    }
  }
}

extension Shape {
  func requireSequence(_ keyword: String) throws(LayerProblem) {
    guard rank != 2 else { return }
    let sizes = rank == 1 ? [self[0], 1] : [self[0], Shape(Array(dimensions.dropFirst())).count]
    throw LayerProblem(
      "\(keyword) needs a sequence [steps, channels], but its input is \(self)", hint: "put reshape: \(sizes) before it"
    )
  }
}

/// How many multiply-adds are a·b; far above any that a run takes if an `Int` cannot hold the sum over all layers.
func saturatingProduct(_ a: Int, _ b: Int) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? Int.max >> 16 : min(product, Int.max >> 16)
}
