import Geometry

/// What becomes of the results of branches.
public protocol MergeRule: Hashable, Sendable {
  static var words: ConstructWords { get }
  static func output(_ branches: [(name: String, shape: Shape)]) throws(LayerProblem) -> Shape
}

/// Computes branches from the same input and makes one result of theirs.
public struct MergeSpec<Rule: MergeRule>: LayerConstruct {
  public var branches: [Branch<LayerSpec>]

  public init(_ branches: [Branch<LayerSpec>] = []) { self.branches = branches }

  public static var words: ConstructWords { Rule.words }

  public mutating func options(_ visitor: any OptionVisitor) { visitor.branches(&branches) }

  public var structure: BlockStructure? { .branches(branches) }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    Inference(output: try Rule.output(Array(zip(branches.map(\.name), inputs))))
  }
}

/// A rule that computes each element of its result from one element of each branch. Where a branch has 1 along an axis and
/// another more, its element counts for all of them.
public protocol ElementwiseRule: MergeRule {}

extension ElementwiseRule {
  public static func output(_ branches: [(name: String, shape: Shape)]) throws(LayerProblem) -> Shape {
    if let shape = Shape.broadcast(branches.map(\.shape)) { return shape }
    throw .different(branches, "their sizes need to be equal, or 1 where a branch counts for all places")
  }
}

private func mergeWords(_ name: String, _ summary: String, _ formula: String) -> ConstructWords {
  ConstructWords(name, summary, formula: formula, example: "\(name): {a: [dense: 16], b: [dense: 16]}")
}

public struct AddRule: ElementwiseRule {
  public static let words = mergeWords("add", "the sum of its branches", "y = (a + b) + c …, in the order written")
}

public struct SubtractRule: ElementwiseRule {
  public static let words = mergeWords("subtract", "the difference of its two branches", "y = a − b")

  public static func output(_ branches: [(name: String, shape: Shape)]) throws(LayerProblem) -> Shape {
    guard branches.count == 2 else {
      throw LayerProblem(
        "\(branches.count) branches, but subtract has two", hint: "put the others into an add of their own")
    }
    return try AddRule.output(branches)
  }
}

public struct MultiplyRule: ElementwiseRule {
  public static let words = mergeWords(
    "multiply", "the product of its branches", "y = (a · b) · c …, in the order written")
}

public struct AverageRule: ElementwiseRule {
  public static let words = mergeWords("average", "the mean of its branches", "y = ((a + b) + c …) ÷ their number")
}

public struct MaximumRule: ElementwiseRule {
  public static let words = mergeWords("maximum", "the largest of its branches' elements", "y = max(a, b, c …)")
}

public struct MinimumRule: ElementwiseRule {
  public static let words = mergeWords("minimum", "the smallest of its branches' elements", "y = min(a, b, c …)")
}

public struct ConcatenateRule: MergeRule {
  public static let words = mergeWords(
    "concatenate", "its branches one after the other along the last axis", "y = [a, b, c …], in the order written")

  public static func output(_ branches: [(name: String, shape: Shape)]) throws(LayerProblem) -> Shape {
    let shapes = branches.map { $0.shape.dimensions }
    let first = shapes[0].dropLast()
    guard !shapes[0].isEmpty, shapes.allSatisfy({ $0.dropLast() == first && $0.count == shapes[0].count }) else {
      throw .different(branches, "all axes but the last need equal sizes; padding: same keeps height and width")
    }
    return Shape(first + [shapes.reduce(0) { $0 + $1[$1.count - 1] }])
  }
}

extension LayerProblem {
  fileprivate static func different(_ branches: [(name: String, shape: Shape)], _ hint: String) -> LayerProblem {
    let list = branches.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    let isOfRanks = Set(branches.map(\.shape.rank)).count > 1
    return LayerProblem(
      "the branches have different \(isOfRanks ? "ranks" : "shapes"): \(list)",
      hint: isOfRanks ? "put flatten or reshape into a branch: all need the same number of axes" : hint)
  }
}

extension Shape {
  /// The shape of a result whose elements come from one element of each: along each axis the size of all that do not have 1
  /// there. Nil if there is none.
  static func broadcast(_ shapes: [Shape]) -> Shape? {
    guard let first = shapes.first, shapes.allSatisfy({ $0.rank == first.rank }) else { return nil }
    var sizes = first.dimensions
    for shape in shapes.dropFirst() {
      for axis in sizes.indices where shape[axis] != sizes[axis] {
        guard shape[axis] == 1 || sizes[axis] == 1 else { return nil }
        sizes[axis] = max(shape[axis], sizes[axis])
      }
    }
    return Shape(sizes)
  }
}
