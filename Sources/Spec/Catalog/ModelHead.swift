import Geometry
import Text

/// The end of a model, which has to fit the targets and the loss.
struct ModelHead {
  private let nodes: [GraphNode]
  private let spec: ExperimentSpec
  private let target: DataInterface.Target
  private var loss: LossSpec { spec.loss }

  init(_ nodes: [GraphNode], _ spec: ExperimentSpec, _ target: DataInterface.Target) {
    self.nodes = nodes
    self.spec = spec
    self.target = target
  }

  /// Those of the wrong kind of target come alone: the others follow from it.
  var problems: [ShapeProblem] {
    let problems = problemsOfKind
    return problems.isEmpty ? problemsOfMetrics + problemsOfLastLayer : problems
  }

  /// Problems of everything that needs classes, if there are none.
  private var problemsOfKind: [ShapeProblem] {
    guard case .values = target else { return [] }
    var problems: [ShapeProblem] = []
    if loss.needsClasses {
      problems.append(
        ShapeProblem(
          path: "loss", problem: "\(loss.words.name) needs classes, but the targets are numbers",
          hint: "write loss: mean_squared_error"))
    }
    for (index, metric) in spec.metrics.enumerated() where metric.needsClasses {
      problems.append(
        ShapeProblem(
          path: "metrics[\(index)]", problem: "\(metric.words.name) needs classes, but the targets are numbers",
          hint: "write metrics: []"))
    }
    return problems
  }

  private var problemsOfMetrics: [ShapeProblem] {
    spec.metrics.enumerated().compactMap { index, metric in
      guard case .topKCategoricalAccuracy(let k) = metric, k > target.names.count else { return nil }
      return ShapeProblem(
        path: "metrics[\(index)]", problem: "k is \(k), but there are only \(target.names.count) classes")
    }
  }

  private var problemsOfLastLayer: [ShapeProblem] {
    guard let last = nodes.last else { return [] }
    let path = "layers[\(nodes.count - 1)].\(last.spec.keyword)"
    let problem = fits(last.output) ? problemOfActivation(last.output) : problemOfShape(last.output)
    return problem.map { [ShapeProblem(path: path, problem: $0.problem, hint: $0.hint)] } ?? []
  }

  /// Two classes may have one output: that of the second.
  private func fits(_ output: Shape) -> Bool {
    output == Shape([target.names.count])
      || (output == Shape([1]) && target.isTwoClasses && loss.allowsOneUnit)
  }

  private func problemOfShape(_ output: Shape) -> LayerProblem {
    let isFlat = output.rank == 1
    guard !target.isNumbered else {
      return LayerProblem(
        "the last layer's output is \(output), but the labels are [\(target.names.count)]", hint: hint(isFlat))
    }
    let found =
      isFlat
      ? "the last layer has \(output.count) \(output.count == 1 ? "unit" : "units")"
      : "the last layer's output is \(output)"
    return LayerProblem("\(found), but \(spec.dataset.source.title) has \(target.words)", hint: hint(isFlat))
  }

  private func hint(_ isFlat: Bool) -> String {
    let dense =
      switch target {
      case .classes(let names): "dense: {units: \(names.count), activation: softmax}"
      case .values(let names): "dense: {units: \(names.count)}"
      }
    return isFlat ? "end with \(dense)" : "put flatten and \(dense) after it"
  }

  private func problemOfActivation(_ output: Shape) -> LayerProblem? {
    let endsInSoftmax = nodes.finalActivation?.activation == .softmax
    switch loss {
    case .categoricalCrossentropy(fromLogits: false) where !endsInSoftmax:
      return LayerProblem(
        "categorical_crossentropy needs probabilities, but the model does not end in softmax",
        hint: "give it activation: softmax, or write loss: {categorical_crossentropy: {from_logits: true}}")
    case .categoricalCrossentropy(fromLogits: true) where endsInSoftmax:
      return LayerProblem(
        "from_logits is true, but the model ends in softmax",
        hint: "write activation: linear, or leave from_logits out")
    default: break
    }
    guard !(endsInSoftmax && output.count == 1) else {
      return LayerProblem("a softmax over one unit is always 1", hint: "write activation: sigmoid or linear")
    }
    return nil
  }
}

extension [GraphNode] {
  /// The activation that computes the model's outputs, with its place. A softmax over a part of them does not count.
  package var finalActivation: (index: Int, activation: Activation)? {
    guard let index = lastIndex(where: { !$0.spec.construct.onlyReshapes }),
      let activation = self[index].spec.construct.finalActivation
    else { return nil }
    let output = self[index].output
    return activation == .softmax && output.dimensions.last != output.count ? nil : (index, activation)
  }
}

extension DataInterface.Target {
  var names: [String] {
    switch self {
    case .classes(let names), .values(let names): names
    }
  }

  var isTwoClasses: Bool { if case .classes(let names) = self { names.count == 2 } else { false } }

  /// Whether they are classes that have numbers but no names.
  fileprivate var isNumbered: Bool { self == DataInterface.numbered(names.count) }

  /// `3 classes: Adelie, Chinstrap, Gentoo`
  fileprivate var words: String {
    let shown = names.prefix(8).map(printable).joined(separator: ", ")
    let list = names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    let noun =
      switch self {
      case .classes: names.count == 1 ? "class" : "classes"
      case .values: names.count == 1 ? "number to predict" : "numbers to predict"
      }
    return "\(names.count) \(noun): \(list)"
  }
}
