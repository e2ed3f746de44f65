import Geometry
import Text

/// The end of a model, which has to fit the targets and the loss.
struct ModelHead {
  private let graph: ModelGraph
  private let spec: ExperimentSpec
  private var target: DataInterface.Target { graph.target }
  private var loss: LossSpec { spec.loss }

  init(_ graph: ModelGraph, _ spec: ExperimentSpec) { (self.graph, self.spec) = (graph, spec) }

  /// Those of the wrong kind of target come alone: the others follow from it.
  var problems: [ShapeProblem] {
    let problems = problemsOfKind
    return problems.isEmpty ? problemsOfMetrics + problemsOfLastLayer + problemsOfClassWeights : problems
  }

  /// Problems of everything that needs classes, if there are none.
  private var problemsOfKind: [ShapeProblem] {
    guard case .values = target else { return [] }
    var problems: [ShapeProblem] = []
    if loss.target == .oneClass {
      problems.append(
        ShapeProblem(
          path: "loss", problem: "\(loss.words.name) needs classes, but the targets are numbers",
          hint: "write loss: mean_squared_error"))
    }
    for (index, metric) in spec.metrics.enumerated() where metric.needsClasses {
      problems.append(
        ShapeProblem(
          path: "metrics[\(index)]", problem: "\(metric.words.name) needs classes, but the targets are numbers",
          hint: loss.target == .yesOrNo ? "write binary_accuracy" : "write metrics: []"))
    }
    return problems + problemsOfClassWeights
  }

  private var problemsOfMetrics: [ShapeProblem] {
    let width = graph.output == Shape([1]) ? 1 : target.names.count
    return spec.metrics.enumerated().compactMap { index, metric in
      metric.problem(target, width: width).map { $0.at("metrics[\(index)]" + ($0.key == nil ? "" : ".\(metric.name)")) }
    }
  }

  private var problemsOfClassWeights: [ShapeProblem] { spec.classWeight?.problems(target) ?? [] }

  private var problemsOfLastLayer: [ShapeProblem] {
    guard graph.result > 0 else { return [] }
    let problem = fits(graph.output) ? problemOfActivation(graph.output) : problemOfShape(graph.output)
    return problem.map { [$0.at(graph.nodes[graph.result - 1].place.path)] } ?? []
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
    let units = target.isTwoClasses && loss.link == .sigmoid ? 1 : target.names.count
    let activation: Activation? =
      switch target {
      case .classes: loss.link ?? .softmax
      case .values: loss.link
      }
    let words = activation.map { ", activation: \($0.words.name)" } ?? ""
    let dense = "dense: {units: \(units)\(words)}"
    if isFlat { return "end with \(dense)" }
    // A dense layer that works at each position of an image or a sequence.
    guard let last = graph.nodes[graph.result - 1].spec.construct.unitCount else {
      return "put flatten and \(dense) after it"
    }
    return last == units ? "put flatten before it" : "put flatten before it, and end with \(dense)"
  }

  private func problemOfActivation(_ output: Shape) -> LayerProblem? {
    let last = graph.finalActivation?.activation
    let end = last?.words.name ?? ""
    if let link = loss.link {
      let (loss, link) = (loss.words.name, link.words.name)
      if !self.loss.construct.fromLogits {
        guard end != link else { return nil }
        return LayerProblem(
          "\(loss) needs probabilities, but the model does not end in \(link)",
          hint: "give it activation: \(link), or write loss: {\(loss): {from_logits: true}}")
      }
      guard last == .softmax || last == .sigmoid else { return nil }
      return LayerProblem(
        "from_logits is true, but the model ends in \(end)", hint: "write activation: linear, or leave from_logits out")
    }
    guard last == .softmax else { return nil }
    if output.count == 1 {
      return LayerProblem("a softmax over one unit is always 1", hint: "write activation: sigmoid or linear")
    }
    guard case .values = target, loss.target == .numbers else { return nil }
    return LayerProblem(
      "the model predicts numbers, but ends in softmax, whose outputs add up to 1", hint: "write activation: linear")
  }
}

extension ModelGraph {
  /// Above which the only output of two classes says the second: ½, but for a hinge loss 0, on whose sides it wants the classes.
  public var threshold: Float {
    loss.target == .yesOrNo && loss.link == nil && finalActivation?.activation != .sigmoid ? 0 : 0.5
  }
}

extension ModelGraph {
  /// The activation that computes the model's outputs, with its node's place in the list. A softmax over a part of them does
  /// not count.
  package var finalActivation: (index: Int, activation: Activation)? {
    var value = result
    while value > 0, nodes[value - 1].spec.construct.onlyReshapes { value = nodes[value - 1].sources[0] }
    guard value > 0, let activation = nodes[value - 1].spec.construct.finalActivation else { return nil }
    let output = nodes[value - 1].output
    return activation == .softmax && output.dimensions.last != output.count ? nil : (value - 1, activation)
  }
}

extension DataInterface.Target {
  public var names: [String] {
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
