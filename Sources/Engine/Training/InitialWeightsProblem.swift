import Geometry
import Records

/// `initial_weights` does not fit the model: a tensor is missing, unknown, of another shape, or has a non-finite value.
public struct InitialWeightsProblem: Error, Equatable {
  public var problem: String
  /// The next step.
  public var hint: String

  public init(problem: String, hint: String) {
    self.problem = problem
    self.hint = hint
  }

  /// The file may come from another program: the names of its tensors show which, and so what to do.
  static func missing(_ name: String, _ shape: Shape, among tensors: [NamedTensor]) -> InitialWeightsProblem {
    let shown = tensors.prefix(4).map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    let rest = tensors.count > 4 ? " and \(tensors.count - 4) more" : ""
    return InitialWeightsProblem(
      problem: "the tensor \(name) \(shape) is missing; the file has \(tensors.isEmpty ? "none" : shown + rest)",
      hint: advice(tensors))
  }

  private static func advice(_ tensors: [NamedTensor]) -> String {
    let rename = "name them layers.N.kernel and layers.N.bias, N being the layer's place in the spec's list from 0"
    guard tensors.contains(where: { $0.name.hasSuffix("weight") }) else { return rename }
    return
      "PyTorch's layout is the transpose: permute [out, in] to [in, out] and [out, in, h, w] to [h, w, in, out], then \(rename)"
  }

  static func shape(of tensor: NamedTensor, needed: Shape) -> InitialWeightsProblem {
    let isTransposed = tensor.shape.dimensions == needed.dimensions.reversed()
    return InitialWeightsProblem(
      problem: "the tensor \(tensor.name) has the shape \(tensor.shape), but the model needs \(needed)",
      hint: isTransposed ? "it is the transpose, as PyTorch stores it: transpose it" : "use weights of the same layers")
  }

  static func value(_ value: Float, of tensor: NamedTensor) -> InitialWeightsProblem {
    InitialWeightsProblem(
      problem: "a value of \(tensor.name) is \(value.isNaN ? "not a number" : "infinite")",
      hint: "use weights from before the training that spoilt them")
  }
}
